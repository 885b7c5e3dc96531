//! What support asks for, as a text to copy: which order, what its states were and when, and what the tracker knows of it.
//!
//! Invariant: nothing of the person and nothing of the money: no name, no address, no amount, no transaction. In English, for those who read it.

use super::Settings;
use crate::order::Time;
use crate::state::State;

/// The text.
pub fn report(state: &State, settings: &Settings, now: Time) -> String {
    let mut text = String::new();
    let id = state.order.as_ref().and_then(|order| order.id.as_deref());
    line(&mut text, "order", id.unwrap_or(&settings.reference));
    if id.is_some_and(|id| id != settings.reference) {
        line(&mut text, "reference", &settings.reference);
    }
    let how = if state.confirmed {
        ", confirmed"
    } else {
        ", not confirmed"
    };
    line(&mut text, "status", &[state.status_code(), how].concat());
    line(&mut text, "side", state.side_name());
    let at = |time: Option<Time>| time.map_or_else(String::new, Time::to_iso);
    if let Some(order) = &state.order {
        line(&mut text, "placed", &at(order.created_at));
        line(&mut text, "expires", &at(order.expires_at));
        line(&mut text, "completed", &at(order.completed_at));
    }
    for happening in &state.history {
        let what = [&happening.at.to_iso(), " ", happening.status.code()].concat();
        line(&mut text, "history", &what);
    }
    line(&mut text, "updates", state.freshness.name());
    line(&mut text, "last confirmed", &at(state.last_confirmed_at));
    line(&mut text, "now", &now.to_iso());
    line(&mut text, "language", &settings.locale);
    line(
        &mut text,
        "tracker",
        concat!("transak-order-tracker ", env!("CARGO_PKG_VERSION")),
    );
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        text.push_str(&[name, ": ", value, "\n"].concat());
    }
}
