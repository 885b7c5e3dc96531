//! The partner's own events (`events-url`, Server-Sent Events), told as a socket of the stream would tell them: the core knows one kind of line.
//!
//! Invariant: the size of an event is checked before it is copied into WebAssembly; only a JSON object becomes a part of a frame; after a line is
//! dropped, or its end is told, nothing of it is reported any more. The browser never opens it anew: that is the core's to say.

use super::json::{BrowserJson, MAX_LENGTH};
use super::reach::call_from;
use super::socket::{Report, Reporter, Wire};
use super::task;
use crate::json::Json;
use js_sys::JsString;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, MessageEvent};

/// What is listened to; the first and the last are the browser's own.
const NAMES: [&str; 4] = ["open", "order", "ping", "error"];
/// The server speaks every 15 s, so it is heard well before anybody doubts it.
const HELLO: &str = r#"{"event":"pusher:connection_established","data":{"activity_timeout":30}}"#;
const PONG: &str = r#"{"event":"pusher:pong","data":{}}"#;

/// What the listener and the line share.
struct Heard {
    raw: EventTarget,
    reporter: Weak<dyn Reporter>,
    channels: RefCell<Vec<String>>,
    has_ended: Cell<bool>,
}

/// The line.
struct Events {
    heard: Rc<Heard>,
    listener: Closure<dyn FnMut(Event)>,
}

/// Opens a line to a source of events. `None` where the browser refuses the URL.
pub fn open(url: &str, reporter: Weak<dyn Reporter>) -> Option<Box<dyn Wire>> {
    let heard = Rc::new(Heard {
        raw: source(url)?,
        reporter,
        channels: RefCell::default(),
        has_ended: Cell::new(false),
    });
    let hearing = heard.clone();
    let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| hearing.take(&event));
    for name in NAMES {
        let listener = listener.as_ref().unchecked_ref();
        let _ = heard
            .raw
            .add_event_listener_with_callback_and_bool(name, listener, false);
    }
    Some(Box::new(Events { heard, listener }))
}

#[cfg(not(feature = "element"))]
fn source(url: &str) -> Option<EventTarget> {
    Some(web_sys::EventSource::new(url).ok()?.into())
}

/// The loader makes it where it makes the sockets (`pkg/src/instance.ts`), so it ends with its instance as they do.
#[cfg(feature = "element")]
fn source(url: &str) -> Option<EventTarget> {
    Some(web_sys::WebSocket::new(url).ok()?.into())
}

impl Heard {
    fn take(&self, event: &Event) {
        match event.type_().as_str() {
            "open" => self.report(Report::Frame(HELLO.to_owned())),
            "ping" => self.report(Report::Frame(PONG.to_owned())),
            "order" => self.order(event),
            _ => {
                call_from(&self.raw, "close", &[]);
                self.report(Report::Closed(1006));
                self.has_ended.set(true);
            }
        }
    }

    /// An order is everybody's who listens here.
    fn order(&self, event: &Event) {
        let Some(order) = text(event) else { return };
        let channels = self.channels.borrow().clone();
        for channel in channels {
            let start = r#"{"event":"ORDER","channel":""#;
            let frame = [start, &channel, r#"","data":"#, &order, "}"].concat();
            self.report(Report::Frame(frame));
        }
    }

    fn report(&self, report: Report) {
        if let Some(reporter) = self.reporter.upgrade()
            && !self.has_ended.get()
        {
            reporter.take(report);
        }
    }
}

impl Wire for Events {
    /// There is no way to the server, and none is needed: what is wished for is in the address. A ping is answered by the next of the server's.
    fn send(&self, text: &str) {
        let frame = BrowserJson.parse(text);
        let field = |name| BrowserJson.field(frame.as_ref()?, name);
        let data = frame.as_ref().and_then(|it| BrowserJson.get(it, "data"));
        let channel = data.and_then(|data| BrowserJson.field(&data, "channel"));
        let (Some(event), Some(channel)) = (field("event"), channel) else {
            return;
        };
        self.heard.channels.borrow_mut().retain(|it| *it != channel);
        if event != "pusher:subscribe" {
            return;
        }
        self.heard.channels.borrow_mut().push(channel.clone());
        let weak = Rc::downgrade(&self.heard);
        // The connection is in the middle of something.
        task::soon(Box::new(move || {
            if let Some(heard) = weak.upgrade() {
                let start = r#"{"event":"pusher_internal:subscription_succeeded","channel":""#;
                heard.report(Report::Frame([start, &channel, r#""}"#].concat()));
            }
        }));
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        for name in NAMES {
            let listener = self.listener.as_ref().unchecked_ref();
            let _ = self
                .heard
                .raw
                .remove_event_listener_with_callback_and_bool(name, listener, false);
        }
        self.heard.has_ended.set(true);
        call_from(&self.heard.raw, "close", &[]);
    }
}

/// An event's text; `None` where it is too large, or no object in JSON.
fn text(event: &Event) -> Option<String> {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let text: &JsString = data.dyn_ref()?;
    let text = (text.length() <= MAX_LENGTH).then(|| String::from(text))?;
    let value = BrowserJson.parse(&text)?;
    BrowserJson.is_object(&value).then_some(text)
}
