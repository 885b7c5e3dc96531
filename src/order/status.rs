//! `Status`: Transak's ten codes, and the ones that nobody knows yet.
//!
//! Source: Transak's documentation "Track order status" (guides/track-order-status), 2026.

use crate::link::cut::trim;

/// Transak's order status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// `AWAITING_PAYMENT_FROM_USER`: the order is placed; the payment (buy) or the crypto (sell) is awaited.
    AwaitingPaymentFromUser,
    /// `PAYMENT_DONE_MARKED_BY_USER`: the person says that it is paid; not yet received.
    PaymentDoneMarkedByUser,
    /// `PROCESSING`: the payment passed the checks.
    Processing,
    /// `PENDING_DELIVERY_FROM_TRANSAK`: received; crypto (buy) or fiat (sell) is being sent.
    PendingDeliveryFromTransak,
    /// `ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK`: received, but the delivery is held up.
    OnHoldPendingDeliveryFromTransak,
    /// `COMPLETED`: delivered.
    Completed,
    /// `CANCELLED`: by the person.
    Cancelled,
    /// `FAILED`: card declined (buy), or failure at a third party (sell).
    Failed,
    /// `REFUNDED`: to the payment method (buy) or the wallet (sell).
    Refunded,
    /// `EXPIRED`: not paid in time.
    Expired,
    /// A code that nobody knows yet, made safe: at most 64 of `A–Z`, `0–9`, `_`, else `UNKNOWN`.
    Unknown(String),
}

/// The longest text that is taken for a status at all.
const MAX_STATUS: usize = 200;
/// The longest unknown code that is shown word for word.
const MAX_CODE: usize = 64;

impl Status {
    /// The ten that Transak documents, in the order of the lifecycle.
    pub const KNOWN: [Self; 10] = [
        Self::AwaitingPaymentFromUser,
        Self::PaymentDoneMarkedByUser,
        Self::Processing,
        Self::PendingDeliveryFromTransak,
        Self::OnHoldPendingDeliveryFromTransak,
        Self::Completed,
        Self::Cancelled,
        Self::Failed,
        Self::Refunded,
        Self::Expired,
    ];

    /// Reads a status; `None` where it cannot be one (empty, or longer than 200 bytes).
    pub fn parse(text: &str) -> Option<Self> {
        let text = trim(text);
        if text.is_empty() || text.len() > MAX_STATUS {
            return None;
        }
        if let Some(known) = Self::KNOWN.iter().find(|known| known.code() == text) {
            return Some(known.clone());
        }
        let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        let safe = text.len() <= MAX_CODE && text.bytes().all(plain);
        Some(Self::Unknown(
            if safe { text } else { "UNKNOWN" }.to_owned(),
        ))
    }

    /// Transak's code, word for word.
    pub fn code(&self) -> &str {
        match self {
            Self::AwaitingPaymentFromUser => "AWAITING_PAYMENT_FROM_USER",
            Self::PaymentDoneMarkedByUser => "PAYMENT_DONE_MARKED_BY_USER",
            Self::Processing => "PROCESSING",
            Self::PendingDeliveryFromTransak => "PENDING_DELIVERY_FROM_TRANSAK",
            Self::OnHoldPendingDeliveryFromTransak => "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
            Self::Refunded => "REFUNDED",
            Self::Expired => "EXPIRED",
            Self::Unknown(code) => code,
        }
    }
}
