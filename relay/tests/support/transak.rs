//! A Transak on loopback: the API as the relay uses it, with delays, refusals and orders as a test wants them.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(Default)]
pub struct Transak {
    pub url: String,
    pub orders: Mutex<HashMap<String, Value>>,
    pub users: Mutex<HashMap<String, Value>>,
    /// How long an answer takes.
    pub delay: Mutex<Duration>,
    /// Every question is answered with this, and perhaps with a `Retry-After`.
    pub refusal: Mutex<Option<(u16, Option<u64>)>>,
    /// The token that is taken.
    pub token: Mutex<String>,
    /// Questions about customers are answered with this.
    pub denies_users: Mutex<Option<u16>>,
    pub questions: AtomicU32,
    pub refreshes: AtomicU32,
}

type Shared = State<Arc<Transak>>;

impl Transak {
    pub async fn start() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let it = Arc::new(Self {
            url,
            token: Mutex::new(super::TOKEN.to_owned()),
            ..Self::default()
        });
        let router = Router::new()
            .route("/partners/api/v2/order/{id}", get(order))
            .route("/partners/api/v2/get-user-data", get(user))
            .route("/partners/api/v2/refresh-token", post(refresh))
            .with_state(Arc::clone(&it));
        tokio::spawn(async move { axum::serve(listener, router).await });
        it
    }

    pub fn set(&self, order: &Value) {
        let id = order["id"].as_str().unwrap().to_owned();
        self.orders.lock().unwrap().insert(id, order.clone());
    }

    pub fn refuse(&self, status: u16, retry_after: Option<u64>) {
        *self.refusal.lock().unwrap() = Some((status, retry_after));
    }

    pub fn answer(&self) {
        *self.refusal.lock().unwrap() = None;
        *self.delay.lock().unwrap() = Duration::ZERO;
    }

    pub fn delay(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    pub fn questions(&self) -> u32 {
        self.questions.load(Ordering::SeqCst)
    }

    async fn gate(&self, headers: &HeaderMap) -> Option<Response> {
        self.questions.fetch_add(1, Ordering::SeqCst);
        let delay = *self.delay.lock().unwrap();
        tokio::time::sleep(delay).await;
        let refusal = *self.refusal.lock().unwrap();
        if let Some((status, retry_after)) = refusal {
            let mut response = error(status, "Refused");
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", seconds.into());
            }
            return Some(response);
        }
        let token = self.token.lock().unwrap().clone();
        let right = headers
            .get("access-token")
            .is_some_and(|sent| sent.as_bytes() == token.as_bytes());
        (!right).then(|| error(401, "Authorization Required"))
    }
}

fn error(status: u16, message: &str) -> Response {
    let body = json!({ "error": { "statusCode": status, "name": "Error", "message": message } });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

async fn order(State(it): Shared, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Some(refused) = it.gate(&headers).await {
        return refused;
    }
    let order = it.orders.lock().unwrap().get(&id).cloned();
    match order {
        Some(order) => Json(json!({ "meta": { "orderId": id }, "data": order })).into_response(),
        None => error(400, "Order not found"),
    }
}

async fn user(
    State(it): Shared,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = it.gate(&headers).await {
        return refused;
    }
    let denies = *it.denies_users.lock().unwrap();
    if let Some(status) = denies {
        return error(status, "Authorization Required");
    }
    let user = it
        .users
        .lock()
        .unwrap()
        .get(&query["partnerCustomerId"])
        .cloned();
    user.map_or_else(
        || error(400, "User not found"),
        |user| Json(json!({ "data": user })).into_response(),
    )
}

async fn refresh(State(it): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if headers.get("api-secret").is_none() || body["apiKey"] != super::API_KEY {
        return error(
            400,
            "Invalid api-secret. Please generate new api-secret from Partner Dashboard",
        );
    }
    let number = it.refreshes.fetch_add(1, Ordering::SeqCst) + 1;
    let token = format!("token-{number}-of-the-refresher");
    it.token.lock().unwrap().clone_from(&token);
    let expires = transak_order_relay::clock::now() / 1_000 + 604_800;
    Json(json!({ "data": { "accessToken": token, "expiresAt": expires } })).into_response()
}
