//! Pusher frames: what the server's mean, and how ours are written.
//!
//! Invariant: a frame is read or it is nothing. No text, however broken, is an error of the connection.

use super::Channel;
use crate::json::Json;

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

/// A frame of the server that means something to us.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Frame<V> {
    /// `pusher:connection_established`, with `activity_timeout` in seconds where it is a whole number.
    Established(Option<u32>),
    /// `pusher:ping`.
    Ping,
    /// `pusher_internal:subscription_succeeded`, for this channel.
    Subscribed(String),
    /// `pusher:subscription_error`.
    Rejected {
        channel: String,
        status: Option<u32>,
    },
    /// An event of a channel. Its data was an object, however often it was encoded.
    Message {
        channel: String,
        event: String,
        data: V,
    },
    /// An event of a channel whose data is a token: what Transak sends to a partner's backend.
    Token { channel: String },
}

/// Reads a frame; `None` where it is broken, unknown, or of no use to a client of public channels.
pub(super) fn read<J: Json>(json: &J, text: &str) -> Option<Frame<J::Value>> {
    if text.len() > LONGEST {
        return None;
    }
    let frame = json.parse(text)?;
    let field = |key| json.text(&json.get(&frame, key)?);
    let number = |key| match decode(json, json.get(&frame, "data")?) {
        Data::Object(data) => whole(json.number(&json.get(&data, key)?)?),
        Data::Token | Data::Other => None,
    };
    let event = field("event")?;
    Some(match event.as_str() {
        "pusher:connection_established" => Frame::Established(number("activity_timeout")),
        "pusher:ping" => Frame::Ping,
        "pusher_internal:subscription_succeeded" => Frame::Subscribed(field("channel")?),
        "pusher:subscription_error" => Frame::Rejected {
            channel: field("channel")?,
            status: number("status"),
        },
        name if reserved(name) => return None,
        _ => match decode(json, json.get(&frame, "data")?) {
            Data::Object(data) => Frame::Message {
                channel: field("channel")?,
                event,
                data,
            },
            Data::Token => Frame::Token {
                channel: field("channel")?,
            },
            Data::Other => return None,
        },
    })
}

/// A whole number, where it is one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked
fn whole(number: f64) -> Option<u32> {
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number);
    let whole = number as u32;
    (fits && (f64::from(whole) - number).abs() < f64::EPSILON).then_some(whole)
}

/// Names that no order's event has: Pusher's own, and those that any visitor of the channel may send.
fn reserved(event: &str) -> bool {
    let prefixes = ["pusher:", "pusher_internal:", "client-"];
    event.is_empty()
        || prefixes.iter().any(|prefix| event.starts_with(prefix))
        || event.chars().nth(LONGEST_EVENT).is_some()
}

enum Data<V> {
    Object(V),
    Token,
    Other,
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
    text.starts_with("eyJ") && text.split('.').count() == 3
}
