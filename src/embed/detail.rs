//! Events and the state as plain JavaScript objects, spelled as the contract spells them.

use crate::feed::event::{Event, StatusChange};
use crate::order::Time;
use crate::state::State;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}

fn time(time: Option<Time>) -> JsValue {
    time.map_or(JsValue::NULL, |time| time.to_iso().into())
}

/// The name and the detail of an event.
pub(super) fn event(event: &Event) -> (&'static str, Object) {
    match event {
        Event::Status(change) => ("order-status", status(change)),
        Event::Final(change) => ("order-final", status(change)),
        Event::Prompt { prompt, actions } => {
            let actions: Array = actions.iter().map(|name| JsValue::from_str(name)).collect();
            (
                "order-prompt",
                object([("prompt", (*prompt).into()), ("actions", actions.into())]),
            )
        }
        Event::Freshness {
            freshness,
            last_confirmed_at,
        } => (
            "order-freshness",
            object([
                ("freshness", freshness.name().into()),
                ("lastConfirmedAt", time(*last_confirmed_at)),
            ]),
        ),
        Event::User(signal) => (
            "user-signal",
            object([("signal", signal.name().into()), ("source", "user".into())]),
        ),
        Event::Error {
            code,
            message,
            retrying,
        } => (
            "order-error",
            object([
                ("code", code.name().into()),
                ("message", message.into()),
                ("retrying", (*retrying).into()),
            ]),
        ),
    }
}

fn status(change: &StatusChange) -> Object {
    object([
        ("status", (&change.status).into()),
        ("previous", (&change.previous).into()),
        ("side", change.side.into()),
        ("stage", change.stage.into()),
        ("confirmed", change.confirmed.into()),
        ("source", change.source.into()),
        ("at", time(change.at)),
    ])
}

/// The detail of `order-action`.
pub(super) fn action(name: &str, href: Option<&str>) -> Object {
    object([
        ("action", name.into()),
        ("href", href.map_or(JsValue::NULL, JsValue::from_str)),
    ])
}

/// The `state` property.
pub(super) fn state(state: &State) -> Object {
    object([
        ("status", state.status_code().into()),
        ("side", state.side_name().into()),
        ("stage", state.stage_name().into()),
        ("final", state.is_final().into()),
        ("confirmed", state.confirmed.into()),
        ("freshness", state.freshness.name().into()),
        (
            "prompt",
            state
                .prompt
                .as_ref()
                .map_or("", |prompt| prompt.kind.name())
                .into(),
        ),
        ("lastConfirmedAt", time(state.last_confirmed_at)),
    ])
}
