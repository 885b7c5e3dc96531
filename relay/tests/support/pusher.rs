//! A Pusher-compatible server's HTTP API on loopback, which keeps what is published. (The end-to-end tests have a real one.)

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

#[derive(Default)]
pub struct Pusher {
    /// With key and secret, as `PUSHER_URL` has it.
    pub url: String,
    pub fails: AtomicBool,
    events: Mutex<Vec<Value>>,
}

impl Pusher {
    pub async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://key:pusher-secret@{}/apps/shop",
            listener.local_addr().unwrap()
        );
        let it = Arc::new(Self {
            url,
            ..Self::default()
        });
        let router = Router::new()
            .route("/apps/shop/batch_events", post(batch))
            .with_state(Arc::clone(&it));
        tokio::spawn(async move { axum::serve(listener, router).await });
        it
    }

    pub fn events(&self) -> Vec<Value> {
        self.events.lock().unwrap().clone()
    }

    pub async fn until(&self, what: impl Fn(&[Value]) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !what(&self.events()) {
            assert!(
                Instant::now() < end,
                "it was not published: {:?}",
                self.events()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn batch(
    State(it): State<Arc<Pusher>>,
    Query(query): Query<HashMap<String, String>>,
    Json(body): Json<Value>,
) -> (StatusCode, &'static str) {
    if it.fails.load(Ordering::SeqCst) || !query.contains_key("auth_signature") {
        return (StatusCode::SERVICE_UNAVAILABLE, "{}");
    }
    it.events
        .lock()
        .unwrap()
        .extend(body["batch"].as_array().unwrap().iter().cloned());
    (StatusCode::OK, "{}")
}
