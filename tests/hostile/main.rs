//! Bad inputs that no other file tests: from a frame, an answer or the page through the whole core. `docs/hostile-input.md` has the
//! table of all of them, by number.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod canaries;
mod fields;
mod frames;
mod page;

use common::{Driven, ORDER_ID, parse, read};
use serde_json::{Value, json};
use transak_order_tracker::feed;
use transak_order_tracker::feed::stream::{Channel, Connection, Input, Output};
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Order, decode};

const HASH: &str = "0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6InVzZXJAZXhhbXBsZS5jb20ifQ.c2lnbmF0dXJl";

/// The stream of [`ORDER_ID`], subscribed.
fn stream() -> Connection<NativeJson> {
    let mut connection = Connection::new(NativeJson);
    connection.subscribe(&Channel::of_order(ORDER_ID).unwrap(), 0);
    for frame in [
        json!({ "event": "pusher:connection_established", "data": {} }),
        json!({ "event": "pusher_internal:subscription_succeeded", "channel": ORDER_ID }),
    ] {
        connection.handle(Input::Frame(&frame.to_string()), 0, 0);
    }
    while connection.poll_output().is_some() {}
    connection
}

fn outputs(frame: &str) -> Vec<Output<Value>> {
    let mut stream = stream();
    stream.handle(Input::Frame(frame), 20_000, 0);
    assert_eq!(
        stream.last_heard(),
        Some(20_000),
        "any frame is a sign of life"
    );
    std::iter::from_fn(|| stream.poll_output()).collect()
}

/// A frame with an event whose data is this text, as it is.
fn framed(event: &str, data: &str) -> String {
    format!(r#"{{"event":"{event}","channel":"{ORDER_ID}","data":{data}}}"#)
}

/// What the frames' orders do to a feed with a status source.
fn shown(feed: &mut Driven, frame: &str) {
    for output in outputs(frame) {
        match output {
            Output::Message { data, .. } => {
                let order = decode::order(&NativeJson, &data);
                feed.handle(feed::Input::Message(order.map(Into::into)));
            }
            Output::Token(_) => feed.handle(feed::Input::WrongChannel),
            other => panic!("{other:?}"),
        }
    }
}

fn processing(fields: &str) -> Option<Order> {
    read(&parse(&format!(r#"{{"status":"PROCESSING",{fields}}}"#))?)
}
