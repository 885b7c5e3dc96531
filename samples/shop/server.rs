//! A shop's own status source, of the relay's parts: Transak's webhooks in, the order out. What it leaves out: `relay/README.md`.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use transak_order_relay::clock::now;
use transak_order_relay::config::Config;
use transak_order_relay::record::{Record, Voice};
use transak_order_relay::store::{Change, Store};
use transak_order_relay::transak::{Failure, Transak};
use transak_order_relay::webhook::{self, MAX_BODY, Told, Webhook};

struct Shop {
    store: Store,
    transak: Transak,
}

impl Shop {
    /// On the disk when it returns; the merge rule and the allow-list are the tracker's own.
    async fn take(&self, told: Told, voice: Voice, asked: i64) -> Result<(), StatusCode> {
        let change = Change {
            told,
            voice,
            asked,
            now: now(),
        };
        let taken = self.store.apply(&[change]).await;
        taken.map(drop).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
    }

    async fn load(&self, id: &str) -> Result<Option<Record>, StatusCode> {
        let record = self.store.order(id).await;
        record.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
    }
}

async fn webhook(State(shop): State<Arc<Shop>>, body: Bytes) -> Result<(), StatusCode> {
    match webhook::read(&body, &shop.transak.tokens().secrets()) {
        Ok(Webhook::Order(told)) => shop.take(*told, Voice::Webhook, now()).await,
        Ok(Webhook::Kyc { .. } | Webhook::Other) => Ok(()),
        Err(_) => Err(StatusCode::UNAUTHORIZED),
    }
}

async fn order(
    State(shop): State<Arc<Shop>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, StatusCode> {
    let id = webhook::order_id(&id).ok_or(StatusCode::NOT_FOUND)?;
    let old = |record: &Record, millis| now() - record.heard_ms > millis;
    let (mut known, asked) = (shop.load(&id).await?, now());
    // Also where it has stopped: a late payment or a refund may follow.
    let to_ask = |record: &Record| record.finality < 2 && old(record, 15_000);
    if known.as_ref().is_none_or(to_ask) {
        match shop.transak.order(&id).await {
            Ok(told) => shop.take(told, Voice::Api, asked).await?,
            Err(Failure::Unknown) if known.is_none() => return Err(StatusCode::NOT_FOUND),
            Err(_) => {}
        }
        known = shop.load(&id).await?;
    }
    let record = known.ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
    if record.finality == 0 && old(&record, 120_000) {
        return Err(StatusCode::SERVICE_UNAVAILABLE); // the tracker takes every 200 for fresh
    }
    let order: Value = serde_json::from_str(&record.body).unwrap_or_default();
    Ok(Json(json!({ "data": order })))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let config = Config::read(|name| std::env::var(name).ok())?;
    let store = Store::open(&config.database, config.quiet, false).await?;
    let transak = Transak::new(&config, store.clone())?;
    let shop = Arc::new(Shop { store, transak });
    let keeper = Arc::clone(&shop);
    tokio::spawn(async move {
        loop {
            keeper.transak.tokens().watch().await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    });
    let app = Router::new()
        .route("/webhooks/transak", post(webhook))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .route("/orders/{id}", get(order))
        .with_state(shop);
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    println!("shop listening on port {}", listener.local_addr()?.port());
    Ok(axum::serve(listener, app).await?)
}
