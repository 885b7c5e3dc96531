//! The frames of the protocol: what clients say, and what the server says by itself.
//!
//! `data` is a JSON string in the server's frames, but an object in errors: as Pusher's.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};

/// What a client says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ClientFrame {
    Ping,
    Pong,
    Subscribe(String),
    Unsubscribe(String),
    /// Nothing that it may say, and why.
    Bad(String),
}

pub(super) fn read(text: &str) -> ClientFrame {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return bad("the frame is not JSON");
    };
    let Some(event) = frame.get("event").and_then(Value::as_str) else {
        return bad("the frame has no event");
    };
    match event {
        "pusher:ping" => ClientFrame::Ping,
        "pusher:pong" => ClientFrame::Pong,
        "pusher:subscribe" => with_channel(&frame, ClientFrame::Subscribe),
        "pusher:unsubscribe" => with_channel(&frame, ClientFrame::Unsubscribe),
        _ if event.starts_with("client-") => {
            bad("client events need a private or presence channel")
        }
        _ => bad(&format!("unknown event {event:.40}")),
    }
}

fn with_channel(frame: &Value, make: impl Fn(String) -> ClientFrame) -> ClientFrame {
    let data = frame.get("data").unwrap_or(&Value::Null);
    // Some clients encode `data` twice, as servers do.
    let nested = data
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let channel = nested
        .as_ref()
        .unwrap_or(data)
        .get("channel")
        .and_then(Value::as_str);
    channel.map_or_else(
        || bad("data.channel must be a string"),
        |name| make(name.to_owned()),
    )
}

fn bad(why: &str) -> ClientFrame {
    ClientFrame::Bad(why.to_owned())
}

pub(super) fn established(socket_id: &str, activity_timeout: Duration) -> Utf8Bytes {
    let data =
        json!({ "socket_id": socket_id, "activity_timeout": activity_timeout.as_secs().max(1) });
    text(&json!({ "event": "pusher:connection_established", "data": data.to_string() }))
}

/// The same with any `activity_timeout`; `"omit"`: without one.
pub(super) fn oddly_established(socket_id: &str, activity_timeout: &Value) -> Utf8Bytes {
    let mut data = json!({ "socket_id": socket_id });
    if activity_timeout != "omit"
        && let Some(fields) = data.as_object_mut()
    {
        fields.insert("activity_timeout".to_owned(), activity_timeout.clone());
    }
    text(&json!({ "event": "pusher:connection_established", "data": data.to_string() }))
}

pub(super) fn ping() -> Utf8Bytes {
    text(&json!({ "event": "pusher:ping", "data": "{}" }))
}

pub(super) fn pong() -> Utf8Bytes {
    text(&json!({ "event": "pusher:pong", "data": "{}" }))
}

pub(super) fn subscribed(channel: &str) -> Utf8Bytes {
    text(
        &json!({ "event": "pusher_internal:subscription_succeeded", "channel": channel, "data": "{}" }),
    )
}

pub(super) fn not_subscribed(channel: &str, status: u16, why: &str) -> Utf8Bytes {
    let kind = if status == 401 {
        "AuthError"
    } else {
        "SubscriptionError"
    };
    let data = json!({ "type": kind, "error": why, "status": status });
    text(&json!({ "event": "pusher:subscription_error", "channel": channel, "data": data }))
}

/// An error about the connection (with a code) or about a frame (without).
pub(super) fn error(code: Option<u16>, message: &str) -> Utf8Bytes {
    text(&json!({ "event": "pusher:error", "data": { "code": code, "message": message } }))
}

fn text(frame: &Value) -> Utf8Bytes {
    frame.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_read_with_its_data_as_an_object_or_as_a_string() {
        let expected = ClientFrame::Subscribe("a".to_owned());
        assert_eq!(
            read(r#"{"event":"pusher:subscribe","data":{"auth":"","channel":"a"}}"#),
            expected
        );
        assert_eq!(
            read(r#"{"event":"pusher:subscribe","data":"{\"channel\":\"a\"}"}"#),
            expected
        );
    }

    #[test]
    fn nonsense_is_told_from_what_a_client_may_say() {
        for nonsense in [
            "",
            "{",
            "[]",
            "7",
            r#"{"event":5}"#,
            r#"{"event":"pusher:subscribe"}"#,
            r#"{"event":"pusher:subscribe","data":{"channel":7}}"#,
            r#"{"event":"client-move","channel":"a","data":{}}"#,
        ] {
            assert!(matches!(read(nonsense), ClientFrame::Bad(_)), "{nonsense}");
        }
        assert_eq!(read(r#"{"event":"pusher:ping"}"#), ClientFrame::Ping);
    }
}
