//! When the API is asked about an order. Pure: the time and the random number are passed in.
//!
//! Invariant: an order that goes on always has a next question, until it is older than [`GIVE_UP`].

use crate::record::Record;
use transak_order_tracker::order::Status;

/// How old the last word on an order that goes on may be, in milliseconds, if Transak was asked and did not answer.
pub const OLD: i64 = 120_000;
/// How old the last word on an order that stopped may be, in milliseconds, before Transak is asked: a refund or a late payment may follow.
const STOPPED: i64 = 60_000;
/// The longest time between two questions about an order that goes on, in milliseconds.
const SLOWEST: i64 = 600_000;
/// The longest time between two questions about an order that stopped (a refund may follow), in milliseconds.
const SLOWEST_STOPPED: i64 = 21_600_000;
/// How long after a webhook told of an end the API is asked whether it says so too, in milliseconds.
const VERIFY: i64 = 5_000;
/// After so many vain questions, the webhook's word on an end for good is taken as it is.
const VAIN: i64 = 8;
/// How long after it was placed an order that stopped is asked about, in milliseconds: a week.
const GIVE_UP_STOPPED: i64 = 604_800_000;
/// How long after it was placed an order that goes on is asked about, in milliseconds: thirty days.
pub const GIVE_UP: i64 = 2_592_000_000;
/// How long after the payment's time is up the API is asked, in milliseconds.
const GRACE: i64 = 2_000;
/// The longest wait after a question that got no answer, in milliseconds.
const SLOWEST_FAILED: i64 = 300_000;

/// Whether Transak is to be asked before the order is told. `new`: how old word on one that goes on may be, in milliseconds.
pub const fn is_to_ask(record: &Record, new: i64, now: i64) -> bool {
    let age = now - record.heard_ms;
    match record.finality {
        0 => age >= new,
        // At once where a webhook tells of it alone, or tells something else.
        1 => record.verified_ms < record.heard_ms || age >= STOPPED,
        _ => false,
    }
}

/// When to ask next after news, in milliseconds since 1970. `quiet`: how long an order may be quiet, in milliseconds.
pub fn after_news(record: &Record, quiet: i64, now: i64, random: u32) -> Option<i64> {
    let verified = record.verified_ms > 0 && record.verified_ms >= record.heard_ms;
    let age = now - record.created_ms;
    let delay = match record.finality {
        2 if verified || record.tries >= VAIN => return None,
        1 | 2 if !verified => VERIFY << record.tries.clamp(0, 8),
        1 if age > GIVE_UP_STOPPED => return None,
        1 => grow(quiet, record.tries, 2, 1).min(SLOWEST_STOPPED),
        _ if age > GIVE_UP => return None,
        _ => grow(quiet, record.tries, 3, 2).min(SLOWEST),
    };
    let next = now + jitter(delay, random);
    Some(
        expiry(record)
            .filter(|&at| at > now)
            .map_or(next, |at| next.min(at)),
    )
}

/// When to ask again after `tries` questions that got no answer.
pub fn after_failure(tries: i64, now: i64, random: u32) -> i64 {
    now + jitter(grow(5_000, tries, 2, 1).min(SLOWEST_FAILED), random)
}

/// Just after the time for the payment is up.
fn expiry(record: &Record) -> Option<i64> {
    let order = record.order()?;
    let awaits = order.status == Status::AwaitingPaymentFromUser;
    order
        .expires_at
        .filter(|_| awaits)
        .map(|time| time.0 + GRACE)
}

fn grow(base: i64, times: i64, by: i64, parts: i64) -> i64 {
    (0..times.clamp(0, 30)).fold(base, |delay, _| {
        (delay.saturating_mul(by) / parts).min(SLOWEST_STOPPED)
    })
}

/// ± 20 %: instances and orders do not ask in step.
fn jitter(delay: i64, random: u32) -> i64 {
    delay - delay / 5 + (delay * 2 / 5).saturating_mul(i64::from(random % 1_000)) / 1_000
}
