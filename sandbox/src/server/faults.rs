//! What goes wrong on purpose, until it is told to stop: the status endpoint's answers, and the stream.

mod orders;
mod stream;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub(super) use orders::{Answer, OrdersFault};
pub(super) use stream::{FrameFault, Garbage, StreamFault, Subscription};

use super::error::ApiError;
use super::hub::Number;

/// The longest wait that can be asked for.
const LONGEST_MS: u64 = 600_000;

/// All that goes wrong.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) orders: Option<OrdersFault>,
    pub(super) stream: Option<StreamFault>,
    pub(super) webhooks: Option<WebhooksFault>,
}

/// What befalls webhooks.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhooksFault {
    /// None goes out.
    lost: bool,
}

impl Plan {
    pub(super) fn loses_webhooks(&self) -> bool {
        self.webhooks.is_some_and(|webhooks| webhooks.lost)
    }

    /// Whether it can be carried out.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let orders = self.orders.as_ref().map_or(Ok(()), OrdersFault::check);
        let stream = self.stream.as_ref().map_or(Ok(()), StreamFault::check);
        orders.and(stream).map_err(ApiError::bad_request)
    }
}

#[derive(Default)]
struct Current {
    plan: Arc<Plan>,
    /// The number of the youngest socket that was there when the plan came: up to it, sockets are old.
    old: Number,
    /// How many questions and frames the plan has spoiled: for `next`.
    spoiled: (u32, u32),
}

/// The plan that holds now.
#[derive(Default)]
pub(super) struct Faults(Mutex<Current>);

impl Faults {
    fn current(&self) -> MutexGuard<'_, Current> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.current().plan)
    }

    /// From now on this goes wrong; sockets up to the number `old` are there already.
    pub(super) fn replace(&self, plan: Plan, old: Number) {
        *self.current() = Current {
            plan: Arc::new(plan),
            old,
            spoiled: (0, 0),
        };
    }

    /// What is wrong with the answer to one question, which counts.
    pub(super) fn question(&self) -> Option<OrdersFault> {
        let mut current = self.current();
        let fault = current.plan.orders.clone()?;
        current.spoiled.0 = current.spoiled.0.saturating_add(1);
        let is_over = fault.next.is_some_and(|next| current.spoiled.0 > next);
        (!is_over).then_some(fault)
    }

    /// What is wrong with the stream.
    pub(super) fn stream(&self) -> Option<StreamFault> {
        self.plan().stream.clone()
    }

    /// What befalls one frame, which counts.
    pub(super) fn frame(&self) -> Option<FrameFault> {
        let mut current = self.current();
        let stream = current.plan.stream.clone()?;
        let fault = stream.frames?;
        current.spoiled.1 = current.spoiled.1.saturating_add(1);
        let count = current.spoiled.1;
        let is_hit = count.is_multiple_of(stream.every.unwrap_or(1));
        let is_over = stream.next.is_some_and(|next| count > next);
        (is_hit && !is_over).then_some(fault)
    }

    /// Whether the socket with this number is half-open: whatever is said on either side is swallowed.
    pub(super) fn is_half_open(&self, number: Number) -> bool {
        let current = self.current();
        let fault = current.plan.stream.as_ref();
        let half_open = fault.and_then(|fault| fault.half_open);
        half_open.is_some_and(|sockets| sockets.has(number <= current.old))
    }
}
