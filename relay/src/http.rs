//! The relay's two doors: one for webhooks and trackers, and one for whoever operates it.
//!
//! Invariant: a request has 10 s to be told and 15 s to be answered, and its body is measured before it is kept.

mod admin;
mod answer;
mod client;
mod events;
mod limit;
mod orders;
mod serve;
mod signals;
mod webhooks;

pub use serve::serve;

use crate::config::Origins;
use crate::relay::Relay;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::{get, post};
use limit::Limits;
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::timeout::TimeoutLayer;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Clone)]
struct App {
    relay: Arc<Relay>,
    limits: Arc<Limits>,
    /// True once the relay is to stop: event streams end.
    stopping: tokio::sync::watch::Receiver<bool>,
}

/// The door for webhooks and trackers. Event streams end when `stopping` becomes true.
pub fn public(relay: Arc<Relay>, stopping: tokio::sync::watch::Receiver<bool>) -> Router {
    let limits = Arc::new(Limits::new(&relay.config));
    let cors = cors(&relay.config.origins);
    let trackers = Router::new()
        .route("/orders/{id}", get(orders::order))
        .route("/orders/{id}/events", get(events::events))
        .route("/users/{customer}/signals", get(signals::signals))
        .layer(cors);
    Router::new()
        .route("/webhooks/transak", post(webhooks::webhook))
        .route("/health", get(admin::health))
        .route("/ready", get(admin::ready))
        .merge(trackers)
        .fallback(answer::not_found)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            PATIENCE,
        ))
        .with_state(App {
            relay,
            limits,
            stopping,
        })
}

/// The door for whoever operates it.
pub fn admin(relay: Arc<Relay>, stopping: tokio::sync::watch::Receiver<bool>) -> Router {
    let limits = Arc::new(Limits::new(&relay.config));
    Router::new()
        .route("/health", get(admin::health))
        .route("/ready", get(admin::ready))
        .route("/metrics", get(admin::metrics))
        .fallback(answer::not_found)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            PATIENCE,
        ))
        .with_state(App {
            relay,
            limits,
            stopping,
        })
}

fn cors(origins: &Origins) -> CorsLayer {
    let allowed = match origins {
        Origins::Any => AllowOrigin::any(),
        Origins::List(list) => AllowOrigin::list(
            list.iter()
                .filter_map(|origin| HeaderValue::from_str(origin).ok()),
        ),
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET])
        .allow_headers([
            header::AUTHORIZATION,
            header::IF_NONE_MATCH,
            header::ACCEPT,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
        .max_age(Duration::from_secs(3_600))
}
