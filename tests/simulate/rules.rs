//! What may be shown after what (contract §3.3), told anew: the simulator doesn't take the core's word for it.

use crate::truth::{is_hard, is_soft, rank, weight};
use transak_order_tracker::order::Order;

/// Whether both are surely the same order, or may be.
pub fn is_same(one: &Order, other: &Order) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => true,
    }
}

fn is_older(news: &Order, known: &Order) -> bool {
    news.updated_at
        .zip(known.updated_at)
        .is_some_and(|(news, known)| news < known)
}

/// What is wrong with showing the try `news` after the try `known`; `about`: the order that the status source has just answered.
pub fn another_try(known: &Order, news: &Order, about: Option<&Order>) -> Result<(), &'static str> {
    let (before, after) = (weight(known.status.code()), weight(news.status.code()));
    let newer = news.created_at > known.created_at;
    // The source passes over what is older than what it speaks of, and may deny a hint of what it speaks of.
    let passed = about.is_some_and(|about| about.created_at >= known.created_at);
    if after > before || (after == before && newer) || passed {
        Ok(())
    } else {
        Err("another try takes the place of one that counts before it")
    }
}

/// What is wrong with showing `news` after `known` was confirmed, of the same order; `source`: on the word of the status source.
pub fn after_confirmed(known: &Order, news: &Order, source: bool) -> Result<(), &'static str> {
    let (before, after) = (known.status.code(), news.status.code());
    if before == after {
        return Ok(());
    }
    if is_hard(before) {
        return Err("an end for good is left");
    }
    if is_soft(before) && after != crate::truth::REFUNDED && !is_soft(after) {
        return match (source, is_older(news, known)) {
            (true, false) => Ok(()),
            (false, _) => Err("an order comes back to life without the source's word"),
            (true, true) => Err("an order comes back to life by an old answer"),
        };
    }
    forward(known, news)
}

/// What is wrong with showing the hint `news` after the hint `known`.
pub fn forward(known: &Order, news: &Order) -> Result<(), &'static str> {
    let (Some(before), Some(after)) = (rank(known.status.code()), rank(news.status.code())) else {
        return Ok(());
    };
    if after < before {
        return Err("a step backward");
    }
    if after == before && known.status != news.status && is_older(news, known) {
        return Err("an older status of the same rank");
    }
    Ok(())
}
