//! What all the tabs of an origin share, where the loader brings it: the stream's socket, and the questions. (In a Leptos application every
//! tab works alone.)

use js_sys::{Object, Promise};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::WebSocket;

#[wasm_bindgen]
extern "C" {
    /// `pkg/src/tabs.ts`.
    #[derive(Clone)]
    pub type Tabs;

    /// What looks like a socket, whichever tab has the real one.
    #[wasm_bindgen(method, catch)]
    fn open(this: &Tabs, url: &str) -> Result<WebSocket, JsValue>;

    /// A response, whichever tab has asked for it less than `age` ms ago.
    #[wasm_bindgen(method, catch)]
    fn ask(this: &Tabs, url: &str, options: &Object, age: u32) -> Result<Promise, JsValue>;
}

thread_local! {
    static TABS: RefCell<Option<Tabs>> = const { RefCell::new(None) };
}

/// From now on the network is reached through these.
pub fn share(tabs: Tabs) {
    TABS.set(Some(tabs));
}

/// A socket. `None` where the browser refuses the URL.
pub fn open(url: &str) -> Option<WebSocket> {
    match TABS.with_borrow(Clone::clone) {
        Some(tabs) => tabs.open(url).ok(),
        None => WebSocket::new(url).ok(),
    }
}

/// A promise of a response; `None` where nothing is shared.
pub fn ask(url: &str, options: &Object, age: u32) -> Option<Promise> {
    TABS.with_borrow(Clone::clone)?.ask(url, options, age).ok()
}
