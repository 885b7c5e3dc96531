//! The seam between the two parts of the npm package: all that the first part calls of the second, and who waits for it.
//!
//! The second part is what the call graph reaches only from [`table`]. In an application, both parts are one, and the table is there from the start.
//!
//! Invariant: nothing in the first part names a function of the second part, neither directly nor in a closure or a trait's implementation. It goes
//! through [`Second`], and does without where that is not there.

mod table;

use crate::draw::Local;
use crate::link::Explorers;
use crate::view::Look;
use crate::view::second::SecondView;
use crate::web::driver::Inner;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// The table. What is said of a function here is all that the first part knows of it.
pub(crate) struct Second {
    /// The view's parts.
    pub(crate) view: &'static SecondView,
    /// Gives a tracker its second style sheet, its tools, and an ear for the page's language; once for each tracker.
    pub(crate) appear: fn(&Rc<Local>),
    /// Says what follows from the wish to be told of the order's end.
    pub(crate) note: for<'a> fn(&'a Look<'_>) -> Option<&'a str>,
    /// Tells the person of the order's end, where that was asked for; at each drawing.
    pub(crate) tell_end: fn(&Look<'_>, &Local),
    /// Tells the developer which colours are too much alike; whenever the page has set something.
    pub(crate) check_contrast: fn(&Rc<Local>),
    /// Does what a pressed tool is for, by its name.
    pub(crate) use_tool: fn(&Rc<Local>, &str),
    /// The block explorers that links may lead to.
    pub(crate) explorers: Explorers,
    /// Hears the partner's own events of a feed that has to hear them.
    pub(crate) listen: fn(&Rc<Inner>),
}

/// Who waits for the second part.
pub(crate) trait Waiter {
    /// It has come.
    #[cfg_attr(
        not(feature = "element"),
        expect(dead_code, reason = "an application never waits")
    )]
    fn second_part_came(self: Rc<Self>, second: &'static Second);
}

thread_local! {
    static SECOND: Cell<Option<&'static Second>> = const { Cell::new(AT_THE_START) };
    static WAITERS: RefCell<Vec<Weak<dyn Waiter>>> = const { RefCell::new(Vec::new()) };
}

/// An application has all from the start. In the npm package, the second part comes later, or never.
const AT_THE_START: Option<&'static Second> = if cfg!(feature = "element") {
    None
} else {
    Some(&table::TABLE)
};

/// The table, where the second part has come.
pub(crate) fn second() -> Option<&'static Second> {
    SECOND.get()
}

/// Tells the waiter when the second part comes, if it still lives then. To be called only while [`second`] is `None`.
pub(crate) fn wait(waiter: Weak<dyn Waiter>) {
    WAITERS.with_borrow_mut(|waiters| {
        // The second part may never come, and trackers come and go.
        waiters.retain(|one| one.strong_count() > 0);
        waiters.push(waiter);
    });
}

/// The second part has come.
#[cfg(feature = "element")]
pub(crate) fn fill() {
    // The optimiser must not know which table it is: a variable that is set once, to one value, is as good as that value for it, so it would put the table's
    // functions in the place of the calls through it, and the first part would name them all.
    let second = std::hint::black_box(&table::TABLE);
    SECOND.set(Some(second));
    for waiter in WAITERS.take() {
        if let Some(waiter) = waiter.upgrade() {
            waiter.second_part_came(second);
        }
    }
}
