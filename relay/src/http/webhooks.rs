//! `POST /webhooks/transak`: verified, stored, acknowledged, in this order.

use super::App;
use super::answer::{error, fresh, later};
use crate::clock;
use crate::metrics::Metrics;
use crate::record::Voice;
use crate::store::User;
use crate::webhook::{self, MAX_BODY, Refusal, Webhook};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn webhook(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let began = Instant::now();
    let (outcome, response) = take(&app, &headers, body).await;
    Metrics::count(&app.relay.metrics.webhooks, outcome);
    app.relay
        .metrics
        .webhook_seconds
        .observe(began.elapsed().as_secs_f64());
    if response.status() != StatusCode::OK {
        tracing::warn!(
            outcome,
            status = response.status().as_u16(),
            "a webhook was refused"
        );
    }
    response
}

async fn take(app: &App, headers: &HeaderMap, body: Body) -> (&'static str, Response) {
    // Nothing is unpacked: a few bytes may hold gigabytes.
    let packed = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| coding.as_bytes() != b"identity");
    if packed {
        return (
            "packed",
            error(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "A compressed body is not taken.",
            ),
        );
    }
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let too_large = || {
        (
            "size",
            error(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large for a webhook of Transak's.",
            ),
        )
    };
    if length.is_some_and(|length| length > MAX_BODY as u64) {
        return too_large();
    }
    let body = match timeout(PATIENCE, to_bytes(body, MAX_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return too_large(),
        Err(_) => {
            return (
                "slow",
                error(
                    StatusCode::REQUEST_TIMEOUT,
                    "The body did not come in time.",
                ),
            );
        }
    };
    let tokens = app.relay.transak.tokens();
    let secrets = tokens.secrets();
    let mut read = webhook::read(&body, &secrets);
    if read == Err(Refusal::Signature) && tokens.changed(&secrets).await {
        read = webhook::read(&body, &tokens.secrets());
    }
    match read {
        Ok(webhook) => store(app, webhook).await,
        Err(refusal) => (refusal.name(), refused(refusal)),
    }
}

async fn store(app: &App, webhook: Webhook) -> (&'static str, Response) {
    let accepted = |outcome| (outcome, fresh(json!({ "status": outcome })));
    let failed = || {
        (
            "failed",
            later(
                StatusCode::SERVICE_UNAVAILABLE,
                2,
                "The webhook could not be stored; send it again.",
            ),
        )
    };
    match webhook {
        Webhook::Order(told) => match app.relay.take(*told, Voice::Webhook, clock::now()).await {
            Ok(applied) if applied.duplicate => accepted("duplicate"),
            Ok(_) => accepted("accepted"),
            Err(_) => failed(),
        },
        Webhook::Kyc {
            customer,
            status,
            at,
        } => {
            let at = if at > 0 { at } else { clock::now() };
            // Whoever's identity is approved may be told so; whether the user is active is not in this webhook.
            let user = User {
                status: String::new(),
                kyc_status: status,
                at_ms: at,
                asked_ms: 0,
            };
            match app.relay.store.save_user(&customer, &user).await {
                Ok(()) => accepted("accepted"),
                Err(_) => failed(),
            }
        }
        Webhook::Other => accepted("ignored"),
    }
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Shape => error(
            StatusCode::BAD_REQUEST,
            "The body is not `{\"data\": \"<JWT>\"}`.",
        ),
        Refusal::Algorithm => error(
            StatusCode::UNAUTHORIZED,
            "The token is not signed by HS256.",
        ),
        Refusal::Signature => error(
            StatusCode::UNAUTHORIZED,
            "The token is not signed with the access token.",
        ),
        Refusal::Expired => error(
            StatusCode::UNAUTHORIZED,
            "The token is not valid at this time.",
        ),
    }
}
