//! What goes wrong on purpose, until it is told to stop: the status endpoint's answers, and the stream.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::error::ApiError;
use super::pusher::may_close_with;

/// The status endpoint answers with this instead of an order.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OrdersFault {
    /// The HTTP status; absent: the order is told as ever (only late).
    pub(super) status: Option<u16>,
    /// `Retry-After`, in seconds.
    pub(super) retry_after: Option<u32>,
    /// How long it takes.
    #[serde(default)]
    pub(super) delay_ms: u64,
    /// The body, word for word; absent: an error as Transak's.
    pub(super) body: Option<String>,
}

/// The stream is not what it should be.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct StreamFault {
    /// Every new socket is closed with this, before the handshake.
    pub(super) close_code: Option<u16>,
    /// Sockets stay open, old and new, but nothing is ever sent: a dead link.
    #[serde(default)]
    pub(super) silent: bool,
}

/// All that goes wrong.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) orders: Option<OrdersFault>,
    pub(super) stream: Option<StreamFault>,
}

impl Plan {
    /// Whether it can be carried out.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let orders = self.orders.as_ref();
        if orders
            .and_then(|fault| fault.status)
            .is_some_and(|status| !(200..=599).contains(&status))
        {
            return Err(ApiError::bad_request(
                "orders.status must be an HTTP status from 200 to 599",
            ));
        }
        if orders.is_some_and(|fault| fault.delay_ms > 600_000) {
            return Err(ApiError::bad_request(
                "orders.delayMs must be at most 600000",
            ));
        }
        let code = self.stream.as_ref().and_then(|fault| fault.close_code);
        if code.is_some_and(|code| !may_close_with(code)) {
            return Err(ApiError::bad_request(
                "stream.closeCode must be a close code",
            ));
        }
        Ok(())
    }
}

/// The plan that holds now.
#[derive(Default)]
pub(super) struct Faults(Mutex<Plan>);

impl Faults {
    pub(super) fn plan(&self) -> Plan {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn replace(&self, plan: Plan) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    pub(super) fn close_code(&self) -> Option<u16> {
        self.plan().stream.and_then(|fault| fault.close_code)
    }

    pub(super) fn is_silent(&self) -> bool {
        self.plan().stream.is_some_and(|fault| fault.silent)
    }
}
