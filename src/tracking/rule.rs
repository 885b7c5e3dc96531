//! What may follow what: rank along the lifecycle decides, `updatedAt` only settles equal rank, and without it the order of arrival.

use super::{Fact, News};
use crate::order::lifecycle::Finality;
use crate::order::{Order, Status, Time};

/// How many happenings are kept: far more than a lifecycle has, but `ON_HOLD` and `PENDING_DELIVERY` may alternate.
pub(super) const MAX_HISTORY: usize = 24;

/// What news is, seen from what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The next status.
    Advance,
    /// The same status.
    Same,
    /// Behind, or not allowed.
    Behind,
}

/// What follows a confirmed fact, on the word of the one who decides; `polled`: the status source itself.
pub(super) fn next_confirmed(fact: &Fact, news: &Order, polled: bool) -> Next {
    let known = &fact.order;
    if known.status == news.status {
        return Next::Same;
    }
    match known.status.finality() {
        Finality::Soft if news.status == Status::Refunded => Next::Advance,
        // A late payment: the source may bring an order back to life, unless it only repeats what was before.
        Finality::Soft if polled && !is_older(news, known) => Next::Advance,
        Finality::Soft if news.status.finality() == Finality::Soft => equal_rank(known, news),
        Finality::Soft | Finality::Hard => Next::Behind,
        Finality::Live => by_rank(fact, news),
    }
}

/// What a hint may add to what is shown; `confirmed`: whether that is confirmed.
pub(super) fn next_hint(shown: &Fact, news: &Order, confirmed: bool) -> Next {
    if confirmed {
        return next_confirmed(shown, news, false);
    }
    if shown.order.status == news.status {
        return Next::Same;
    }
    by_rank(shown, news)
}

fn by_rank(fact: &Fact, news: &Order) -> Next {
    let known = &fact.order.status;
    // An unknown code stands where the order had got to.
    let reached = known
        .rank()
        .or_else(|| fact.reached.as_ref().and_then(Status::rank));
    match (reached, news.status.rank()) {
        (_, None) if known.is_final() => Next::Behind,
        (_, None) => equal_rank(&fact.order, news),
        (None, Some(_)) => Next::Advance,
        (Some(mine), Some(theirs)) => match theirs.cmp(&mine) {
            std::cmp::Ordering::Greater => Next::Advance,
            std::cmp::Ordering::Equal => equal_rank(&fact.order, news),
            std::cmp::Ordering::Less => Next::Behind,
        },
    }
}

fn equal_rank(known: &Order, news: &Order) -> Next {
    if is_older(news, known) {
        Next::Behind
    } else {
        Next::Advance
    }
}

/// Whether `news` is surely older than `known`, by `updatedAt`.
pub(super) fn is_older(news: &Order, known: &Order) -> bool {
    news.updated_at
        .zip(known.updated_at)
        .is_some_and(|(news, known)| news < known)
}

/// Whether the order can't change any more.
pub(super) fn is_settled(order: &Order) -> bool {
    order.status.finality() == Finality::Hard
}

/// Whether it is a place on the way of an order: neither a stop nor an unknown code.
pub(super) const fn is_way(status: &Status) -> bool {
    status.rank().is_some() && !status.is_final()
}

/// When the order took the status of the news.
pub(super) fn happened_at(news: &News) -> Time {
    let order = &news.order;
    let told = match order.status {
        Status::AwaitingPaymentFromUser => order.created_at,
        Status::Completed => order.completed_at.or(order.updated_at),
        Status::PaymentDoneMarkedByUser
        | Status::Processing
        | Status::PendingDeliveryFromTransak
        | Status::OnHoldPendingDeliveryFromTransak
        | Status::Cancelled
        | Status::Failed
        | Status::Refunded
        | Status::Expired
        | Status::Unknown(_) => order.updated_at,
    };
    told.unwrap_or(news.at)
}
