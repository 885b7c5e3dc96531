//! Which order is this about: what the page named, and which of several tries counts.
//!
//! Invariant: this is the one place that says so. Tracking, announcements, memory and the relay all go by it.

use crate::order::lifecycle::Finality;
use crate::order::{Status, Time};

/// What the page named. What is remembered belongs to one subject, and is never given to another.
#[derive(Clone, Debug)]
pub enum Subject {
    /// One order, by Transak's id: of the page, or of the redirect's query.
    Order(String),
    /// A purchase, by the partner's key and reference: one order, or several tries of which one counts.
    Reference(String),
}

impl Subject {
    /// The order's id, where the page named one.
    pub fn order_id(&self) -> Option<&str> {
        match self {
            Self::Order(id) => Some(id),
            Self::Reference(_) => None,
        }
    }
}

/// A UUID is the same in capitals; a partner's reference is not.
impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Order(one), Self::Order(other)) => is_same(one, other),
            (Self::Reference(one), Self::Reference(other)) => one == other,
            (Self::Order(_), Self::Reference(_)) | (Self::Reference(_), Self::Order(_)) => false,
        }
    }
}

impl Eq for Subject {}

/// Whether two ids are of one order.
pub fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// What a try has come to, as far as it decides which of several counts: the greatest does, and of equal ones the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It stopped, was refunded, or was passed over for another.
    Ended,
    /// It goes on.
    GoesOn,
    /// The purchase has succeeded.
    Completed,
}

impl Outcome {
    /// What an order in this status has come to.
    pub fn of(status: &Status) -> Self {
        match status.finality() {
            Finality::Live => Self::GoesOn,
            Finality::Hard if *status == Status::Completed => Self::Completed,
            Finality::Soft | Finality::Hard => Self::Ended,
        }
    }
}

/// Whether a try was placed later than another: by `createdAt`, and where one doesn't say, by arrival.
pub fn is_newer<T: Ord + Copy>(one: (Option<Time>, T), other: (Option<Time>, T)) -> bool {
    match (one.0, other.0) {
        (Some(mine), Some(theirs)) if mine != theirs => mine > theirs,
        _ => one.1 > other.1,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_completed_try_counts_before_one_that_goes_on_and_that_before_one_that_ended() {
        let outcome = |code: &str| Outcome::of(&Status::parse(code).unwrap());
        assert!(outcome("COMPLETED") > outcome("PROCESSING"));
        assert!(outcome("A_NEW_CODE") > outcome("REFUNDED"));
        for ended in ["FAILED", "CANCELLED", "EXPIRED", "REFUNDED"] {
            assert_eq!(outcome(ended), Outcome::Ended, "{ended}");
        }
    }

    #[test]
    fn of_two_tries_the_one_placed_later_is_newer_whatever_arrived_first() {
        assert!(is_newer((Some(Time(2)), 0), (Some(Time(1)), 9)));
        assert!(!is_newer((Some(Time(1)), 9), (Some(Time(2)), 0)));
    }

    #[test]
    fn where_one_does_not_say_when_it_was_placed_the_arrival_decides() {
        assert!(is_newer((None, 2), (Some(Time(9)), 1)));
        assert!(!is_newer((Some(Time(9)), 1), (None, 2)));
        assert!(is_newer((Some(Time(9)), 2), (Some(Time(9)), 1)));
    }

    #[test]
    fn an_id_in_capitals_names_the_same_order_and_a_reference_in_capitals_another_purchase() {
        assert_eq!(
            Subject::Order("ab".to_owned()),
            Subject::Order("AB".to_owned())
        );
        assert_ne!(
            Subject::Reference("ab".to_owned()),
            Subject::Reference("AB".to_owned())
        );
        assert_ne!(
            Subject::Reference("ab".to_owned()),
            Subject::Order("ab".to_owned())
        );
    }
}
