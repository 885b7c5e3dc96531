//! Notices that a page changes its language: a `lang` anywhere in it. One observer for all trackers.

use super::reach::{call_from, construct, get, set};
use js_sys::{Array, Object};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Called when it has changed.
pub type Changed = Rc<dyn Fn()>;

thread_local! {
    static LISTENERS: RefCell<Vec<Weak<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
}

/// Calls back as long as the listener is kept.
pub fn listen(listener: &Changed) {
    let is_first = LISTENERS.with_borrow_mut(|listeners| {
        let is_first = listeners.is_empty();
        listeners.retain(|one| one.strong_count() > 0);
        listeners.push(Rc::downgrade(listener));
        is_first
    });
    if is_first {
        observe();
    }
}

fn observe() {
    let tell = Closure::<dyn FnMut()>::new(|| {
        let listeners = LISTENERS.with_borrow(Clone::clone);
        for listener in listeners.iter().filter_map(Weak::upgrade) {
            listener();
        }
    });
    let observer = construct("MutationObserver", &tell.into_js_value());
    if let (Some(observer), Some(document)) = (observer, get("document")) {
        let what = Object::new();
        set(&what, "subtree", &JsValue::TRUE);
        set(&what, "attributeFilter", &Array::of1(&"lang".into()));
        call_from(&observer, "observe", &[&document, &what]);
    }
}
