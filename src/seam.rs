//! The seam: what is good to have, and comes with the second part of the WebAssembly, is behind this one table of functions.
//!
//! The npm package loads the second part after the first status, or never. An application has both in one, and the table from the start.
//!
//! Invariant: the first part names nothing of the second but through the table, so that it can do all that it must alone. (`bundler` finds out what is
//! reached through [`fill`] only.)

use crate::draw::extras as draw;
use crate::link::{self, Explorer};
use crate::view;
use crate::web::events;
use crate::web::socket::Open;
use std::cell::{Cell, RefCell};

/// The table.
#[derive(Debug)]
pub(crate) struct Second {
    /// Places of the tree that are empty without it.
    pub(crate) view: &'static view::Extras,
    /// What a drawn tracker does besides.
    pub(crate) draw: &'static draw::Extras,
    /// Tells which links lead to a block explorer.
    pub(crate) explorer: Explorer,
    /// Opens the partner's own events.
    pub(crate) open_events: Open,
}

static SECOND: Second = Second {
    view: &view::EXTRAS,
    draw: &draw::EXTRAS,
    explorer: Explorer(link::explorer),
    open_events: events::open,
};

/// What waits for the second part. It calls what it needs of that through the table that it gets.
type Work = Box<dyn FnOnce(&'static Second)>;

thread_local! {
    static FILLED: Cell<Option<&'static Second>> =
        const { Cell::new(if cfg!(feature = "element") { None } else { Some(&SECOND) }) };
    static WAITING: RefCell<Vec<Work>> = const { RefCell::new(Vec::new()) };
}

/// The table, once it is there.
pub(crate) fn second() -> Option<&'static Second> {
    FILLED.get()
}

/// Calls back when it is there: at once, later, or never.
pub(crate) fn then(work: Work) {
    if let Some(second) = second() {
        work(second);
    } else {
        WAITING.with_borrow_mut(|waiting| waiting.push(work));
    }
}

/// It is there.
#[cfg(feature = "element")]
pub(crate) fn fill() {
    // Without the black box the compiler sees that nothing else is ever stored, and calls the table's functions by their names.
    let second = std::hint::black_box(&SECOND);
    FILLED.set(Some(second));
    for work in WAITING.take() {
        work(second);
    }
}
