//! The server's half of the Pusher protocol (version 7), as far as public channels need it.

use super::faults;
use super::socket::{PageSocket, install};
use js_sys::{JSON, Object};
use std::cell::RefCell;
use transak_order_tracker::json::Json;
use transak_order_tracker::web::json::BrowserJson;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    /// The open sockets, each with its channels.
    static SOCKETS: RefCell<Vec<(PageSocket, Vec<String>)>> = const { RefCell::new(Vec::new()) };
}

/// "Abnormal closure": what a socket says whose network is gone.
const CUT: u16 = 1006;

/// Serves sockets to this address.
pub(super) fn serve(url: &str) {
    let opened = Closure::<dyn Fn(PageSocket)>::new(|socket: PageSocket| {
        SOCKETS
            .with_borrow_mut(|sockets| sockets.push((socket.clone().unchecked_into(), Vec::new())));
        let data = r#"{"socket_id":"1.1","activity_timeout":120}"#;
        send(&socket, "pusher:connection_established", None, data);
    });
    let received =
        Closure::<dyn Fn(PageSocket, String)>::new(|socket: PageSocket, text: String| {
            receive(&socket, &text);
        });
    let closed = Closure::<dyn Fn(PageSocket)>::new(|socket: PageSocket| {
        SOCKETS.with_borrow_mut(|sockets| sockets.retain(|(known, _)| !is(known, &socket)));
    });
    install(
        url,
        &opened.into_js_value(),
        &received.into_js_value(),
        &closed.into_js_value(),
    );
}

/// Sends a frame to all who subscribed to the channel.
pub(super) fn publish(channel: &str, text: &str) {
    for (socket, channels) in sockets() {
        if channels.iter().any(|known| known == channel) {
            deliver(&socket, text);
        }
    }
}

/// Cuts all sockets.
pub(super) fn cut() {
    for (socket, _) in sockets() {
        socket.end(CUT);
    }
}

fn receive(socket: &PageSocket, text: &str) {
    let Some(message) = BrowserJson.parse(text) else {
        return;
    };
    let get = |value: &JsValue, name| BrowserJson.get(value, name);
    let event = get(&message, "event").and_then(|event| event.as_string());
    let channel = get(&message, "data")
        .and_then(|data| get(&data, "channel"))
        .and_then(|channel| channel.as_string());
    match (event.as_deref(), channel) {
        (Some("pusher:ping"), _) => send(socket, "pusher:pong", None, "{}"),
        (Some("pusher:subscribe"), Some(channel)) => {
            change(socket, |channels| channels.push(channel.clone()));
            let event = "pusher_internal:subscription_succeeded";
            send(socket, event, Some(&channel), "{}");
        }
        (Some("pusher:unsubscribe"), Some(channel)) => {
            change(socket, |channels| {
                channels.retain(|known| *known != channel);
            });
        }
        _ => {}
    }
}

/// Pusher's own events have their data in a string, too.
fn send(socket: &PageSocket, event: &str, channel: Option<&str>, data: &str) {
    let quoted =
        |text: &str| JSON::stringify(&text.into()).map_or_else(|_| String::new(), String::from);
    let channel = channel.map_or_else(String::new, |channel| {
        format!(r#""channel":{},"#, quoted(channel))
    });
    let text = format!(
        r#"{{"event":{},{channel}"data":{}}}"#,
        quoted(event),
        quoted(data)
    );
    deliver(socket, &text);
}

fn deliver(socket: &PageSocket, text: &str) {
    if !faults().silent {
        socket.deliver(text);
    }
}

fn change(socket: &PageSocket, change: impl FnOnce(&mut Vec<String>)) {
    SOCKETS.with_borrow_mut(|sockets| {
        if let Some((_, channels)) = sockets.iter_mut().find(|(known, _)| is(known, socket)) {
            change(channels);
        }
    });
}

fn sockets() -> Vec<(PageSocket, Vec<String>)> {
    SOCKETS.with_borrow(|sockets| {
        let copy = |(socket, channels): &(PageSocket, Vec<String>)| {
            (socket.clone().unchecked_into(), channels.clone())
        };
        sockets.iter().map(copy).collect()
    })
}

fn is(a: &PageSocket, b: &PageSocket) -> bool {
    Object::is(a, b)
}
