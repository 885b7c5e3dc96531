//! One WebSocket: text frames in and out, and its end.
//!
//! Invariant: the size of a frame is checked before it is copied into WebAssembly, whose memory never shrinks; after
//! [`Socket`] is dropped, nothing of it is reported any more.

use super::json::MAX_LENGTH;
use super::task;
use futures_util::StreamExt;
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, WebSocketError};
use js_sys::JsString;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MessageEvent;

/// What a socket reports.
#[derive(Clone, Debug)]
pub enum Report {
    /// A text frame.
    Frame(String),
    /// The end, with the close code.
    Closed(u16),
}

/// "Abnormal closure": the code where the browser tells none.
const ABNORMAL: u16 = 1006;

/// Whom a socket reports to.
pub trait Reporter {
    /// Takes a report.
    fn take(self: Rc<Self>, report: Report);
}

/// An open (or opening) socket; it is closed by dropping it.
pub struct Socket {
    raw: web_sys::WebSocket,
    /// Who reads holds it weakly: once the socket is dropped, there is nobody to report to.
    _reporter: Rc<Weak<dyn Reporter>>,
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Socket")
    }
}

impl Socket {
    /// Opens a socket. `None` where the browser refuses the URL.
    pub fn open(url: &str, reporter: Weak<dyn Reporter>) -> Option<Self> {
        let raw = web_sys::WebSocket::new(url).ok()?;
        let guard = guard(&raw);
        let socket = WebSocket::try_from(raw.clone()).ok()?;
        let reporter = Rc::new(reporter);
        let weak = Rc::downgrade(&reporter);
        task::spawn(Box::pin(read(socket, guard, weak)));
        Some(Self {
            raw,
            _reporter: reporter,
        })
    }

    /// Sends a text frame. If the socket is about to end, nothing is sent: its end comes as a report.
    pub fn send(&self, text: &str) {
        if self.raw.ready_state() == web_sys::WebSocket::OPEN {
            let _ = self.raw.send_with_str(text);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.raw.close_with_code(1000);
    }
}

type Guard = Closure<dyn FnMut(MessageEvent)>;

/// Reads to the end, or as long as there is somebody to report to.
async fn read(mut socket: WebSocket, _guard: Guard, reporter: Weak<Weak<dyn Reporter>>) {
    let mut code = ABNORMAL;
    loop {
        let (report, last) = match socket.next().await {
            Some(Ok(Message::Text(text))) => (Report::Frame(text), false),
            Some(Err(WebSocketError::ConnectionClose(close))) => {
                code = close.code;
                continue;
            }
            // An error event says nothing, and a close event follows. Pusher sends no binary frames.
            Some(_) => continue,
            None => (Report::Closed(code), true),
        };
        match reporter.upgrade().and_then(|reporter| reporter.upgrade()) {
            Some(reporter) => reporter.take(report),
            None => return,
        }
        if last {
            return;
        }
    }
}

/// Keeps messages that are too large, or no text, from everybody who listens after it.
fn guard(socket: &web_sys::WebSocket) -> Guard {
    let guard = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let fits = event
            .data()
            .dyn_ref::<JsString>()
            .is_some_and(|text| text.length() <= MAX_LENGTH);
        if !fits {
            event.stop_immediate_propagation();
        }
    });
    let _ = socket.add_event_listener_with_callback("message", guard.as_ref().unchecked_ref());
    guard
}
