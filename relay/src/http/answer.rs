//! Answers: JSON, never kept by a cache that others share, and errors as Transak writes them.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// JSON that no cache may give without asking.
pub(super) fn fresh(value: Value) -> Response {
    with_headers(Json(value).into_response())
}

/// An error: `{"error": {"statusCode", "name", "message"}}`.
pub(super) fn error(status: StatusCode, message: &str) -> Response {
    let name = status.canonical_reason().unwrap_or("Error");
    let body =
        json!({ "error": { "statusCode": status.as_u16(), "name": name, "message": message } });
    with_headers((status, Json(body)).into_response())
}

/// An error that says when to come again, in seconds.
pub(super) fn later(status: StatusCode, seconds: u64, message: &str) -> Response {
    let mut response = error(status, message);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// An order goes on, and nobody has fresh word of it.
pub(super) fn stale() -> Response {
    later(
        StatusCode::SERVICE_UNAVAILABLE,
        5,
        "The last word on this order is old, and Transak does not answer.",
    )
}

/// The database does not answer.
pub(super) fn unavailable(error: &sqlx::Error) -> Response {
    tracing::error!(%error, "the database does not answer");
    later(
        StatusCode::SERVICE_UNAVAILABLE,
        2,
        "The relay can't read what it knows; ask again.",
    )
}

pub(super) async fn not_found() -> Response {
    error(StatusCode::NOT_FOUND, "There is nothing here.")
}

pub(super) fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}
