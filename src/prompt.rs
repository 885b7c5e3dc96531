//! What to tell the person and what they may do.
//!
//! Invariant: `retry` is offered only on a confirmed `FAILED`, `CANCELLED` or `EXPIRED`, and never to a restricted user: nobody
//! may be led into paying twice.

use crate::link::cut::holds;
use crate::link::{self, Explorers};
use crate::order::lifecycle::Finality;
use crate::order::{Order, Side, Status, deposit};

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
    /// Buy failed, paid by card.
    TryAnotherCard,
    /// Buy failed, paid by another method, or by one that is not known.
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
    /// The memo or tag that goes with it.
    Memo,
    /// The network's name.
    Network,
    /// The crypto amount.
    Amount,
    /// What support asks for; no prompt offers it.
    Report,
}

impl Action {
    /// What it copies, if that is what it does.
    pub const fn copied(&self) -> Option<Copied> {
        match self {
            Self::Copy(what) => Some(*what),
            Self::Resume(_) | Self::Retry(_) | Self::Support(_) | Self::ViewTransaction(_) => None,
        }
    }

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
            // The same ones stand next to each other.
            if names.last() != Some(&action.name()) {
                names.push(action.name());
            }
        }
        names
    }

    /// The kinds of its actions, as a set of bits.
    pub(crate) fn offers(&self) -> u8 {
        let mut offers = 0;
        for action in &self.actions {
            offers |= match action {
                Action::Resume(_) => 1,
                Action::Retry(_) => 2,
                Action::Support(_) => 4,
                Action::ViewTransaction(_) => 8,
                Action::Copy(_) => 16,
            };
        }
        offers
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
        let kyc = self.kyc_status.as_deref().unwrap_or_default();
        let active = self
            .status
            .as_ref()
            .map(|status| status.eq_ignore_ascii_case("ACTIVE"));
        if active == Some(false)
            || kyc.eq_ignore_ascii_case("REJECTED")
            || self.is_allowed_to_place_order == Some(false)
        {
            Some(UserSignal::Restricted)
        } else if active == Some(true) && kyc.eq_ignore_ascii_case("APPROVED") {
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
    /// The built-in ones, where they are known already.
    pub explorers: Explorers,
}

impl Links {
    /// Where a pending order is completed: `resume-url`, else Transak's page of the order, else its list of orders.
    fn resume(&self, order_id: Option<&str>) -> String {
        if let Some(url) = &self.resume {
            return url.clone();
        }
        let (path, id) = match order_id.filter(|id| link::is_plain_id(id)) {
            Some(id) => ("/user/order/", id),
            None => ("/user/orders", ""),
        };
        [self.transak, path, id].concat()
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
    crate::trap::here("prompt");
    let signal = situation.user.and_then(User::signal);
    let mut kind = match (situation.followed, situation.order) {
        (true, Some(order)) => of_order(order, situation.side),
        (true, None) => PromptKind::Waiting,
        (false, _) if signal == Some(UserSignal::Restricted) => PromptKind::AccountRestricted,
        (false, _) if pending(situation.active_orders).is_some() => PromptKind::FinishPendingOrder,
        (false, _) => signal.map(|_| PromptKind::AlreadyVerified)?,
    };
    if signal == Some(UserSignal::Restricted) && kind.leads_to_payment() {
        kind = PromptKind::AccountRestricted;
    }
    let mut actions = Vec::new();
    offer(kind, situation, links, &mut actions);
    Some(Prompt { kind, actions })
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
                .is_some_and(|method| holds(method, "card")) =>
        {
            PromptKind::TryAnotherCard
        }
        Status::Failed => PromptKind::TryAnotherMethod,
        Status::Cancelled | Status::Expired => PromptKind::StartAgain,
        Status::Refunded => PromptKind::Refunded,
    }
}

/// The first order that is not final: the property may hold others by mistake.
fn pending(orders: &[Order]) -> Option<&Order> {
    orders.iter().find(|order| !order.status.is_final())
}

/// What the person may do.
fn offer(kind: PromptKind, situation: &Situation<'_>, links: &Links, actions: &mut Vec<Action>) {
    let order = situation.order;
    match kind {
        PromptKind::Waiting
        | PromptKind::AlreadyVerified
        | PromptKind::PaymentSent
        | PromptKind::OnItsWay => {}
        PromptKind::InProgress => {
            // Transak's page says what a code means that is not known here.
            let may_go_on = situation.user.and_then(User::signal) != Some(UserSignal::Restricted);
            let is_unknown = |order: &&Order| matches!(order.status, Status::Unknown(_));
            if let Some(order) = order.filter(is_unknown)
                && may_go_on
            {
                let id = order.id.as_deref().or(situation.order_id);
                actions.push(Action::Resume(links.resume(id)));
            }
        }
        PromptKind::FinishPendingOrder | PromptKind::CompletePayment | PromptKind::SendCrypto => {
            let (order, named) = if kind == PromptKind::FinishPendingOrder {
                (pending(situation.active_orders), None)
            } else {
                (order, situation.order_id)
            };
            let id = order.and_then(|order| order.id.as_deref()).or(named);
            actions.push(Action::Resume(links.resume(id)));
            if let (PromptKind::SendCrypto, Some(order)) = (kind, order) {
                copies(order, actions);
            }
        }
        PromptKind::Completed => {
            let link = order.and_then(|order| {
                links.explorers.link(
                    order.transaction_link.as_deref()?,
                    order.transaction_hash.as_deref(),
                    &links.explorer_hosts,
                )
            });
            if let Some(link) = link {
                actions.push(Action::ViewTransaction(link));
            }
        }
        PromptKind::TryAnotherCard
        | PromptKind::TryAnotherMethod
        | PromptKind::StartAgain
        | PromptKind::OnHold
        | PromptKind::PayoutFailed
        | PromptKind::Refunded
        | PromptKind::AccountRestricted => {
            let ended = order.is_some_and(|order| order.status.finality() == Finality::Soft);
            if kind.leads_to_payment() && situation.confirmed && ended {
                actions.push(Action::Retry(links.retry.clone()));
            }
            if kind != PromptKind::StartAgain {
                actions.push(Action::Support(links.support.clone()));
            }
        }
    }
}

/// What a person who sends crypto needs, each to copy; nothing without the address.
fn copies(order: &Order, actions: &mut Vec<Action>) {
    let mut offer = |what, known| {
        if known {
            actions.push(Action::Copy(what));
        }
    };
    if deposit::address(order).is_some() {
        offer(Copied::Address, true);
        offer(Copied::Memo, order.deposit_memo.is_some());
        offer(Copied::Amount, order.crypto_amount.is_some());
        offer(Copied::Network, order.network.is_some());
    }
}
