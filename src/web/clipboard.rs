//! Copying a text, also where the asynchronous clipboard is missing or refused.
//!
//! To be called in a click: browsers copy only on a person's gesture.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Copies `text`, and says whether it worked. Where it doesn't, `shown` (which shows the text) stays selected, ready to be copied by hand.
pub async fn copy(text: String, shown: Option<web_sys::Element>) -> bool {
    if let Some(promise) = write(&text)
        && JsFuture::from(promise).await.is_ok()
    {
        return true;
    }
    shown.and_then(|shown| select_and_copy(&shown)) == Some(true)
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
