//! What is done later: after what runs now, or when a promise is settled.
//!
//! No futures: an executor would be the largest thing before the first status. Invariant: a closure belongs to JavaScript, which frees it when
//! nothing can call it any more; so none is freed while it runs.

use js_sys::Promise;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// `js_sys::Promise::then2` takes closures that belong to us.
    type Thenable;

    #[wasm_bindgen(method)]
    fn then(this: &Thenable, kept: &JsValue, broken: &JsValue) -> JsValue;
}

/// Takes what a promise was kept with, or why it was broken.
pub type Then = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// Calls back when the promise is settled.
pub fn when(promise: &Promise, then: Then) {
    let then = Rc::new(Cell::new(Some(then)));
    let other = then.clone();
    let kept = closure(move |value| call(&then, Ok(value)));
    let broken = closure(move |reason| call(&other, Err(reason)));
    let promise: &Thenable = promise.unchecked_ref();
    promise.then(&kept, &broken);
}

/// Calls back after what runs now.
pub fn soon(work: Box<dyn FnOnce()>) {
    when(
        &Promise::resolve(&JsValue::UNDEFINED),
        Box::new(move |_| work()),
    );
}

fn closure(work: impl FnMut(JsValue) + 'static) -> JsValue {
    Closure::<dyn FnMut(JsValue)>::new(work).into_js_value()
}

fn call(then: &Cell<Option<Then>>, news: Result<JsValue, JsValue>) {
    if let Some(then) = then.take() {
        then(news);
    }
}
