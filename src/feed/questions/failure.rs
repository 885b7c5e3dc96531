//! What came of a question that brought no order: how long to wait, and when to say so.

use std::mem::Discriminant;

/// Errors back off up to.
const WORST: u64 = 300_000;

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

/// A row of failures, up to the next answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Episode {
    failures: u32,
    not_found: u32,
    /// What kind of trouble was reported: each once.
    reported: Option<Discriminant<Trouble>>,
}

impl Episode {
    /// One more. Returns the pause before the next question, the first being `first`, and the trouble if it is to be reported.
    pub(super) fn failed(&mut self, failure: Failure, first: u64) -> (u64, Option<Trouble>) {
        self.failures = self.failures.saturating_add(1);
        let trouble = self.trouble(failure);
        let pause = if trouble == Some(Trouble::Auth) {
            WORST
        } else {
            (first << (self.failures - 1).min(8)).min(WORST)
        };
        let kind = trouble.as_ref().map(std::mem::discriminant);
        let is_new = kind.is_some() && self.reported != kind;
        if is_new {
            self.reported = kind;
        }
        (pause, trouble.filter(|_| is_new))
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
}
