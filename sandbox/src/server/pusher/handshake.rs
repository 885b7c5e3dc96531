//! A client comes: it is let in, or told why not by a close code.

use std::collections::HashMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::socket;
use crate::server::Shared;
use crate::server::error::ApiError;

const FRAME_LIMIT: usize = 16 * 1024;

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;
type Parameters = HashMap<String, String>;

/// `GET /app/{key}?protocol=7&client=…&version=…`
pub(crate) async fn connect(
    State(sandbox): State<Shared>,
    Path(key): Path<String>,
    parameters: Result<Query<Parameters>, QueryRejection>,
    upgrade: Upgrade,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return ApiError::new(StatusCode::UPGRADE_REQUIRED, "this is a WebSocket endpoint")
            .into_response();
    };
    let fault = sandbox.faults.stream();
    if let Some(status) = fault.and_then(|fault| fault.upgrade_status) {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        return ApiError::new(status, "the sandbox was told to refuse").into_response();
    }
    let parameters = parameters
        .map(|Query(parameters)| parameters)
        .unwrap_or_default();
    let refusal = refusal(&sandbox, &key, &parameters);
    let upgrade = upgrade
        .max_message_size(FRAME_LIMIT)
        .max_frame_size(FRAME_LIMIT);
    upgrade.on_upgrade(async move |socket| match refusal {
        Some((code, reason)) => socket::refuse(socket, code, reason).await,
        None => socket::run(socket, sandbox).await,
    })
}

/// A WebSocket at any other path.
pub(crate) fn refuse_path(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|socket| socket::refuse(socket, 4005, "path not found"))
}

fn refusal(sandbox: &Shared, key: &str, parameters: &Parameters) -> Option<(u16, &'static str)> {
    let fault = sandbox.faults.stream();
    if let Some(fault) = fault.filter(|fault| fault.close_after.is_none())
        && let Some(code) = fault.close_code
    {
        return Some((code, "the sandbox was told to refuse"));
    }
    if key != sandbox.options.app_key {
        return Some((4001, "no application has this key"));
    }
    match parameters.get("protocol").map(|text| text.parse::<u32>()) {
        None => return Some((4008, "no protocol version supplied")),
        Some(Ok(5..=7)) => {}
        Some(Ok(_) | Err(_)) => return Some((4007, "unsupported protocol version")),
    }
    let version = parameters.get("version").map_or("0", String::as_str);
    let is_version = version.starts_with(|first: char| first.is_ascii_digit());
    (!is_version).then_some((4006, "invalid version string format"))
}
