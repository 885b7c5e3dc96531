//! Transak's words on the wire: status codes, event names, and which event announces which status.

pub(crate) const AWAITING: &str = "AWAITING_PAYMENT_FROM_USER";
pub(crate) const MARKED: &str = "PAYMENT_DONE_MARKED_BY_USER";
pub(crate) const PROCESSING: &str = "PROCESSING";
pub(crate) const PENDING: &str = "PENDING_DELIVERY_FROM_TRANSAK";
pub(crate) const ON_HOLD: &str = "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK";
pub(crate) const COMPLETED: &str = "COMPLETED";
pub(crate) const CANCELLED: &str = "CANCELLED";
pub(crate) const FAILED: &str = "FAILED";
pub(crate) const REFUNDED: &str = "REFUNDED";
pub(crate) const EXPIRED: &str = "EXPIRED";

/// Every status code that Transak documents.
pub const STATUSES: [&str; 10] = [
    AWAITING, MARKED, PROCESSING, PENDING, ON_HOLD, COMPLETED, CANCELLED, FAILED, REFUNDED, EXPIRED,
];

/// Every event name that an order's channel may carry.
pub const EVENTS: [&str; 6] = [
    "ORDER_CREATED",
    "ORDER_PAYMENT_VERIFYING",
    "ORDER_PROCESSING",
    "ORDER_COMPLETED",
    "ORDER_FAILED",
    "ORDER_REFUNDED",
];

/// The event that announces a status. A status that Transak does not document is announced as work in progress.
pub fn event_for(status: &str) -> &'static str {
    match status {
        AWAITING => "ORDER_CREATED",
        MARKED => "ORDER_PAYMENT_VERIFYING",
        COMPLETED => "ORDER_COMPLETED",
        CANCELLED | FAILED | EXPIRED => "ORDER_FAILED",
        REFUNDED => "ORDER_REFUNDED",
        _ => "ORDER_PROCESSING",
    }
}

/// Whether an order that has this status must have been paid for. (A failed one may or may not have been.)
pub(crate) fn implies_payment(status: &str) -> bool {
    matches!(
        status,
        PROCESSING | PENDING | ON_HOLD | COMPLETED | REFUNDED
    )
}
