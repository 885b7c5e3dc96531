//! One order as Transak would keep it: who it is, and what has happened to it so far.
//!
//! Invariant: something has always happened; an order exists from its first moment on.

use std::borrow::Cow;

use serde_json::Value;

use super::flow::{AWAITING, event_for, implies_payment};
use super::{Identity, Scenario, Spelling, spelling};

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The event's name.
    pub event: Cow<'static, str>,
    /// The status from then on.
    pub status: Cow<'static, str>,
    /// When, in unix milliseconds.
    pub at: u64,
}

/// The transaction that a completed purchase shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// `DUMMY_TX_ID`, as on Transak's staging environment.
    Dummy,
    /// A hash that looks real, with a link to a block explorer. (No such transaction exists.)
    Explorer,
}

/// An order and its past.
#[derive(Clone, Debug)]
pub struct Record {
    pub(crate) scenario: Scenario,
    pub(crate) identity: Identity,
    pub(crate) placed: Moment,
    pub(crate) later: Vec<Moment>,
    pub(crate) transaction: Transaction,
    pub(crate) window_ms: u64,
}

impl Record {
    /// A new order: created, and not paid yet. `card` shows a transaction that looks real, the others the dummy one.
    pub fn place(scenario: Scenario, identity: Identity, at: u64) -> Self {
        let transaction = if scenario == Scenario::Card {
            Transaction::Explorer
        } else {
            Transaction::Dummy
        };
        Self {
            scenario,
            identity,
            placed: Moment {
                event: event_for(AWAITING).into(),
                status: AWAITING.into(),
                at,
            },
            later: Vec::new(),
            transaction,
            window_ms: scenario.payment_window_ms(),
        }
    }

    /// The order after the step with this index, the steps having happened at their own pace from `start_unix_ms` on.
    pub fn at_step(
        scenario: Scenario,
        step_index: usize,
        identity: Identity,
        start_unix_ms: u64,
    ) -> Self {
        let mut record = Self::place(scenario, identity, start_unix_ms);
        let mut at = start_unix_ms;
        for step in scenario
            .steps()
            .into_iter()
            .take(step_index.saturating_add(1))
            .skip(1)
        {
            at = at.saturating_add(step.after_ms);
            record.happen(step.event, step.status, at);
        }
        record
    }

    /// The same order, showing this kind of transaction once it is completed.
    #[must_use]
    pub fn with_transaction(self, transaction: Transaction) -> Self {
        Self {
            transaction,
            ..self
        }
    }

    /// The same order with this long to pay: what plays faster than life should also expire earlier.
    #[must_use]
    pub fn with_payment_window(self, window_ms: u64) -> Self {
        Self { window_ms, ..self }
    }

    /// Takes note of what happened. Times never run backward.
    pub fn happen(
        &mut self,
        event: impl Into<Cow<'static, str>>,
        status: impl Into<Cow<'static, str>>,
        at: u64,
    ) {
        let at = at.max(self.last().at);
        self.later.push(Moment {
            event: event.into(),
            status: status.into(),
            at,
        });
    }

    /// The order as it was `back` changes ago; at most when it was placed.
    #[must_use]
    pub fn before(mut self, back: usize) -> Self {
        self.later.truncate(self.later.len().saturating_sub(back));
        self
    }

    /// The same order under another id.
    #[must_use]
    pub fn with_order_id(mut self, order_id: &str) -> Self {
        order_id.clone_into(&mut self.identity.order_id);
        self
    }

    /// What happened last.
    pub fn last(&self) -> &Moment {
        self.later.last().unwrap_or(&self.placed)
    }

    /// What happened before that.
    pub(crate) fn before_last(&self) -> Option<&Moment> {
        self.moments().rev().nth(1)
    }

    /// All that happened, the oldest first.
    pub fn moments(&self) -> impl DoubleEndedIterator<Item = &Moment> {
        std::iter::once(&self.placed).chain(&self.later)
    }

    /// The order's status.
    pub fn status(&self) -> &str {
        &self.last().status
    }

    /// The scenario that it follows.
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Whether Transak has received the person's money or crypto.
    pub(crate) fn is_paid(&self) -> bool {
        self.moments().any(|moment| implies_payment(&moment.status))
    }

    /// The order as Transak would send it.
    pub fn spell(&self, spelling: Spelling) -> Value {
        spelling::spell(self, spelling)
    }
}
