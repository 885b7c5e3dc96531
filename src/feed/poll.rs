//! When to ask the status source, and what its answers mean.
//!
//! Invariants: one question at a time; deadlines are points in time on the monotonic clock; nothing is asked after a confirmed
//! `COMPLETED` or `REFUNDED`, and by itself only three times after a final status that a refund may follow.

use super::backoff::{around, spread};
use std::mem::Discriminant;

/// The first question may have been asked by the loader already, before any of this was there; the subscription, which
/// comes later, has a question of its own.
const EARLY: u64 = 10_000;
/// One question for all the hints of such a time.
const DEBOUNCE: u64 = 200;
/// After an answer that is older than a hint, or that took one back.
const AGAIN: u64 = 2_000;
/// Signals of the page that come so soon after each other are of one return.
const APART: u64 = 2_000;
/// Cadence without a stream: from, and up to.
const FAST: u64 = 5_000;
const SLOW: u64 = 30_000;
/// With a live stream, to notice a socket that only looks alive; and while the page is hidden.
const RARE: u64 = 60_000;
/// An answer must come within.
const ANSWER: u64 = 10_000;
/// Errors back off up to.
const WORST: u64 = 300_000;
/// The longest `Retry-After` that is followed.
const RETRY_AFTER: u64 = 600_000;
/// After `FAILED`, `CANCELLED`, `EXPIRED`: when to ask once more, counted from the confirmation; within ten minutes.
const REFUND: [u64; 3] = [60_000, 240_000, 590_000];

/// What is wrong with the status source, for `order-error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// 401 or 403.
    Auth,
    /// Three times 400, 404 or 410.
    NotFound,
    /// Anything else that is no answer.
    StatusUrl(&'static str),
}

/// What came of a question, as the edge saw it. An order is judged by [`crate::tracking`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// An HTTP status other than 200; `Retry-After` in milliseconds.
    Status(u16, Option<u64>),
    /// A redirect: status sources answer themselves.
    Redirected,
    /// 200, but no order in it (HTML, broken or too much JSON, another shape).
    NoOrder,
    /// 200, but another order.
    OtherOrder,
    /// No answer at all: network, CORS, policy.
    Unreachable,
    /// No answer in time.
    TimedOut,
}

/// How the page and the stream stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// Whether the stream is subscribed and heard.
    pub stream_live: bool,
    /// Whether the page is hidden.
    pub hidden: bool,
}

/// Later than any deadline.
const NEVER: u64 = u64::MAX;

/// When to ask next.
#[derive(Clone, Debug)]
pub struct Poll {
    due: u64,
    /// Not before this, whatever happens: `Retry-After`.
    not_before: u64,
    asked: Option<u64>,
    /// Until when signals of the page are of the return that is known.
    returning: u64,
    interval: u64,
    /// How old an answer may be that the loader or another tab has asked for, for the next question to need no request.
    age: u64,
    failures: u32,
    not_found: u32,
    /// What kind of trouble was told: once an episode.
    told: Option<Discriminant<Trouble>>,
    follow_ups: u32,
    /// Whether the next question is one of those.
    again: bool,
    /// After a final status that may still change: since when, and how many of [`REFUND`]'s questions are behind us.
    settled: Option<(u64, usize)>,
    stopped: bool,
}

impl Poll {
    /// Starts asking at once.
    pub const fn new(now: u64) -> Self {
        Self {
            due: now,
            not_before: 0,
            asked: None,
            returning: 0,
            interval: FAST,
            age: EARLY,
            failures: 0,
            not_found: 0,
            told: None,
            follow_ups: 0,
            again: false,
            settled: None,
            stopped: false,
        }
    }

    /// The next deadline.
    pub fn deadline(&self) -> Option<u64> {
        let at = self.at();
        (at != NEVER).then_some(at)
    }

    fn at(&self) -> u64 {
        match self.asked {
            Some(asked) => asked + ANSWER,
            None => self.due.min(self.refund_due()).max(self.not_before),
        }
    }

    /// Whether a question is under way.
    pub const fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether the running question has waited too long.
    pub fn is_overdue(&self, now: u64) -> bool {
        self.is_asking() && now >= self.at()
    }

    /// Takes the turn, if it is time: the caller asks now.
    pub fn take_turn(&mut self, now: u64) -> bool {
        let turn = !self.is_asking() && now >= self.at();
        if turn {
            self.due = NEVER;
            self.again = false;
            self.asked = Some(now);
            while self.refund_due() <= now {
                self.settled = self.settled.map(|(since, behind)| (since, behind + 1));
            }
        }
        turn
    }

    /// Brings the next question forward to `at`; never behind what was planned. It has a reason, so only a new answer will do.
    pub fn by(&mut self, at: u64) {
        if !self.stopped {
            self.age = 0;
            self.due = self.due.min(at);
        }
    }

    /// How old, in milliseconds, an answer may be that somebody else has asked for, for the question that is asked now.
    pub const fn age(&self) -> u64 {
        self.age
    }

    /// Whether one of the questions after the end is still to be asked.
    pub fn owes(&self) -> bool {
        self.refund_due() != NEVER
    }

    /// The next of the questions after the end.
    fn refund_due(&self) -> u64 {
        self.settled
            .and_then(|(since, behind)| Some(since + REFUND.get(behind)?))
            .unwrap_or(NEVER)
    }

    /// A hint came: its word is to be checked soon.
    pub fn hinted(&mut self, now: u64) {
        self.follow_ups = 0;
        self.by(now + DEBOUNCE);
    }

    /// The stream was lost: from now on it's the questions that keep the tracker right.
    pub fn lost(&mut self, now: u64, random: u32) {
        self.interval = FAST;
        self.by(now + around(FAST, random));
    }

    /// The page came back (visible, online, shown, woken): ask, but once, however many signals came.
    pub fn came_back(&mut self, now: u64) {
        if now >= self.returning && !self.stopped {
            self.returning = now + APART;
            self.interval = FAST;
            self.by(now);
        }
    }

    /// The host wants to know: asks now, unless a question is under way or the source said `Retry-After`.
    pub const fn refresh(&mut self, now: u64) {
        self.age = 0;
        self.due = now;
    }

    /// The running question has ended, one way or the other; a later answer is nobody's.
    pub const fn ended(&mut self) {
        self.asked = None;
    }

    /// An order was the answer.
    pub fn answered(&mut self, now: u64, page: Surroundings, random: u32) {
        if self.stopped {
            return;
        }
        self.failures = 0;
        self.not_found = 0;
        self.not_before = 0;
        self.told = None;
        let wait = if page.hidden {
            // Under a minute, so that the label does not flicker between two answers.
            52_000 + spread(6_000, random)
        } else if page.stream_live {
            RARE + spread(12_000, random)
        } else {
            let wait = around(self.interval, random);
            self.interval = (self.interval + self.interval / 2).min(SLOW);
            wait
        };
        let in_need = self.due != NEVER;
        self.plan(now + wait);
        // So the tabs of an origin ask about as often as one; but not where this answer was not enough.
        if !in_need {
            self.age = wait / 5 * 4;
        }
    }

    /// Plans the next question of the cadence. After the end there is none: only what [`REFUND`] plans, and what hints ask for.
    fn plan(&mut self, at: u64) {
        if self.settled.is_none() {
            self.by(at);
        }
    }

    /// The answer doesn't know the last hint yet, or took it back: ask again soon, but not for ever.
    pub fn ask_again(&mut self, now: u64) {
        if self.follow_ups < 4 {
            self.by(now + (AGAIN << self.follow_ups));
            self.follow_ups += 1;
            self.again = true;
        }
    }

    /// No order was the answer. Returns the trouble if it is time to tell it: once an episode.
    pub fn failed(&mut self, failure: Failure, now: u64, random: u32) -> Option<Trouble> {
        if let Failure::Status(_, Some(retry_after)) = failure {
            self.not_before = now + retry_after.min(RETRY_AFTER);
        }
        if self.stopped {
            return None;
        }
        self.failures = self.failures.saturating_add(1);
        let trouble = self.trouble(failure);
        let wait = if trouble == Some(Trouble::Auth) {
            WORST
        } else {
            (FAST << (self.failures - 1).min(8)).min(WORST)
        };
        // What was planned while it was asked has a reason of its own: a hint does not wait for the back-off.
        self.plan(now + around(wait, random));
        let trouble = trouble?;
        let kind = std::mem::discriminant(&trouble);
        let news = self.told.replace(kind) != Some(kind);
        news.then_some(trouble)
    }

    fn trouble(&mut self, failure: Failure) -> Option<Trouble> {
        let patient = self.failures >= 3;
        let (what, now) = match failure {
            Failure::Status(401 | 403, _) => return Some(Trouble::Auth),
            Failure::Status(400 | 404 | 410, _) => {
                self.not_found = self.not_found.saturating_add(1);
                return (self.not_found >= 3).then_some(Trouble::NotFound);
            }
            Failure::Redirected => (
                "The status source answered with a redirect; it must answer itself.",
                true,
            ),
            Failure::NoOrder => (
                "The status source's answer is not an order in JSON (or is larger than 64 KiB).",
                true,
            ),
            Failure::OtherOrder => ("The status source answered with another order.", true),
            Failure::Status(..) => (
                "The status source answers with an HTTP status other than 200.",
                patient,
            ),
            Failure::Unreachable => (
                "The status source can't be reached (network, CORS, or the page's policy).",
                patient,
            ),
            Failure::TimedOut => (
                "The status source doesn't answer within 10 seconds.",
                patient,
            ),
        };
        now.then_some(Trouble::StatusUrl(what))
    }

    /// A final status that may still change is confirmed: three more questions.
    pub fn settled_for_now(&mut self, now: u64) {
        if self.settled.is_none() {
            self.settled = Some((now, 0));
            // An end by which the source took a hint back is asked about again soon: it may only lag.
            if !self.again {
                self.due = NEVER;
            }
        }
    }

    /// The order came back to life.
    pub fn revived(&mut self, now: u64) {
        self.stopped = false;
        self.settled = None;
        self.interval = FAST;
        self.by(now + FAST);
    }

    /// Nothing more is asked, unless the host wants to know.
    pub const fn stop(&mut self) {
        self.stopped = true;
        self.due = NEVER;
        self.asked = None;
        self.settled = None;
    }

    /// Whether it was stopped.
    pub const fn is_stopped(&self) -> bool {
        self.stopped
    }
}
