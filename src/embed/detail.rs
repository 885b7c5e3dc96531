//! Events and the state as plain JavaScript objects, spelled as the contract spells them.

use crate::feed::event::{Event, StatusChange};
use crate::order::Time;
use crate::state::State;
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

/// What a field may hold.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a str),
    Texts(&'a [&'static str]),
    Flag(bool),
    Time(Option<Time>),
    Null,
}

impl From<&Value<'_>> for JsValue {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => (*text).into(),
            Value::Texts(texts) => {
                let array = Array::new();
                for text in *texts {
                    array.push(&(*text).into());
                }
                array.into()
            }
            Value::Flag(flag) => (*flag).into(),
            Value::Time(Some(time)) => time.to_iso().into(),
            Value::Time(None) | Value::Null => Self::NULL,
        }
    }
}

/// A plain object, whatever the page did to `Object.prototype`: `Object.fromEntries` makes properties of the object's own, and calls no setter, as
/// assigning might.
fn object(fields: &[(&'static str, Value<'_>)]) -> Object {
    let entries = Array::new();
    for (name, value) in fields {
        let entry = Array::new();
        entry.push(&(*name).into());
        entry.push(&value.into());
        entries.push(&entry);
    }
    Object::from_entries(&entries).unwrap_or_default()
}

/// The name and the detail of an event.
pub(super) fn event(event: &Event) -> (&'static str, Object) {
    match event {
        Event::Status(change) => ("order-status", object(&status(change))),
        Event::Final(change) => {
            let mut fields = status(change).to_vec();
            fields.push(("again", Value::Flag(change.again)));
            ("order-final", object(&fields))
        }
        Event::Prompt { prompt, actions } => (
            "order-prompt",
            object(&[
                ("prompt", Value::Text(prompt)),
                ("actions", Value::Texts(actions)),
            ]),
        ),
        Event::Freshness {
            freshness,
            last_confirmed_at,
        } => (
            "order-freshness",
            object(&[
                ("freshness", Value::Text(freshness.name())),
                ("lastConfirmedAt", Value::Time(*last_confirmed_at)),
            ]),
        ),
        Event::User(signal) => (
            "user-signal",
            object(&[
                ("signal", Value::Text(signal.name())),
                ("source", Value::Text("user")),
            ]),
        ),
        Event::Error {
            code,
            message,
            retrying,
        } => (
            "order-error",
            object(&[
                ("code", Value::Text(code.name())),
                ("message", Value::Text(message)),
                ("retrying", Value::Flag(*retrying)),
            ]),
        ),
    }
}

fn status(change: &StatusChange) -> [(&'static str, Value<'_>); 7] {
    [
        ("status", Value::Text(&change.status)),
        ("previous", Value::Text(&change.previous)),
        ("side", Value::Text(change.side)),
        ("stage", Value::Text(change.stage)),
        ("confirmed", Value::Flag(change.confirmed)),
        ("source", Value::Text(change.source)),
        ("at", Value::Time(change.at)),
    ]
}

/// The detail of `order-action`.
pub(super) fn action(name: &str, href: Option<&str>) -> Object {
    object(&[
        ("action", Value::Text(name)),
        ("href", href.map_or(Value::Null, Value::Text)),
    ])
}

/// The `state` property.
pub(super) fn state(state: &State) -> Object {
    object(&[
        ("status", Value::Text(state.status_code())),
        ("side", Value::Text(state.side_name())),
        ("stage", Value::Text(state.stage_name())),
        ("final", Value::Flag(state.is_final())),
        ("confirmed", Value::Flag(state.confirmed)),
        ("freshness", Value::Text(state.freshness.name())),
        (
            "prompt",
            Value::Text(
                state
                    .prompt
                    .as_ref()
                    .map_or("", |prompt| prompt.kind.name()),
            ),
        ),
        ("lastConfirmedAt", Value::Time(state.last_confirmed_at)),
    ])
}
