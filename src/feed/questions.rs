//! When to ask the status source: a list of reasons, each with the time at which it is due. One question answers all the reasons that are
//! known when it is asked; without an answer they are due again after a pause.
//!
//! Invariants: one question at a time; due times are points on the monotonic clock; a reason leaves only by an answer, or with the order.

mod failure;

pub use failure::{Failure, Trouble};

use super::backoff::{around, spread};
use failure::Episode;

/// The first question may have been asked by the loader already, before any of this was there; the subscription, which
/// comes later, has a question of its own.
const EARLY: u64 = 10_000;
/// One question for all the hints of such a time.
const DEBOUNCE: u64 = 200;
/// After an answer that lags: the first pause, doubled each time, and how often.
const LAG: u64 = 2_000;
const LAGS: u32 = 4;
/// Signals of the page that come so soon after each other are of one return.
const APART: u64 = 2_000;
/// Cadence without a stream: from, and up to.
const FAST: u64 = 5_000;
const SLOW: u64 = 30_000;
/// With a live stream, to notice a socket that only looks alive; and while the page is hidden.
const RARE: u64 = 60_000;
/// An answer must come within.
const ANSWER: u64 = 10_000;
/// The longest `Retry-After` that is followed.
const RETRY_AFTER: u64 = 600_000;
/// After `FAILED`, `CANCELLED`, `EXPIRED`: when to ask once more, counted from the confirmation; within ten minutes.
const REFUND: [u64; 3] = [60_000, 240_000, 590_000];

/// Why the source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The order goes on, and some time has passed.
    Cadence,
    /// News came that is only a hint.
    Hint,
    /// The last answer did not know what is shown, or denied it: the source may lag.
    Lag,
    /// The page came back: visible, online, shown or woken.
    Return,
    /// What happened before a subscription is not in the stream.
    Subscribed,
    /// The time to pay has run out.
    Expiry,
    /// A refund may follow.
    RefundWatch,
    /// The host wants to know.
    Page,
}

/// A reason, and when it is due.
#[derive(Clone, Copy, Debug)]
struct Due {
    reason: Reason,
    at: u64,
    /// How old an answer that somebody else has asked for may be, for this reason to need no request of its own.
    age: u64,
}

/// How the page and the stream stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// Whether the stream is subscribed and heard.
    pub stream_live: bool,
    /// Whether the page is hidden.
    pub hidden: bool,
}

/// The reasons to ask.
#[derive(Clone, Debug)]
pub struct Questions {
    /// At most one of each kind.
    due: Vec<Due>,
    /// The question under way: when it was asked, and why.
    running: Option<(u64, Vec<Due>)>,
    /// Not before this, whatever happens: `Retry-After`.
    not_before: u64,
    /// Until when signals of the page are of the return that is known.
    returning: u64,
    /// The next pause of the cadence without a stream.
    pause: u64,
    /// How old the last answer was when it came: the next of the cadence is due so much sooner.
    age: u64,
    /// How many of the questions after a lagging answer have been planned.
    lags: u32,
    /// Since when a final status that may still change is confirmed.
    watched: Option<u64>,
    episode: Episode,
}

impl Questions {
    /// Asks at once.
    pub fn new(now: u64) -> Self {
        let first = Due {
            reason: Reason::Cadence,
            at: now,
            age: EARLY,
        };
        Self {
            due: vec![first],
            running: None,
            not_before: 0,
            returning: 0,
            pause: FAST,
            age: 0,
            lags: 0,
            watched: None,
            episode: Episode::default(),
        }
    }

    /// What comes next: the question that is due, or the end of the time for an answer.
    pub fn next(&self) -> Option<u64> {
        if let Some((since, _)) = &self.running {
            return Some(since + ANSWER);
        }
        let due = self.due.iter().map(|due| due.at).min()?;
        Some(due.max(self.not_before))
    }

    /// Whether a question is under way.
    pub const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Whether the running question has waited too long.
    pub fn is_overdue(&self, now: u64) -> bool {
        self.is_running() && self.next().is_some_and(|end| now >= end)
    }

    /// Whether there is nothing to ask, and nothing is asked.
    pub fn is_done(&self) -> bool {
        self.due.is_empty() && !self.is_running()
    }

    /// Asks, if it is time. Returns how old, in milliseconds, an answer may be that somebody else has asked for.
    pub fn ask(&mut self, now: u64) -> Option<u64> {
        if self.is_running() || self.next().is_none_or(|at| now < at) {
            return None;
        }
        let asked = std::mem::take(&mut self.due);
        let mut age = u64::MAX;
        for due in &asked {
            age = age.min(due.age);
            if due.reason == Reason::RefundWatch {
                self.watch_on(now);
            }
        }
        self.running = Some((now, asked));
        Some(age)
    }

    /// There is a reason to ask at `at`, or sooner.
    pub fn add(&mut self, reason: Reason, at: u64) {
        self.plan(Due { reason, at, age: 0 });
    }

    fn plan(&mut self, new: Due) {
        match self.due.iter_mut().find(|due| due.reason == new.reason) {
            Some(due) => {
                due.at = due.at.min(new.at);
                due.age = due.age.min(new.age);
            }
            None => self.due.push(new),
        }
    }

    fn remove(&mut self, reason: Reason) {
        self.due.retain(|due| due.reason != reason);
    }

    /// A hint came: its word is to be checked soon.
    pub fn hinted(&mut self, now: u64) {
        self.lags = 0;
        self.add(Reason::Hint, now + DEBOUNCE);
    }

    /// The answer does not know what is shown, or denies it: asks again soon, but not for ever.
    pub fn lagged(&mut self, now: u64) {
        if self.lags < LAGS {
            self.add(Reason::Lag, now + (LAG << self.lags));
            self.lags += 1;
        }
    }

    /// The answer settles what is shown: another that lags is a new case.
    pub const fn settled(&mut self) {
        self.lags = 0;
    }

    /// The stream was lost: from now on it's the questions that keep the tracker right.
    pub fn lost(&mut self, now: u64, random: u32) {
        self.pause = FAST;
        self.add(Reason::Cadence, now + around(FAST, random));
    }

    /// The page came back: asks, but once, however many signals came.
    pub fn came_back(&mut self, now: u64) {
        if now >= self.returning {
            self.returning = now + APART;
            self.pause = FAST;
            self.add(Reason::Return, now);
        }
    }

    /// Nobody waits for the running question any more; its reasons stay.
    pub fn abort(&mut self, now: u64) {
        self.again(now);
    }

    /// Whatever the running question was asked for is due again.
    fn again(&mut self, at: u64) {
        let reasons = self.running.take().map(|(_, due)| due);
        for due in reasons.unwrap_or_default() {
            // The watch has three questions, answered or not: the next one is to come, or was the last.
            if due.reason != Reason::RefundWatch {
                self.plan(Due { at, age: 0, ..due });
            }
        }
    }

    /// An order was the answer, so old.
    pub fn answered(&mut self, age: u64) {
        self.age = age;
        self.running = None;
        self.not_before = 0;
        self.episode = Episode::default();
    }

    /// No order was the answer. Returns the trouble if it is time to report it: once an episode.
    pub fn failed(&mut self, failure: Failure, now: u64, random: u32) -> Option<Trouble> {
        if let Failure::Status(_, Some(retry_after)) = failure {
            self.not_before = now + retry_after.min(RETRY_AFTER);
        }
        let (pause, trouble) = self.episode.failed(failure, FAST);
        self.again(now + around(pause, random));
        trouble
    }

    /// As long as the order goes on there is a question of the cadence to come, and then no longer.
    pub fn keep_pace(&mut self, goes_on: bool, page: Surroundings, now: u64, random: u32) {
        if !goes_on {
            return self.remove(Reason::Cadence);
        }
        if self.is_running() || self.due.iter().any(|due| due.reason == Reason::Cadence) {
            return;
        }
        let wait = if page.hidden {
            // Under a minute, so that the label does not flicker between two answers.
            52_000 + spread(6_000, random)
        } else if page.stream_live {
            RARE + spread(12_000, random)
        } else {
            let wait = around(self.pause, random);
            self.pause = (self.pause + self.pause / 2).min(SLOW);
            wait
        };
        let sooner = std::mem::take(&mut self.age);
        self.plan(Due {
            reason: Reason::Cadence,
            at: now + wait.saturating_sub(sooner).max(wait / 5),
            // So the tabs of an origin ask about as often as one.
            age: wait / 5 * 4,
        });
    }

    /// A final status that may still change is confirmed: three more questions.
    pub fn watch(&mut self, now: u64) {
        self.watched = Some(now);
        self.watch_on(now);
    }

    /// Plans the next question of the watch.
    fn watch_on(&mut self, now: u64) {
        let since = self.watched.unwrap_or(now);
        let next = REFUND
            .iter()
            .map(|after| since + after)
            .find(|at| *at > now);
        if let Some(at) = next.filter(|_| self.watched.is_some()) {
            self.add(Reason::RefundWatch, at);
        }
    }

    /// The order goes on after all.
    pub fn revived(&mut self, now: u64) {
        self.watched = None;
        self.remove(Reason::RefundWatch);
        self.pause = FAST;
        self.add(Reason::Cadence, now + FAST);
    }

    /// Nothing more is to be asked.
    pub fn stop(&mut self) {
        self.watched = None;
        self.running = None;
        self.due.clear();
    }
}
