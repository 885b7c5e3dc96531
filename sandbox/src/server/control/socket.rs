//! Commands to the stream and the status endpoint: count, close, fail.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use crate::server::error::ApiError;
use crate::server::faults::Plan;
use crate::server::hub::Outgoing;
use crate::server::pusher::may_close_with;
use crate::server::request::Body;
use crate::server::{Shared, reply};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    code: u16,
    #[serde(default)]
    reason: String,
}

/// `GET /sandbox/connections`
pub(super) async fn connections(State(sandbox): State<Shared>) -> Response {
    let channels = sandbox.hub.channels();
    reply::ok(&json!({
        "sockets": sandbox.hub.sockets(),
        "subscriptions": channels.values().sum::<usize>(),
        "channels": channels,
    }))
}

/// `POST /sandbox/close`: all sockets, with this code; 1006 cuts them off without a close frame.
pub(super) async fn close(
    State(sandbox): State<Shared>,
    Body(Close { code, reason }): Body<Close>,
) -> Result<Response, ApiError> {
    if !may_close_with(code) {
        return Err(ApiError::bad_request(format!(
            "a socket cannot be closed with {code}: 1000 to 1003, 1006 to 1014 or 3000 to 4999"
        )));
    }
    if reason.len() > 120 {
        return Err(ApiError::bad_request("a reason may have at most 120 bytes"));
    }
    let outgoing = if code == 1006 {
        Outgoing::Cut
    } else {
        Outgoing::Close { code, reason }
    };
    Ok(reply::ok(
        &json!({ "closed": sandbox.hub.tell_all(&outgoing) }),
    ))
}

/// `GET /sandbox/faults`
pub(super) async fn faults(State(sandbox): State<Shared>) -> Response {
    reply::ok(&json!(*sandbox.faults.plan()))
}

/// `PUT /sandbox/faults`: all of them; `{}` means that nothing goes wrong any more.
pub(super) async fn set_faults(
    State(sandbox): State<Shared>,
    Body(plan): Body<Plan>,
) -> Result<Response, ApiError> {
    plan.check()?;
    let answer = reply::ok(&json!(plan));
    sandbox.faults.replace(plan, sandbox.hub.last());
    Ok(answer)
}
