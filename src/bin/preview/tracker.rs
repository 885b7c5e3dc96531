//! The tracker as this shop embeds it: `OrderTracker`, its props from the desk, its events into the log.

use crate::backend::Addresses;
use crate::choice::FollowBy;
use crate::desk::{Desk, Run};
use crate::log;
use leptos::prelude::*;
use transak_order_tracker::OrderTracker;
use transak_order_tracker::component::{ErrorDetail, OrderTrackerProps, PromptDetail};
use transak_order_tracker::feed::event::StatusChange;
use transak_order_tracker::json::Json;
use transak_order_tracker::order::{Order, Time, decode};
use transak_order_tracker::prompt::{User, UserSignal};
use transak_order_tracker::state::Freshness;
use transak_order_tracker::web::clock;
use transak_order_tracker::web::json::BrowserJson;
use transak_sandbox::scenario;

/// The tracker of a run.
pub(crate) fn tracker(desk: Desk, run: &Run) -> AnyView {
    let Addresses {
        stream_url,
        status_url,
        fetch_order,
    } = desk.backend.addresses(run);
    let (order_id, reference) = match run.by {
        _ if !run.visitor.follows() => (None, None),
        FollowBy::OrderId => (Some(run.identity.order_id.clone()), None),
        FollowBy::Reference => (None, Some(run.identity.clone())),
    };
    let (api_key, partner_order_id) = reference
        .map(|it| (it.api_key, it.partner_order_id))
        .unzip();
    let (user, active_orders) = user(run).unzip();
    let props = OrderTrackerProps::builder()
        .order_id(order_id)
        .api_key(api_key)
        .partner_order_id(partner_order_id)
        .side(run.scenario.side().name())
        .stream_url(stream_url)
        .status_url(status_url)
        .environment("staging")
        .user(user)
        .active_orders(active_orders)
        .theme(Signal::derive(move || desk.theme.get().to_owned()))
        .layout(Signal::derive(move || desk.layout.get().to_owned()))
        .locale(Signal::derive(move || {
            let locale = desk.locale.get();
            (!locale.is_empty()).then(|| locale.to_owned())
        }))
        .on_order_status(on_status(desk))
        .on_order_final(on_final(desk))
        .on_order_prompt(on_prompt(desk))
        .on_order_action(on_action(desk))
        .on_order_freshness(on_freshness(desk))
        .on_user_signal(on_signal(desk))
        .on_order_error(on_error(desk));
    match fetch_order {
        Some(fetch_order) => OrderTracker(props.fetch_order(fetch_order).build()).into_any(),
        None => OrderTracker(props.build()).into_any(),
    }
}

/// What a partner's backend would tell of the user.
fn user(run: &Run) -> Option<(User, Vec<Order>)> {
    let now = u64::try_from(clock::wall().0).unwrap_or_default();
    let told = scenario::user(run.visitor.kind()?, now);
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
            .and_then(leptos::serde_json::Value::as_bool),
    };
    let orders = told
        .get("activeOrders")
        .and_then(|orders| BrowserJson.parse(&orders.to_string()))
        .map(|orders| decode::orders(&BrowserJson, &orders));
    Some((user, orders.unwrap_or_default()))
}

fn on_status(desk: Desk) -> Callback<StatusChange> {
    Callback::new(move |change: StatusChange| {
        desk.log.event("order-status", log::status(&change));
        desk.status.set(change.status);
    })
}

fn on_final(desk: Desk) -> Callback<StatusChange> {
    Callback::new(move |change: StatusChange| {
        desk.log.event("order-final", log::status(&change));
    })
}

fn on_prompt(desk: Desk) -> Callback<PromptDetail> {
    Callback::new(move |(prompt, actions): PromptDetail| {
        let prompt = if prompt.is_empty() { "none" } else { prompt };
        let actions = if actions.is_empty() {
            "no actions".to_owned()
        } else {
            actions.join(", ")
        };
        desk.log
            .event("order-prompt", format!("{prompt} · {actions}"));
    })
}

fn on_action(desk: Desk) -> Callback<(String, Option<String>), bool> {
    Callback::new(move |(action, href): (String, Option<String>)| {
        let href = href.unwrap_or_else(|| "no link".to_owned());
        desk.log.event("order-action", format!("{action} · {href}"));
        desk.act(&action)
    })
}

fn on_freshness(desk: Desk) -> Callback<(Freshness, Option<Time>)> {
    Callback::new(move |(freshness, confirmed): (Freshness, Option<Time>)| {
        let confirmed = confirmed.map_or_else(
            || "never confirmed".to_owned(),
            |at| format!("confirmed {}", at.to_iso()),
        );
        desk.log.event(
            "order-freshness",
            format!("{} · {confirmed}", freshness.name()),
        );
        if freshness == Freshness::Live {
            desk.live.set(true);
        }
    })
}

fn on_signal(desk: Desk) -> Callback<UserSignal> {
    Callback::new(move |signal: UserSignal| desk.log.event("user-signal", signal.name().to_owned()))
}

fn on_error(desk: Desk) -> Callback<ErrorDetail> {
    Callback::new(move |(code, message, retrying): ErrorDetail| {
        let goes_on = if retrying { " · goes on trying" } else { "" };
        desk.log.event(
            "order-error",
            format!("{} · {message}{goes_on}", code.name()),
        );
    })
}
