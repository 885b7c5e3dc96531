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
use axum::middleware;
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

/// The two doors: for webhooks and trackers, and for whoever operates it. Event streams end when `stopping` becomes true.
pub fn doors(relay: Arc<Relay>, stopping: tokio::sync::watch::Receiver<bool>) -> [Router; 2] {
    let cors = cors(&relay.config.origins);
    let app = App {
        limits: Arc::new(Limits::new(&relay.config)),
        relay,
        stopping,
    };
    // The rate inside, so that a page may read why it is turned away.
    let trackers = Router::new()
        .route("/orders/{id}", get(orders::order))
        .route("/orders/{id}/events", get(events::events))
        .route("/users/{customer}/signals", get(signals::signals))
        .layer(middleware::from_fn_with_state(app.clone(), limit::rate))
        .layer(cors)
        .route("/webhooks/transak", post(webhooks::webhook));
    let operator = Router::new().route("/metrics", get(admin::metrics));
    [trackers, operator].map(|routes| {
        routes
            .route("/health", get(admin::health))
            .route("/ready", get(admin::ready))
            .fallback(answer::not_found)
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                PATIENCE,
            ))
            .with_state(app.clone())
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
