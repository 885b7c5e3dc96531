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
    shown.is_some_and(|shown| select(&shown).and_then(|()| exec_copy()) == Some(true))
}

/// `navigator.clipboard.writeText(text)`; not where the page's policy forbids it, since Chromium then complains in the console.
fn write(text: &str) -> Option<Promise> {
    if allowed() == Some(false) {
        return None;
    }
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    call(&clipboard, "writeText", &Array::of1(&text.into()))?
        .dyn_into()
        .ok()
}

/// `document.featurePolicy.allowsFeature("clipboard-write")`, where the browser has it.
fn allowed() -> Option<bool> {
    let document = Reflect::get(&js_sys::global(), &"document".into()).ok()?;
    let policy = Reflect::get(&document, &"featurePolicy".into()).ok()?;
    call(
        &policy,
        "allowsFeature",
        &Array::of1(&"clipboard-write".into()),
    )?
    .as_bool()
}

/// `getSelection().selectAllChildren(shown)`.
fn select(shown: &web_sys::Element) -> Option<()> {
    let selection = call(&js_sys::global(), "getSelection", &Array::new())?;
    call(&selection, "selectAllChildren", &Array::of1(shown)).map(|_| ())
}

/// `document.execCommand("copy")`.
fn exec_copy() -> Option<bool> {
    let document = Reflect::get(&js_sys::global(), &"document".into()).ok()?;
    call(&document, "execCommand", &Array::of1(&"copy".into()))?.as_bool()
}

fn call(target: &JsValue, method: &str, arguments: &Array) -> Option<JsValue> {
    let method: Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    method.apply(target, arguments).ok()
}
