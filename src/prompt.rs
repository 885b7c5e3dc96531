//! What to tell the person and what they may do.
//!
//! Invariant: `retry` is offered only on a confirmed `FAILED`, `CANCELLED` or `EXPIRED`, and never to a restricted user: nobody
//! may be led into paying twice.

use crate::link;
use crate::order::lifecycle::Finality;
use crate::order::{Order, Side, Status};

/// Which prompt is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// An order is followed, nothing is known yet.
    Waiting,
    /// No order followed, and the user need not verify again.
    AlreadyVerified,
    /// No order followed, and the user has one that is not final.
    FinishPendingOrder,
    /// Buy, the payment is awaited.
    CompletePayment,
    /// Sell, the crypto is awaited.
    SendCrypto,
    /// The payment is marked as done.
    PaymentSent,
    /// Processing, or a status that nobody knows yet.
    InProgress,
    /// Pending delivery.
    OnItsWay,
    /// On hold.
    OnHold,
    /// Completed.
    Completed,
    /// Buy failed, paid by card or by a method that is not known.
    TryAnotherCard,
    /// Buy failed, paid by another method.
    TryAnotherMethod,
    /// Sell failed.
    PayoutFailed,
    /// Expired or cancelled.
    StartAgain,
    /// Refunded.
    Refunded,
    /// The user may not place orders.
    AccountRestricted,
}

impl PromptKind {
    /// The name in `data-prompt`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::AlreadyVerified => "already-verified",
            Self::FinishPendingOrder => "finish-pending-order",
            Self::CompletePayment => "complete-payment",
            Self::SendCrypto => "send-crypto",
            Self::PaymentSent => "payment-sent",
            Self::InProgress => "in-progress",
            Self::OnItsWay => "on-its-way",
            Self::OnHold => "on-hold",
            Self::Completed => "completed",
            Self::TryAnotherCard => "try-another-card",
            Self::TryAnotherMethod => "try-another-method",
            Self::PayoutFailed => "payout-failed",
            Self::StartAgain => "start-again",
            Self::Refunded => "refunded",
            Self::AccountRestricted => "account-restricted",
        }
    }

    /// Whether it asks the person to go on paying or to pay anew: what a restricted user can't do.
    const fn leads_to_payment(self) -> bool {
        match self {
            Self::FinishPendingOrder
            | Self::CompletePayment
            | Self::SendCrypto
            | Self::TryAnotherCard
            | Self::TryAnotherMethod
            | Self::StartAgain => true,
            Self::Waiting
            | Self::AlreadyVerified
            | Self::PaymentSent
            | Self::InProgress
            | Self::OnItsWay
            | Self::OnHold
            | Self::Completed
            | Self::PayoutFailed
            | Self::Refunded
            | Self::AccountRestricted => false,
        }
    }
}

/// What the person may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Go on with the pending order, at this address.
    Resume(String),
    /// Place the order anew, at this address; without one it is only an event.
    Retry(Option<String>),
    /// Ask for help, at this address.
    Support(String),
    /// See the transaction, at this address (it passed the link rules).
    ViewTransaction(String),
    /// Copy a thing; its text is in the order.
    Copy(Copied),
}

/// What a `copy` action copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The deposit address.
    Address,
    /// The network's name.
    Network,
    /// The crypto amount.
    Amount,
}

impl Action {
    /// The name in `data-action`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Resume(_) => "resume",
            Self::Retry(_) => "retry",
            Self::Support(_) => "support",
            Self::ViewTransaction(_) => "view-transaction",
            Self::Copy(_) => "copy",
        }
    }

    /// Where it leads, if anywhere.
    pub fn href(&self) -> Option<&str> {
        match self {
            Self::Resume(href) | Self::Support(href) | Self::ViewTransaction(href) => Some(href),
            Self::Retry(href) => href.as_deref(),
            Self::Copy(_) => None,
        }
    }
}

/// A prompt and its actions, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Which one.
    pub kind: PromptKind,
    /// What the person may do.
    pub actions: Vec<Action>,
}

impl Prompt {
    /// The names of its actions, each once.
    pub fn action_names(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for action in &self.actions {
            if !names.contains(&action.name()) {
                names.push(action.name());
            }
        }
        names
    }
}

/// User signals from the partner's backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Transak's user status (`ACTIVE`).
    pub status: Option<String>,
    /// Transak's KYC status (`APPROVED`, `REJECTED` …).
    pub kyc_status: Option<String>,
    /// Whether the user may place an order.
    pub is_allowed_to_place_order: Option<bool>,
}

/// What a user's signals add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserSignal {
    /// Not `ACTIVE`, KYC `REJECTED`, or not allowed to place an order.
    Restricted,
    /// `ACTIVE`, and KYC `APPROVED`.
    AlreadyVerified,
}

impl UserSignal {
    /// The name in the `user-signal` event.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::AlreadyVerified => "already-verified",
        }
    }
}

impl User {
    /// What the signals add up to; `None` while they say nothing.
    pub fn signal(&self) -> Option<UserSignal> {
        let is = |text: &Option<String>, code: &str| {
            text.as_deref()
                .is_some_and(|text| text.eq_ignore_ascii_case(code))
        };
        let inactive = self.status.is_some() && !is(&self.status, "ACTIVE");
        if inactive
            || is(&self.kyc_status, "REJECTED")
            || self.is_allowed_to_place_order == Some(false)
        {
            Some(UserSignal::Restricted)
        } else if is(&self.status, "ACTIVE") && is(&self.kyc_status, "APPROVED") {
            Some(UserSignal::AlreadyVerified)
        } else {
            None
        }
    }
}

/// Where the actions lead, as the page set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// `resume-url`; without it, the deep link to the order.
    pub resume: Option<String>,
    /// `retry-url`; without it, `retry` is only an event.
    pub retry: Option<String>,
    /// `support-url`, or Transak's support page.
    pub support: String,
    /// Transak's own pages: `https://global.transak.com`, or staging's.
    pub transak: &'static str,
    /// Block explorers that the page trusts besides the built-in ones.
    pub explorer_hosts: Vec<String>,
}

impl Links {
    /// Where a pending order is completed: `resume-url`, else Transak's page of the order, else its list of orders.
    fn resume(&self, order_id: Option<&str>) -> String {
        if let Some(url) = &self.resume {
            return url.clone();
        }
        let transak = self.transak;
        match order_id.filter(|id| link::is_plain_id(id)) {
            Some(id) => format!("{transak}/user/order/{id}"),
            None => format!("{transak}/user/orders"),
        }
    }
}

/// What is to be told about.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Whether an order is followed at all.
    pub followed: bool,
    /// The order that is shown.
    pub order: Option<&'a Order>,
    /// Its side, or the one that the page named.
    pub side: Option<Side>,
    /// Whether the shown status is confirmed.
    pub confirmed: bool,
    /// The id that the page named.
    pub order_id: Option<&'a str>,
    /// User signals.
    pub user: Option<&'a User>,
    /// The user's orders.
    pub active_orders: &'a [Order],
}

/// The prompt of a situation; `None` where there is nothing to tell.
pub fn prompt(situation: &Situation<'_>, links: &Links) -> Option<Prompt> {
    let restricted = situation.user.and_then(User::signal) == Some(UserSignal::Restricted);
    let kind = match (situation.followed, situation.order) {
        (true, Some(order)) => of_order(order, situation.side),
        (true, None) => PromptKind::Waiting,
        (false, _) => of_user(situation, restricted)?,
    };
    let kind = if restricted && kind.leads_to_payment() {
        PromptKind::AccountRestricted
    } else {
        kind
    };
    Some(Prompt {
        kind,
        actions: actions(kind, situation, links),
    })
}

fn of_order(order: &Order, side: Option<Side>) -> PromptKind {
    let sell = side == Some(Side::Sell);
    match &order.status {
        Status::AwaitingPaymentFromUser if sell => PromptKind::SendCrypto,
        Status::AwaitingPaymentFromUser => PromptKind::CompletePayment,
        Status::PaymentDoneMarkedByUser => PromptKind::PaymentSent,
        Status::Processing | Status::Unknown(_) => PromptKind::InProgress,
        Status::PendingDeliveryFromTransak => PromptKind::OnItsWay,
        Status::OnHoldPendingDeliveryFromTransak => PromptKind::OnHold,
        Status::Completed => PromptKind::Completed,
        Status::Failed if sell => PromptKind::PayoutFailed,
        Status::Failed
            if order
                .payment_method
                .as_deref()
                .is_none_or(|method| method.contains("card")) =>
        {
            PromptKind::TryAnotherCard
        }
        Status::Failed => PromptKind::TryAnotherMethod,
        Status::Cancelled | Status::Expired => PromptKind::StartAgain,
        Status::Refunded => PromptKind::Refunded,
    }
}

fn of_user(situation: &Situation<'_>, restricted: bool) -> Option<PromptKind> {
    if restricted {
        Some(PromptKind::AccountRestricted)
    } else if pending(situation.active_orders).is_some() {
        Some(PromptKind::FinishPendingOrder)
    } else {
        situation
            .user
            .and_then(User::signal)
            .map(|_| PromptKind::AlreadyVerified)
    }
}

/// The first order that is not final: the property may hold others by mistake.
fn pending(orders: &[Order]) -> Option<&Order> {
    orders.iter().find(|order| !order.status.is_final())
}

fn actions(kind: PromptKind, situation: &Situation<'_>, links: &Links) -> Vec<Action> {
    let order = situation.order;
    let id = || {
        order
            .and_then(|order| order.id.as_deref())
            .or(situation.order_id)
    };
    let support = || Action::Support(links.support.clone());
    let retryable =
        situation.confirmed && order.is_some_and(|order| order.status.finality() == Finality::Soft);
    let retry = || retryable.then(|| Action::Retry(links.retry.clone()));
    match kind {
        PromptKind::Waiting
        | PromptKind::AlreadyVerified
        | PromptKind::PaymentSent
        | PromptKind::InProgress
        | PromptKind::OnItsWay => Vec::new(),
        PromptKind::FinishPendingOrder => {
            let pending = pending(situation.active_orders).and_then(|order| order.id.as_deref());
            vec![Action::Resume(links.resume(pending))]
        }
        PromptKind::CompletePayment => vec![Action::Resume(links.resume(id()))],
        PromptKind::SendCrypto => {
            let mut actions = vec![Action::Resume(links.resume(id()))];
            actions.extend(order.map(copies).unwrap_or_default());
            actions
        }
        PromptKind::OnHold
        | PromptKind::PayoutFailed
        | PromptKind::Refunded
        | PromptKind::AccountRestricted => vec![support()],
        PromptKind::Completed => order
            .and_then(|order| {
                link::explorer(
                    order.transaction_link.as_deref()?,
                    order.transaction_hash.as_deref(),
                    &links.explorer_hosts,
                )
            })
            .map(Action::ViewTransaction)
            .into_iter()
            .collect(),
        PromptKind::TryAnotherCard | PromptKind::TryAnotherMethod => {
            retry().into_iter().chain([support()]).collect()
        }
        PromptKind::StartAgain => retry().into_iter().collect(),
    }
}

/// What a person who sends crypto needs, each to copy.
fn copies(order: &Order) -> Vec<Action> {
    let known = [
        (Copied::Address, order.deposit_address.is_some()),
        (Copied::Amount, order.crypto_amount.is_some()),
        (Copied::Network, order.network.is_some()),
    ];
    known
        .into_iter()
        .filter_map(|(what, known)| known.then_some(Action::Copy(what)))
        .collect()
}
