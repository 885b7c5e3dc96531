//! One WebSocket: text frames in and out, and its end.
//!
//! Invariant: the size of a frame is checked before it is copied into WebAssembly, whose memory never shrinks; after
//! [`Socket`] is dropped, nothing of it is reported any more.

use super::json::MAX_LENGTH;
use js_sys::JsString;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// What a socket reports.
#[derive(Clone, Debug)]
pub enum Report {
    /// A text frame.
    Frame(String),
    /// The end, with the close code.
    Closed(u16),
}

/// Whom a socket reports to.
pub trait Reporter {
    /// Takes a report.
    fn take(self: Rc<Self>, report: Report);
}

/// An open (or opening) line; it is closed by dropping it.
pub trait Wire {
    /// Sends a text frame. If the line is about to end, nothing is sent: its end comes as a report.
    fn send(&self, text: &str);
}

/// Opens a line. `None` where the browser refuses the URL.
pub type Open = fn(&str, Weak<dyn Reporter>) -> Option<Box<dyn Wire>>;

type Listener = Closure<dyn FnMut(Event)>;

/// An open (or opening) socket; it is closed by dropping it.
pub struct Socket {
    raw: WebSocket,
    listeners: [(&'static str, Listener); 2],
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Socket")
    }
}

impl Socket {
    /// Opens a socket. `None` where the browser refuses the URL.
    pub fn open(url: &str, reporter: Weak<dyn Reporter>) -> Option<Box<dyn Wire>> {
        let raw = WebSocket::new(url).ok()?;
        let frames = reporter.clone();
        let message = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let (Some(reporter), Some(text)) = (frames.upgrade(), text(&event)) {
                reporter.take(Report::Frame(text));
            }
        });
        // An error event says nothing, and a close event follows it.
        let close = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(reporter) = reporter.upgrade() {
                let event: &CloseEvent = event.unchecked_ref();
                reporter.take(Report::Closed(event.code()));
            }
        });
        let listeners = [("message", message), ("close", close)];
        for (name, listener) in &listeners {
            let listener = listener.as_ref().unchecked_ref();
            let _ = raw.add_event_listener_with_callback_and_bool(name, listener, false);
        }
        Some(Box::new(Self { raw, listeners }))
    }
}

impl Wire for Socket {
    fn send(&self, text: &str) {
        if self.raw.ready_state() == WebSocket::OPEN {
            let _ = self.raw.send_with_str(text);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        for (name, listener) in &self.listeners {
            let listener = listener.as_ref().unchecked_ref();
            let _ = self
                .raw
                .remove_event_listener_with_callback_and_bool(name, listener, false);
        }
        let _ = self.raw.close_with_code(1000);
    }
}

/// A frame's text; `None` where it is too large, or no text (Pusher sends no binary frames).
fn text(event: &Event) -> Option<String> {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let text: &JsString = data.dyn_ref()?;
    (text.length() <= MAX_LENGTH).then(|| String::from(text))
}
