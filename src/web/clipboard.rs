//! Copying a text, also where the asynchronous clipboard is missing or refused.
//!
//! To be called in a click: browsers copy only on a person's gesture.

use super::reach::{call, call_from};
use super::task;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};

/// Copies `text`, and says whether it worked. Where it doesn't, `shown` (which shows the text) stays selected, ready to be copied by hand.
pub fn copy(text: &str, shown: Option<web_sys::Element>, done: Box<dyn FnOnce(bool)>) {
    let by_hand = move || shown.and_then(|shown| select_and_copy(&shown)) == Some(true);
    match write(text) {
        Some(promise) => {
            let then = move |news: Result<_, _>| done(news.is_ok() || by_hand());
            task::when(&promise, Box::new(then));
        }
        None => done(by_hand()),
    }
}

/// Not where the page's policy forbids it, since Chromium then complains in the console.
fn write(text: &str) -> Option<Promise> {
    let policy = "document.featurePolicy.allowsFeature";
    let allowed = call(policy, &[&"clipboard-write".into()]);
    if allowed.is_some_and(|allowed| allowed == JsValue::FALSE) {
        return None;
    }
    let write = "navigator.clipboard.writeText";
    call(write, &[&text.into()])?.dyn_into().ok()
}

/// Selects what is shown.
pub fn select(shown: &web_sys::Element) -> Option<()> {
    let selection = call("getSelection", &[])?;
    call_from(&selection, "selectAllChildren", &[shown]);
    Some(())
}

fn select_and_copy(shown: &web_sys::Element) -> Option<bool> {
    select(shown)?;
    call("document.execCommand", &[&"copy".into()])?.as_bool()
}
