//! The faults of the status endpoint, by name.

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

use super::LONGEST_MS;

/// The status endpoint answers with this instead of an order.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::server) struct OrdersFault {
    /// The HTTP status; absent: the order is told as ever, or `answer` is given with 200.
    pub(in crate::server) status: Option<u16>,
    /// `Retry-After`, in seconds.
    pub(in crate::server) retry_after: Option<u32>,
    /// `Location`, with a 3xx.
    pub(in crate::server) location: Option<String>,
    /// How long it takes.
    pub(in crate::server) delay_ms: u64,
    /// The body, word for word; absent: an error as Transak's.
    pub(in crate::server) body: Option<String>,
    /// An answer that is wrong in a known way.
    pub(in crate::server) answer: Option<Answer>,
    /// With `stale`: how many changes ago; 1 unless it says so.
    pub(in crate::server) back: Option<usize>,
    /// Only this many questions are answered like that.
    pub(in crate::server) next: Option<u32>,
}

/// Ways of being wrong.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Answer {
    /// A sign-in page.
    Html,
    /// The order, broken off.
    Broken,
    /// `[]`.
    Array,
    /// `null`.
    Null,
    /// An order that has no status.
    NoStatus,
    /// The order under another order's id, completed.
    OtherOrder,
    /// The order as it was `back` changes ago.
    Stale,
    /// The order, padded to 64 KiB and a byte.
    TooLarge,
    /// White space in chunks, without an end.
    Endless,
    /// The order, a byte every 200 ms.
    Slow,
    /// The connection breaks in the midst of the body.
    Reset,
    /// A kilobyte or so that unpacks to 64 MiB.
    Bomb,
}

impl OrdersFault {
    /// What is wrong with it, if it cannot be carried out.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self
            .status
            .is_some_and(|status| !(200..=599).contains(&status))
        {
            return Err("orders.status must be an HTTP status from 200 to 599");
        }
        if self.delay_ms > LONGEST_MS {
            return Err("orders.delayMs must be at most 600000");
        }
        if self.answer.is_some() && (self.body.is_some() || self.status.is_some()) {
            return Err("orders.answer comes with 200 and a body of its own: no status, no body");
        }
        if self.back.is_some() && self.answer != Some(Answer::Stale) {
            return Err("orders.back belongs to the answer \"stale\"");
        }
        if let Some(location) = &self.location {
            if self.status.is_none_or(|status| status / 100 != 3) {
                return Err("orders.location belongs to a status from 300 to 399");
            }
            if HeaderValue::from_str(location).is_err() {
                return Err("orders.location must be a URL");
            }
        }
        if self.next == Some(0) {
            return Err("orders.next must be at least 1");
        }
        Ok(())
    }
}
