//! The tracker as this shop embeds it: `OrderTracker`, its props from the desk, its events into the log.

mod told;

use crate::backend::Addresses;
use crate::choice::FollowBy;
use crate::desk::{Desk, Run};
use crate::language::Speech;
use leptos::prelude::*;
use leptos::serde_json::Value;
use transak_order_tracker::OrderTracker;
use transak_order_tracker::component::OrderTrackerProps;
use transak_order_tracker::json::Json;
use transak_order_tracker::order::{Order, decode};
use transak_order_tracker::prompt::User;
use transak_order_tracker::text::{Key, Overrides, text};
use transak_order_tracker::web::clock;
use transak_order_tracker::web::json::BrowserJson;
use transak_sandbox::scenario;

/// The layouts that are shown beside the first one.
pub(crate) const BESIDE: [&str; 3] = ["compact", "line", "diagram"];

/// The tracker of a run; in the layout that is chosen, unless it is one of those beside it.
pub(crate) fn tracker(desk: Desk, run: &Run, beside: Option<&'static str>) -> AnyView {
    let log = beside.map_or(desk.log, |_| desk.log.of_actions());
    let desk = Desk { log, ..desk };
    let Addresses {
        stream_url,
        events_url,
        status_url,
        fetch_order,
    } = desk.backend.addresses(run);
    let (order_id, api_key, partner_order_id) = names(run);
    let (user, active_orders) = user(run).unzip();
    let props = OrderTrackerProps::builder()
        .order_id(order_id)
        .api_key(api_key)
        .partner_order_id(partner_order_id)
        .side(run.scenario.side().name())
        .status(beside.and_then(|_| known(desk, run)))
        .stream_url(stream_url)
        .events_url(events_url)
        .status_url(status_url)
        .environment("staging")
        .user(user)
        .active_orders(active_orders)
        .theme(Signal::derive(move || desk.theme.get().to_owned()))
        .layout(Signal::derive(move || layout(desk, beside).to_owned()))
        .locale(Signal::derive(move || desk.tag()))
        .words(Signal::derive(move || desk.speech.get().words))
        .messages(Signal::derive(move || messages(desk, beside)))
        .on_order_status(told::on_status(desk))
        .on_order_final(told::on_final(desk))
        .on_order_prompt(told::on_prompt(desk))
        .on_order_action(told::on_action(desk))
        .on_order_freshness(told::on_freshness(desk))
        .on_user_signal(told::on_signal(desk))
        .on_order_error(told::on_error(desk));
    match fetch_order {
        Some(fetch_order) => OrderTracker(props.fetch_order(fetch_order).build()).into_any(),
        None => OrderTracker(props.build()).into_any(),
    }
}

fn layout(desk: Desk, beside: Option<&'static str>) -> &'static str {
    match beside {
        Some(layout) => layout,
        None if desk.compare.get() => "full",
        None => desk.layout.get(),
    }
}

/// What a tracker that comes late cannot hear any more, where nobody can be asked.
fn known(desk: Desk, run: &Run) -> Option<String> {
    let reached = desk.reached.get_untracked();
    let step = run.scenario.steps().into_iter().nth(reached)?;
    (reached > 0 && !run.asks).then(|| step.status.to_owned())
}

/// How the order is named: its id, or API key and reference.
fn names(run: &Run) -> (Option<String>, Option<String>, Option<String>) {
    let identity = run.identity.clone();
    match run.by {
        _ if !run.visitor.follows() => (None, None, None),
        FollowBy::OrderId => (Some(identity.order_id), None, None),
        FollowBy::Reference => (
            None,
            Some(identity.api_key),
            Some(identity.partner_order_id),
        ),
    }
}

/// The words of the pseudo-locale; and trackers beside each other are told apart by their names.
fn messages(desk: Desk, beside: Option<&str>) -> Overrides {
    let Speech {
        words,
        mut messages,
    } = desk.speech.get();
    if let Some(layout) = beside {
        let key = "label";
        let label = text(Key::Label(key), &[&messages, &words.messages]);
        let label = format!("{label} ({layout})");
        messages.insert(0, (key.to_owned(), label));
    }
    messages
}

/// What a partner's backend would tell of the user.
pub(crate) fn told(run: &Run) -> Option<Value> {
    let now = u64::try_from(clock::wall().0).unwrap_or_default();
    Some(scenario::user(run.visitor.kind()?, now))
}

/// The same as the component takes it.
fn user(run: &Run) -> Option<(User, Vec<Order>)> {
    let told = told(run)?;
    let text = |pointer| {
        told.pointer(pointer)
            .and_then(|text| text.as_str())
            .map(str::to_owned)
    };
    let user = User {
        status: text("/user/status"),
        kyc_status: text("/user/kycStatus"),
        is_allowed_to_place_order: told
            .pointer("/user/isAllowedToPlaceOrder")
            .and_then(Value::as_bool),
    };
    let orders = told
        .get("activeOrders")
        .and_then(|orders| BrowserJson.parse(&orders.to_string()))
        .map(|orders| decode::orders(&BrowserJson, &orders));
    Some((user, orders.unwrap_or_default()))
}
