//! What the tracker tells its page: into the log, and to the desk.

use crate::desk::Desk;
use crate::log;
use leptos::prelude::*;
use transak_order_tracker::component::{ErrorDetail, PromptDetail};
use transak_order_tracker::feed::event::StatusChange;
use transak_order_tracker::order::Time;
use transak_order_tracker::prompt::UserSignal;
use transak_order_tracker::state::Freshness;

pub(super) fn on_status(desk: Desk) -> Callback<StatusChange> {
    Callback::new(move |change: StatusChange| {
        desk.log.event("order-status", log::status(&change));
        desk.saw(&change.status);
    })
}

pub(super) fn on_final(desk: Desk) -> Callback<StatusChange> {
    Callback::new(move |change: StatusChange| {
        desk.log.event("order-final", log::status(&change));
    })
}

pub(super) fn on_prompt(desk: Desk) -> Callback<PromptDetail> {
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

pub(super) fn on_action(desk: Desk) -> Callback<(String, Option<String>), bool> {
    Callback::new(move |(action, href): (String, Option<String>)| {
        let href = href.unwrap_or_else(|| "no link".to_owned());
        desk.log.event("order-action", format!("{action} · {href}"));
        desk.act(&action)
    })
}

pub(super) fn on_freshness(desk: Desk) -> Callback<(Freshness, Option<Time>)> {
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

pub(super) fn on_signal(desk: Desk) -> Callback<UserSignal> {
    Callback::new(move |signal: UserSignal| desk.log.event("user-signal", signal.name().to_owned()))
}

pub(super) fn on_error(desk: Desk) -> Callback<ErrorDetail> {
    Callback::new(move |(code, message, retrying): ErrorDetail| {
        let goes_on = if retrying { " · goes on trying" } else { "" };
        desk.log.event(
            "order-error",
            format!("{} · {message}{goes_on}", code.name()),
        );
    })
}
