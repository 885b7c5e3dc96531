//! Pusher frames: what the server's mean, and how ours are written.
//!
//! Invariant: a frame is read or it is nothing. No text, however broken, is an error of the connection.

use super::Channel;
use crate::json::Json;
use crate::link::cut::count;

/// The longest frame that is looked at, in bytes of UTF-8. The edge refuses longer ones before it copies them.
const LONGEST: usize = 64 * 1024;
/// Pusher's limit for the name of an event, in characters.
const LONGEST_EVENT: usize = 200;

/// Our question whether the server is still there.
pub(super) const PING: &str = r#"{"event":"pusher:ping","data":{}}"#;
/// Our answer to the server's.
pub(super) const PONG: &str = r#"{"event":"pusher:pong","data":{}}"#;

/// `pusher:subscribe`.
pub(super) fn subscribe(channel: &Channel) -> String {
    about(
        r#"{"event":"pusher:subscribe","data":{"channel":""#,
        channel,
    )
}

/// `pusher:unsubscribe`.
pub(super) fn unsubscribe(channel: &Channel) -> String {
    about(
        r#"{"event":"pusher:unsubscribe","data":{"channel":""#,
        channel,
    )
}

/// A channel's name needs no escapes: [`Channel`] sees to it.
fn about(start: &str, channel: &Channel) -> String {
    [start, channel.as_str(), r#""}}"#].concat()
}

/// A frame of the server.
pub(super) struct Frame<V> {
    /// Its name.
    pub(super) event: String,
    /// The channel that it is about; `""` where it is about none.
    pub(super) channel: String,
    /// What it carries.
    pub(super) data: Data<V>,
}

/// What a frame carries.
pub(super) enum Data<V> {
    /// An object, however often it was encoded.
    Object(V),
    /// A token: what Transak sends to a partner's backend.
    Token,
    /// Nothing, or nothing that means something to us.
    Other,
}

/// Reads a frame; `None` where it is broken.
pub(super) fn read<J: Json>(json: &J, text: &str) -> Option<Frame<J::Value>> {
    if text.len() > LONGEST {
        return None;
    }
    let frame = json.parse(text)?;
    Some(Frame {
        event: json.field(&frame, "event")?,
        channel: json.field(&frame, "channel").unwrap_or_default(),
        data: match json.get(&frame, "data") {
            Some(data) => decode(json, data),
            None => Data::Other,
        },
    })
}

/// A whole number in the data of a frame.
#[inline(never)]
pub(super) fn number<J: Json>(json: &J, data: &Data<J::Value>, key: &str) -> Option<u32> {
    match data {
        Data::Object(data) => whole(json.number(&json.get(data, key)?)?),
        Data::Token | Data::Other => None,
    }
}

/// A whole number, where it is one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked
fn whole(number: f64) -> Option<u32> {
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number);
    let whole = number as u32;
    (fits && (f64::from(whole) - number).abs() < f64::EPSILON).then_some(whole)
}

/// Names that no order's event has: Pusher's own, and those that any visitor of the channel may send.
pub(super) fn is_reserved(event: &str) -> bool {
    let prefixes = &["pusher:", "pusher_internal:", "client-"];
    event.is_empty()
        || prefixes.iter().any(|prefix| event.starts_with(prefix))
        || characters(event) > LONGEST_EVENT
}

fn characters(text: &str) -> usize {
    let mut count = 0;
    for b in text.as_bytes() {
        // Not a continuation of a character.
        count += usize::from(b & 0xc0 != 0x80);
    }
    count
}

/// `data` is an object, or the JSON text of one, or (a server library that encodes what is encoded) the text of that text.
/// A token is recognised and not looked into.
fn decode<J: Json>(json: &J, mut data: J::Value) -> Data<J::Value> {
    for _ in 0..2 {
        let Some(text) = json.text(&data) else { break };
        match json.parse(&text) {
            Some(inner) => data = inner,
            None if is_token(&text) => return Data::Token,
            None => return Data::Other,
        }
    }
    if json.is_object(&data) {
        Data::Object(data)
    } else if json.text(&data).is_some_and(|text| is_token(&text)) {
        Data::Token
    } else {
        Data::Other
    }
}

/// A JWT starts with the base64 of `{"` and has three parts.
fn is_token(text: &str) -> bool {
    text.starts_with("eyJ") && count(text, b'.') == 2
}
