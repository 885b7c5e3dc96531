//! The control API: what tests and the developer tell the sandbox to do.

mod orders;
mod socket;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::error::ApiError;
use super::{Shared, now_ms, reply};
use crate::scenario::{self, EVENTS, STATUSES, Scenario, Spelling, UserKind};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sandbox", get(info))
        .route("/sandbox/orders", post(orders::place))
        .route(
            "/sandbox/orders/{id}",
            get(orders::show).delete(orders::remove),
        )
        .route("/sandbox/orders/{id}/step", post(orders::step))
        .route("/sandbox/orders/{id}/status", post(orders::status))
        .route("/sandbox/orders/{id}/publish", post(orders::publish))
        .route("/sandbox/users/{kind}", get(user))
        .route("/sandbox/connections", get(socket::connections))
        .route("/sandbox/close", post(socket::close))
        .route(
            "/sandbox/faults",
            get(socket::faults).put(socket::set_faults),
        )
}

/// `GET /sandbox`: what there is.
async fn info(State(sandbox): State<Shared>) -> Response {
    let (address, options) = (sandbox.address, &sandbox.options);
    reply::ok(&json!({
        "appKey": options.app_key,
        "appId": options.app_id,
        "streamUrl": format!("ws://{address}/app/{}", options.app_key),
        "statusUrl": format!("http://{address}/orders/{{orderId}}"),
        "apiKey": scenario::Identity::API_KEY,
        "speed": options.speed,
        "scenarios": Scenario::all().iter().map(|scenario| describe(*scenario)).collect::<Value>(),
        "statuses": STATUSES,
        "events": EVENTS,
        "spellings": Spelling::all().iter().map(|spelling| spelling.name()).collect::<Value>(),
        "users": UserKind::all().iter().map(|kind| kind.name()).collect::<Value>(),
    }))
}

fn describe(scenario: Scenario) -> Value {
    let steps: Value = scenario
        .steps()
        .iter()
        .map(|step| json!({ "event": step.event, "status": step.status, "afterMs": step.after_ms }))
        .collect();
    json!({
        "name": scenario.name(),
        "title": scenario.title(),
        "side": scenario.side().name(),
        "steps": steps,
    })
}

/// `GET /sandbox/users/{kind}`: values for the tracker's `user` and `activeOrders`.
async fn user(Path(kind): Path<String>) -> Result<Response, ApiError> {
    let kind = UserKind::find(&kind).ok_or_else(|| {
        let known: Vec<_> = UserKind::all().iter().map(|kind| kind.name()).collect();
        ApiError::not_found(format!(
            "no user is {kind:?}; there are: {}",
            known.join(", ")
        ))
    })?;
    Ok(reply::ok(&scenario::user(kind, now_ms())))
}
