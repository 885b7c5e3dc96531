//! Transak's partner API, as a backend uses it: an order, and an access token.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::error::ApiError;
use super::status::{self, Parameters};
use super::{Shared, now_ms, reply};

/// `GET /partners/api/v2/order/{order}`: as `/orders/{order}`, with the token in `access-token`, and in the partner API's spelling.
pub(super) async fn order(
    sandbox: State<Shared>,
    path: Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let token = sandbox.options.access_token.as_bytes();
    if headers
        .get("access-token")
        .is_none_or(|sent| sent.as_bytes() != token)
    {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "Authorization Required",
        ));
    }
    let spelling = Some("partner".to_owned());
    status::order(sandbox, path, Ok(Query(Parameters { spelling }))).await
}

/// `POST /partners/api/v2/refresh-token`: always the same token, for seven days.
pub(super) async fn refresh(
    State(sandbox): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let key = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|body| Some(body.get("apiKey")?.as_str()?.to_owned()));
    if headers.get("api-secret").is_none() || key.is_none_or(|key| key.is_empty()) {
        return Err(ApiError::bad_request(
            "Invalid api-secret. Please generate new api-secret from Partner Dashboard",
        ));
    }
    let expires = now_ms() / 1_000 + 604_800;
    Ok(reply::ok(
        &json!({ "data": { "accessToken": sandbox.options.access_token, "expiresAt": expires } }),
    ))
}
