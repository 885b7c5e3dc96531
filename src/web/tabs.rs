//! The questions that all the tabs of an origin share, where the loader brings it. (In a Leptos application every tab works alone. The
//! socket is shared too, which nobody here notices: the loader's stands in for the page's `WebSocket`.)

use js_sys::{Object, Promise};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// `pkg/src/questions.ts`.
    #[derive(Clone)]
    pub type Tabs;

    /// What the answer's JSON says (`order`) and how many ms ago it was asked for (`age`), or else the response; whichever tab has asked for it less than `age` ms ago.
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

/// A promise of what the answer's JSON says, or of a response that is no 200; `None` where nothing is shared.
pub fn ask(url: &str, options: &Object, age: u32) -> Option<Promise> {
    TABS.with_borrow(Clone::clone)?.ask(url, options, age).ok()
}
