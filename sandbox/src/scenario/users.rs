//! What a partner's backend may know of a user: values for the tracker's `user` and `activeOrders` properties.

use serde_json::{Value, json};

use super::flow::AWAITING;
use super::{Identity, Record, Scenario, Spelling};

/// A kind of user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserKind {
    /// Verified before: needs no verification again.
    Returning,
    /// May not order any more.
    Restricted,
    /// Has an order that waits for its payment.
    Pending,
}

impl UserKind {
    /// Every kind.
    pub fn all() -> &'static [Self] {
        &[Self::Returning, Self::Restricted, Self::Pending]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Returning => "returning",
            Self::Restricted => "restricted",
            Self::Pending => "pending",
        }
    }

    /// The kind of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().iter().copied().find(|kind| kind.name() == name)
    }
}

/// `{ user, activeOrders }`, as of now. The order that waits is a bank transfer, placed five minutes ago.
pub fn user(kind: UserKind, now_unix_ms: u64) -> Value {
    let active = |is_allowed: bool, status: &str, kyc: &str, orders: Vec<Value>| {
        json!({
            "user": { "status": status, "kycStatus": kyc, "isAllowedToPlaceOrder": is_allowed },
            "activeOrders": orders,
        })
    };
    match kind {
        UserKind::Returning => active(true, "ACTIVE", "APPROVED", Vec::new()),
        UserKind::Restricted => active(false, "INACTIVE", "REJECTED", Vec::new()),
        UserKind::Pending => active(true, "ACTIVE", "APPROVED", vec![waiting_order(now_unix_ms)]),
    }
}

fn waiting_order(now_unix_ms: u64) -> Value {
    let identity = Identity::new("5a4db0c5-0000-4000-8000-0000000000ff");
    let placed = now_unix_ms.saturating_sub(5 * 60_000);
    let record = Record::place(Scenario::BankTransfer, identity, placed);
    debug_assert_eq!(record.status(), AWAITING);
    record.spell(Spelling::Stream)
}
