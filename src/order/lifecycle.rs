//! The order flow as data: the steps of each side, where each status stands, what is final, and what may follow what.
//!
//! Source: Transak's "Order Status Flow" and the orders of its `OpenAPI` samples, 2026.

use super::{Side, Status};

/// A step of the progress tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The order is placed; both sides.
    Placed,
    /// The payment is marked as done; buy.
    Paid,
    /// The payment is checked; buy.
    Verified,
    /// The crypto is on its way; buy.
    Delivering,
    /// The crypto is sent by the person; sell.
    CryptoSent,
    /// The fiat is on its way to the bank; sell.
    PayingOut,
    /// Delivered; both sides.
    Completed,
}

impl Step {
    /// The name in `data-step` and `data-stage`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Verified => "verified",
            Self::Delivering => "delivering",
            Self::CryptoSent => "crypto-sent",
            Self::PayingOut => "paying-out",
            Self::Completed => "completed",
        }
    }
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Happens now.
    Current,
    /// Still to come.
    Todo,
    /// Happens now, and is held up.
    Attention,
    /// The order ended here.
    Stopped,
}

impl StepState {
    /// The name in `data-state`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Todo => "todo",
            Self::Attention => "attention",
            Self::Stopped => "stopped",
        }
    }
}

/// How final a status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// The order goes on.
    Live,
    /// `FAILED`, `CANCELLED`, `EXPIRED`: ended, but a refund may follow, and a late payment may revive it.
    Soft,
    /// `COMPLETED`, `REFUNDED`: ended for good.
    Hard,
}

impl Status {
    /// How final it is.
    pub const fn finality(&self) -> Finality {
        match self {
            Self::Completed | Self::Refunded => Finality::Hard,
            Self::Cancelled | Self::Failed | Self::Expired => Finality::Soft,
            Self::AwaitingPaymentFromUser
            | Self::PaymentDoneMarkedByUser
            | Self::Processing
            | Self::PendingDeliveryFromTransak
            | Self::OnHoldPendingDeliveryFromTransak
            | Self::Unknown(_) => Finality::Live,
        }
    }

    /// Whether the order has ended.
    pub const fn is_final(&self) -> bool {
        !matches!(self.finality(), Finality::Live)
    }

    /// The rank along the lifecycle: a higher one is later. `None` for an unknown code, which stands where the order had got to.
    pub const fn rank(&self) -> Option<u8> {
        match self {
            Self::AwaitingPaymentFromUser => Some(0),
            Self::PaymentDoneMarkedByUser => Some(1),
            Self::Processing => Some(2),
            Self::PendingDeliveryFromTransak | Self::OnHoldPendingDeliveryFromTransak => Some(3),
            Self::Cancelled | Self::Failed | Self::Expired => Some(4),
            Self::Completed => Some(5),
            Self::Refunded => Some(6),
            Self::Unknown(_) => None,
        }
    }
}

const BUY: [Step; 5] = [
    Step::Placed,
    Step::Paid,
    Step::Verified,
    Step::Delivering,
    Step::Completed,
];
const SELL: [Step; 4] = [
    Step::Placed,
    Step::CryptoSent,
    Step::PayingOut,
    Step::Completed,
];

/// Where a status stands in the order flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// On the way from the order to its completion.
    Way,
    /// A detour of it: held up, and on again.
    Detour,
    /// An end beside the way, which a refund may follow.
    Stop,
    /// The end of what has stopped and is given back.
    Refund,
}

/// The order flow of a side: the statuses from the first to the last, and where they stand. From every status of the way but the last, and from the
/// detour, an order may stop. Transak lists no `PROCESSING` for off-ramp.
pub fn flow(side: Option<Side>) -> Vec<(Status, Lane)> {
    let mut flow = vec![
        (Status::AwaitingPaymentFromUser, Lane::Way),
        (Status::PaymentDoneMarkedByUser, Lane::Way),
        (Status::Processing, Lane::Way),
        (Status::PendingDeliveryFromTransak, Lane::Way),
        (Status::OnHoldPendingDeliveryFromTransak, Lane::Detour),
        (Status::Completed, Lane::Way),
        (Status::Expired, Lane::Stop),
        (Status::Cancelled, Lane::Stop),
        (Status::Failed, Lane::Stop),
        (Status::Refunded, Lane::Refund),
    ];
    if side == Some(Side::Sell) {
        flow.retain(|(status, _)| *status != Status::Processing);
    }
    flow
}

/// The steps of a side, in order; those of `buy` while the side is not known.
pub const fn steps(side: Option<Side>) -> &'static [Step] {
    match side {
        Some(Side::Sell) => &SELL,
        Some(Side::Buy) | None => &BUY,
    }
}

/// The step at which a status stands; `reached` is the furthest live status that was seen on the way (for stops and unknown codes).
pub fn stage(status: &Status, side: Option<Side>, reached: Option<&Status>) -> Step {
    let sell = side == Some(Side::Sell);
    match status {
        Status::AwaitingPaymentFromUser => Step::Placed,
        Status::PaymentDoneMarkedByUser | Status::Processing if sell => Step::CryptoSent,
        Status::PaymentDoneMarkedByUser => Step::Paid,
        Status::Processing => Step::Verified,
        Status::PendingDeliveryFromTransak | Status::OnHoldPendingDeliveryFromTransak => {
            if sell {
                Step::PayingOut
            } else {
                Step::Delivering
            }
        }
        Status::Completed => Step::Completed,
        Status::Cancelled
        | Status::Expired
        | Status::Failed
        | Status::Refunded
        | Status::Unknown(_) => match reached {
            // A `reached` that is itself a stop cannot occur; the guard keeps the recursion one deep.
            Some(reached) if !reached.is_final() && reached.rank().is_some() => {
                stage(reached, side, None)
            }
            Some(_) | None => first_heard(status, sell),
        },
    }
}

/// Where an order stopped when its way to the stop is not known.
fn first_heard(status: &Status, sell: bool) -> Step {
    match status {
        Status::Failed if sell => Step::CryptoSent,
        Status::Failed => Step::Paid,
        Status::Refunded if sell => Step::PayingOut,
        Status::Refunded => Step::Delivering,
        Status::AwaitingPaymentFromUser
        | Status::PaymentDoneMarkedByUser
        | Status::Processing
        | Status::PendingDeliveryFromTransak
        | Status::OnHoldPendingDeliveryFromTransak
        | Status::Completed
        | Status::Cancelled
        | Status::Expired
        | Status::Unknown(_) => Step::Placed,
    }
}

/// Each step of the side with its state; all `Todo` while no status is known.
pub fn progress(
    status: Option<&Status>,
    side: Option<Side>,
    reached: Option<&Status>,
) -> Vec<(Step, StepState)> {
    let stage = status.map(|status| stage(status, side, reached));
    steps_at(stage.zip(status), side)
}

/// The same, where the step at which the status stands is known.
pub fn steps_at(here: Option<(Step, &Status)>, side: Option<Side>) -> Vec<(Step, StepState)> {
    let mut how = if here.is_some() {
        StepState::Done
    } else {
        StepState::Todo
    };
    let mut progress = Vec::new();
    for step in steps(side) {
        if let Some((_, status)) = here.filter(|(stage, _)| stage == step) {
            progress.push((*step, standing(status)));
            how = StepState::Todo;
        } else {
            progress.push((*step, how));
        }
    }
    progress
}

/// How the step stands at which a status is.
const fn standing(status: &Status) -> StepState {
    match status {
        Status::Completed => StepState::Done,
        Status::OnHoldPendingDeliveryFromTransak => StepState::Attention,
        Status::Cancelled | Status::Failed | Status::Expired | Status::Refunded => {
            StepState::Stopped
        }
        Status::AwaitingPaymentFromUser
        | Status::PaymentDoneMarkedByUser
        | Status::Processing
        | Status::PendingDeliveryFromTransak
        | Status::Unknown(_) => StepState::Current,
    }
}
