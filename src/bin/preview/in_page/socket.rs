//! The stand-in for `WebSocket`, as Rust sees it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/bin/preview/in_page/socket.js")]
extern "C" {
    /// The page's end is a `WebSocket` to look at; this is the server's.
    #[derive(Clone)]
    pub(super) type PageSocket;

    /// Sends a text frame to the page.
    #[wasm_bindgen(method)]
    pub(super) fn deliver(this: &PageSocket, text: &str);

    /// Ends the connection, with this close code.
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &PageSocket, code: u16);

    /// From now on, sockets to `url` are ours. Called with a socket, and what it sent.
    pub(super) fn install(url: &str, opened: &JsValue, received: &JsValue, closed: &JsValue);
}
