//! What is shown and told to the host: plain data, derived from what is known, and nothing else.

use crate::order::lifecycle;
use crate::order::{Order, Side, Status, Step, StepState, Time};
use crate::prompt::Prompt;
use std::sync::Arc;

/// How fresh the knowledge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The stream is subscribed and was heard within the liveness limit.
    Live,
    /// Connecting or asking for the first time; or no live stream, and the status source answers in time.
    Checking,
    /// No live stream, and no answer for more than 60 s.
    Stale,
    /// The browser says offline, and nothing arrives.
    Offline,
    /// A final status is confirmed.
    Done,
}

impl Freshness {
    /// The name in `data-freshness`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Checking => "checking",
            Self::Stale => "stale",
            Self::Offline => "offline",
            Self::Done => "done",
        }
    }
}

/// Where news came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The Pusher stream.
    Stream,
    /// An answer of the status source.
    Poll,
    /// The host's `push()`.
    Push,
    /// The page's own query.
    Redirect,
    /// The `order` property or the `status` attribute.
    Initial,
}

impl Source {
    /// The name in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Poll => "poll",
            Self::Push => "push",
            Self::Redirect => "redirect",
            Self::Initial => "initial",
        }
    }
}

/// Something that happened, for the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The status that the order took.
    pub status: Status,
    /// When, by Transak's clock where it says so, else when the tracker heard of it.
    pub at: Time,
}

/// Everything that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Whether an order is followed; if not, only user prompts are shown.
    pub followed: bool,
    /// The order that is shown; `None` while nothing is known.
    pub order: Option<Arc<Order>>,
    /// The order's side, else the one that the page named.
    pub side: Option<Side>,
    /// The step of the current or stopped place; `None` while nothing is known.
    pub stage: Option<Step>,
    /// Whether the shown status is confirmed.
    pub confirmed: bool,
    /// How fresh it is.
    pub freshness: Freshness,
    /// When something was last confirmed, by the device's clock.
    pub last_confirmed_at: Option<Time>,
    /// What to tell the person.
    pub prompt: Option<Prompt>,
    /// What happened, oldest first.
    pub history: Vec<Happening>,
}

impl State {
    /// Nothing known yet.
    pub const fn empty(followed: bool) -> Self {
        Self {
            followed,
            order: None,
            side: None,
            stage: None,
            confirmed: false,
            freshness: Freshness::Checking,
            last_confirmed_at: None,
            prompt: None,
            history: Vec::new(),
        }
    }

    /// Each step of the side, with its state.
    pub fn steps(&self) -> Vec<(Step, StepState)> {
        let status = self.order.as_ref().map(|order| &order.status);
        lifecycle::steps_at(self.stage.zip(status), self.side)
    }

    /// Whether the order is held up.
    pub fn needs_attention(&self) -> bool {
        self.status_code() == Status::OnHoldPendingDeliveryFromTransak.code()
    }

    /// Transak's code of the shown status, `""` while nothing is known.
    pub fn status_code(&self) -> &str {
        self.order.as_ref().map_or("", |order| order.status.code())
    }

    /// `buy`, `sell`, or `""`.
    pub fn side_name(&self) -> &'static str {
        self.side.map_or("", Side::name)
    }

    /// The name of the stage, or `""`.
    pub fn stage_name(&self) -> &'static str {
        self.stage.map_or("", Step::name)
    }

    /// Whether the order has ended, and that is confirmed.
    pub fn is_final(&self) -> bool {
        self.confirmed
            && self
                .order
                .as_ref()
                .is_some_and(|order| order.status.is_final())
    }
}
