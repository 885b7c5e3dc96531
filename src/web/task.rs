//! What is done later: after what runs now, or when a promise is settled.
//!
//! No futures: an executor would be the largest thing before the first status. Invariant: no closure is freed while it runs; those that wait for a promise
//! belong to JavaScript, which frees them when nothing can call them any more.

use js_sys::Promise;
use std::cell::{Cell, RefCell};
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

thread_local! {
    /// What is to be done after what runs now.
    static TASKS: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
    /// Does it: one closure for all, as every tracker of a page may draw at once.
    static RUN: Closure<dyn FnMut(JsValue)> = Closure::new(|_| {
        for task in TASKS.take() {
            task();
        }
    });
}

/// Calls back after what runs now.
pub fn soon(work: Box<dyn FnOnce()>) {
    let is_first = TASKS.with_borrow_mut(|tasks| {
        tasks.push(work);
        tasks.len() == 1
    });
    if is_first {
        RUN.with(|run| {
            let _ = Promise::resolve(&JsValue::UNDEFINED).then(run);
        });
    }
}

fn closure(work: impl FnMut(JsValue) + 'static) -> JsValue {
    Closure::<dyn FnMut(JsValue)>::new(work).into_js_value()
}

fn call(then: &Cell<Option<Then>>, news: Result<JsValue, JsValue>) {
    if let Some(then) = then.take() {
        then(news);
    }
}
