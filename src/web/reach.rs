//! What is reached by its name: for what is seldom wanted, as each function that has a binding of its own weighs in the loader, before the first status.
//!
//! Invariant: what is missing, or throws, is nothing.

use crate::link::cut::cut;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What a path of names (`document.title`) leads to, from the global object.
pub fn get(path: &str) -> Option<JsValue> {
    from(&js_sys::global(), path)
}

/// What a path of names leads to.
#[inline(never)]
pub fn from(start: &JsValue, path: &str) -> Option<JsValue> {
    let mut found = start.clone();
    let mut rest = Some(path);
    while let Some(names) = rest {
        let (name, after) = cut(names, b'.');
        found = Reflect::get(&found, &name.into()).ok()?;
        rest = after;
    }
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// Calls what a path of names leads to, from the global object.
pub fn call(path: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    call_from(&js_sys::global(), path, arguments)
}

/// Calls what a path of names leads to.
#[inline(never)]
pub fn call_from(start: &JsValue, path: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let (target, name) = match path.rfind('.') {
        Some(at) => (from(start, path.get(..at)?)?, path.get(at + 1..)?),
        None => (start.clone(), path),
    };
    let method: Function = from(&target, name)?.dyn_into().ok()?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    method.apply(&target, &list).ok()
}

/// `new Name(argument)`
pub fn construct(name: &str, argument: &JsValue) -> Option<JsValue> {
    let constructor: Function = get(name)?.dyn_into().ok()?;
    Reflect::construct(&constructor, &Array::of1(argument)).ok()
}

/// Sets a property.
pub fn set(target: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(target, &name.into(), value);
}
