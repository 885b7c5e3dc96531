//! Events and the state as plain JavaScript objects, spelled as the contract spells them.

use crate::feed::event::{Event, StatusChange};
use crate::order::Time;
use crate::state::State;
use js_sys::Object;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use wasm_bindgen::JsCast;

/// What a field may hold: one type for all the details, since each type that is serialized brings code of its own.
enum Value<'a> {
    Text(&'a str),
    Texts(&'a [&'static str]),
    Flag(bool),
    Time(Option<Time>),
    Null,
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => to.serialize_str(text),
            Self::Texts(texts) => texts.serialize(to),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Time(Some(time)) => to.serialize_str(&time.to_iso()),
            Self::Time(None) | Self::Null => to.serialize_none(),
        }
    }
}

/// A map, not a struct: `serde-wasm-bindgen` keeps the names of a struct's fields in a table, which costs more than it saves here.
struct Detail<'a>(&'a [(&'static str, Value<'a>)]);

impl Serialize for Detail<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}

fn object(fields: &[(&'static str, Value<'_>)]) -> Object {
    let to = serde_wasm_bindgen::Serializer::json_compatible();
    Detail(fields)
        .serialize(&to)
        .unwrap_or_default()
        .unchecked_into()
}

/// The name and the detail of an event.
pub(super) fn event(event: &Event) -> (&'static str, Object) {
    match event {
        Event::Status(change) => ("order-status", status(change)),
        Event::Final(change) => ("order-final", status(change)),
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

fn status(change: &StatusChange) -> Object {
    object(&[
        ("status", Value::Text(&change.status)),
        ("previous", Value::Text(&change.previous)),
        ("side", Value::Text(change.side)),
        ("stage", Value::Text(change.stage)),
        ("confirmed", Value::Flag(change.confirmed)),
        ("source", Value::Text(change.source)),
        ("at", Value::Time(change.at)),
    ])
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
