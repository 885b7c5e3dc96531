//! Health, readiness and metrics.

use super::App;
use super::answer::{error, fresh};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// It runs.
pub(super) async fn health() -> Response {
    fresh(json!({ "status": "ok" }))
}

/// It can do its work: the database answers, there is a token to verify webhooks with, and it is not about to stop.
pub(super) async fn ready(State(app): State<App>) -> Response {
    if app.relay.is_leaving() || *app.stopping.borrow() {
        return error(StatusCode::SERVICE_UNAVAILABLE, "The relay is stopping.");
    }
    if let Err(reason) = app.relay.store.ping().await {
        tracing::warn!(error = %reason, "not ready: the database does not answer");
        return error(
            StatusCode::SERVICE_UNAVAILABLE,
            "The database does not answer.",
        );
    }
    if app.relay.transak.tokens().present().is_empty() {
        return error(
            StatusCode::SERVICE_UNAVAILABLE,
            "There is no access token of Transak's yet.",
        );
    }
    fresh(json!({ "status": "ready" }))
}

/// For Prometheus.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.relay.metrics.text()).into_response()
}
