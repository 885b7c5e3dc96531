//! `GET /orders/{id}`: how an order stands, for the tracker's `status-url`.
//!
//! Invariant: a 200 is word of Transak's that is fresh enough to count. Where the API does not answer and the last word on an order that goes
//! on is old, the answer is 503: the tracker then says itself that what it shows may be out of date.

use super::App;
use super::answer::{self, error, later, stale, unavailable, with_headers};
use crate::metrics::Metrics;
use crate::reconcile::{fresh, on_demand};
use crate::record::Record;
use crate::transak::Failure;
use crate::webhook::order_id;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// How long an order of which nothing is known waits for its first.
const PATIENCE_FIRST: Duration = Duration::from_secs(6);

pub(super) async fn order(
    State(app): State<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (outcome, response) = answer(&app, &key, &headers).await;
    Metrics::count(&app.relay.metrics.answers, outcome);
    response
}

async fn answer(app: &App, key: &str, headers: &HeaderMap) -> (&'static str, Response) {
    let record = match app.relay.find(key).await {
        Ok(record) => record,
        Err(error) => return ("failed", unavailable(&error)),
    };
    match record {
        None => first(app, key).await,
        Some(record) => fresher(app, record, headers).await,
    }
}

/// Nothing is known yet: its webhook may be on its way, or lost.
async fn first(app: &App, key: &str) -> (&'static str, Response) {
    let Some(id) = order_id(key) else {
        return ("unknown", unknown());
    };
    match on_demand(&app.relay, &id, None, PATIENCE_FIRST).await {
        Ok(()) => match app.relay.find(&id).await {
            Ok(Some(record)) => ("answered", known(&record, None)),
            Ok(None) => ("unknown", unknown()),
            Err(error) => ("failed", unavailable(&error)),
        },
        Err(Failure::Unknown) => ("unknown", unknown()),
        Err(Failure::Busy | Failure::Denied | Failure::Unavailable) => (
            "unavailable",
            later(
                StatusCode::SERVICE_UNAVAILABLE,
                5,
                "Transak does not say yet; ask again.",
            ),
        ),
    }
}

async fn fresher(app: &App, record: Record, headers: &HeaderMap) -> (&'static str, Response) {
    match fresh(&app.relay, record).await {
        Ok(Some(record)) => ("answered", known(&record, Some(headers))),
        Ok(None) => ("stale", stale()),
        Err(error) => ("failed", unavailable(&error)),
    }
}

fn known(record: &Record, headers: Option<&HeaderMap>) -> Response {
    // With the id: the same reference may lead to another order.
    let tag = format!("\"{}.{}\"", record.id, record.version);
    let same = headers.and_then(|headers| headers.get(header::IF_NONE_MATCH)?.to_str().ok());
    let same = same.is_some_and(|tags| {
        tags.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if same {
        with_headers(StatusCode::NOT_MODIFIED.into_response())
    } else {
        let order: Value = serde_json::from_str(&record.body).unwrap_or_default();
        answer::fresh(json!({ "data": order }))
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn unknown() -> Response {
    error(StatusCode::NOT_FOUND, "Order not found")
}
