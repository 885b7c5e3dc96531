//! When the next socket may be opened.
//!
//! Invariant: whatever the close codes, the random numbers and the signals of the page are, at most six sockets are opened in ten
//! seconds, and at most six a minute for a server that keeps answering "reconnect".

use super::Millis;
use super::close::Close;
use crate::feed::backoff::{Backoff, around};

/// At most this many sockets …
const BUDGET: usize = 6;
/// … in this time.
const WINDOW: Millis = 10_000;
/// The same in a loop of closes 4200–4299.
const LOOP_WINDOW: Millis = 60_000;
/// The least wait when the server is over capacity.
const BUSY: Millis = 1_000;
/// About how long a hidden page waits: nobody looks, and its timers fire once a minute.
const HIDDEN: Millis = 60_000;
/// Signals of the page cut the wait short at most this often.
const CUT_GAP: Millis = 2_000;

/// A wait for the next socket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    /// When to open.
    pub(super) until: Millis,
    /// No signal of the page may make it earlier than this.
    earliest: Millis,
}

/// What is remembered of former sockets.
#[derive(Debug, Default)]
pub(super) struct Retry {
    backoff: Backoff,
    reconnected: bool,
    /// When the last sockets were opened: at most [`BUDGET`], oldest first.
    opened: Vec<Millis>,
    cut: Option<Millis>,
}

impl Retry {
    /// A socket is opened now.
    pub(super) fn opened(&mut self, now: Millis) {
        if self.opened.len() == BUDGET {
            self.opened.remove(0);
        }
        self.opened.push(now);
    }

    /// The socket that ends was well for long enough: what happened before it counts no more.
    pub(super) fn forgive(&mut self) {
        self.backoff = Backoff::new();
        self.reconnected = false;
    }

    /// No failure: the next socket may be opened when it is wanted.
    pub(super) fn freely(&self, now: Millis) -> Wait {
        let at = self.within(WINDOW, now);
        Wait {
            until: at,
            earliest: at,
        }
    }

    /// The wait after a socket that ended so.
    pub(super) fn after(&mut self, close: Close, hidden: bool, now: Millis, random: u32) -> Wait {
        let earliest = match close {
            Close::Reconnect if !self.reconnected => {
                self.reconnected = true;
                return self.freely(now);
            }
            Close::Reconnect => self.within(LOOP_WINDOW, now),
            Close::Busy => self.within(WINDOW, now + BUSY),
            Close::Lost | Close::Refused => self.within(WINDOW, now),
        };
        let delay = self.backoff.fail(random);
        let delay = if hidden {
            around(HIDDEN, random)
        } else {
            delay
        };
        Wait {
            until: earliest + delay,
            earliest,
        }
    }

    /// The page says that things changed (network back, page visible): wait no longer than the rules demand, and begin anew.
    pub(super) fn cut(&mut self, wait: &mut Wait, now: Millis) {
        let at = now
            .max(wait.earliest)
            .max(self.cut.map_or(0, |last| last + CUT_GAP));
        if at < wait.until {
            wait.until = at;
            self.cut = Some(at);
            self.backoff = Backoff::new();
        }
    }

    /// The first moment from `now` on at which one more socket is within the budget.
    fn within(&self, window: Millis, now: Millis) -> Millis {
        match self.opened.first() {
            Some(oldest) if self.opened.len() == BUDGET => now.max(oldest + window),
            Some(_) | None => now,
        }
    }
}
