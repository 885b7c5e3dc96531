//! Whether all of the WebAssembly is there. The npm package cuts it in two, and what no first status needs comes later; an application has it in one.
//!
//! What is good to have, but not for the first status, waits for it here.

use std::cell::{Cell, RefCell};

/// What waits.
type Work = Box<dyn FnOnce()>;

thread_local! {
    static IS_WHOLE: Cell<bool> = const { Cell::new(!cfg!(feature = "element")) };
    static WAITING: RefCell<Vec<Work>> = const { RefCell::new(Vec::new()) };
}

/// Whether it is.
pub fn is_whole() -> bool {
    IS_WHOLE.get()
}

/// Calls back when it is: at once, or later.
pub fn then(work: Work) {
    if is_whole() {
        work();
    } else {
        WAITING.with_borrow_mut(|waiting| waiting.push(work));
    }
}

/// It is.
pub fn complete() {
    IS_WHOLE.set(true);
    for work in WAITING.take() {
        work();
    }
}
