//! Copying a text, also where the asynchronous clipboard is missing or refused.
//!
//! To be called in a click: browsers copy only on a person's gesture.

use super::task;
use js_sys::{Array, Function, Promise, Reflect};
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
    let global = js_sys::global();
    let policy = ["document", "featurePolicy", "allowsFeature"];
    let allowed = call(&global, &policy, &"clipboard-write".into());
    if allowed.is_some_and(|allowed| allowed == JsValue::FALSE) {
        return None;
    }
    let write = ["navigator", "clipboard", "writeText"];
    call(&global, &write, &text.into())?.dyn_into().ok()
}

fn select_and_copy(shown: &web_sys::Element) -> Option<bool> {
    let global = js_sys::global();
    let selection = call(&global, &["getSelection"], &JsValue::UNDEFINED)?;
    call(&selection, &["selectAllChildren"], shown)?;
    call(&global, &["document", "execCommand"], &"copy".into())?.as_bool()
}

/// Calls what a path of names leads to; `None` where something on the way is missing, or it throws.
#[inline(never)]
fn call(from: &JsValue, path: &[&str], argument: &JsValue) -> Option<JsValue> {
    let (mut target, mut found) = (JsValue::UNDEFINED, from.clone());
    for name in path {
        target = found;
        found = Reflect::get(&target, &(*name).into()).ok()?;
    }
    let method: Function = found.dyn_into().ok()?;
    method.apply(&target, &Array::of1(argument)).ok()
}
