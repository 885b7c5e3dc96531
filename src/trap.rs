//! Panics at a named place when a test of the whole page wishes it (feature `traps`). In every other build [`here`] is nothing.
//!
//! Invariant: the core knows no browser, so whoever does says who is asked (`web::trap`).

#[cfg(feature = "traps")]
mod wished {
    use std::cell::Cell;

    /// Whether to panic at this place.
    pub(crate) type Ask = fn(&'static str) -> bool;

    thread_local! {
        static ASK: Cell<Ask> = const { Cell::new(|_| false) };
    }

    /// Says who is asked.
    #[cfg_attr(
        not(feature = "element"),
        expect(dead_code, reason = "only the bundle asks")
    )]
    pub(crate) fn ask(whom: Ask) {
        ASK.set(whom);
    }

    /// A place.
    pub(crate) fn here(place: &'static str) {
        assert!(!ASK.get()(place), "a test wished for it at {place}");
    }
}

#[cfg(feature = "traps")]
pub(crate) use wished::*;

/// A place where a test may want a panic.
#[cfg(not(feature = "traps"))]
#[inline(always)]
#[allow(clippy::inline_always)] // nothing is left of it
pub(crate) const fn here(_: &'static str) {}
