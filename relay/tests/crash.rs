//! The binary is killed in the midst of its work, again and again: what it has acknowledged is there, once.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use reqwest::Client;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::binary::{Binary, free_port};
use support::{Db, TOKEN, body, new_id, order};

on_both!(killed_twenty_times_it_loses_nothing_and_does_nothing_twice);

const WAY: [&str; 4] = [
    "AWAITING_PAYMENT_FROM_USER",
    "PROCESSING",
    "PENDING_DELIVERY_FROM_TRANSAK",
    "COMPLETED",
];

/// Sends the webhooks of one order after the other, each until it is acknowledged; notes what was.
async fn send(
    http: Client,
    url: String,
    acknowledged: Arc<Mutex<HashMap<String, usize>>>,
    stop: Arc<AtomicBool>,
) {
    while !stop.load(Ordering::SeqCst) {
        let id = new_id();
        for (step, status) in WAY.iter().enumerate() {
            let sent = body(
                &order(&id, status),
                &format!("2026-11-27T10:00:0{step}Z"),
                TOKEN,
            );
            loop {
                let request = http
                    .post(format!("{url}/webhooks/transak"))
                    .body(sent.clone());
                if request
                    .send()
                    .await
                    .is_ok_and(|answer| answer.status() == 200)
                {
                    acknowledged.lock().unwrap().insert(id.clone(), step);
                    break;
                }
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

async fn killed_twenty_times_it_loses_nothing_and_does_nothing_twice(db: Db) {
    let port = free_port();
    let mut binary = Binary::start(&db.url, port).await;
    let (acknowledged, stop) = (
        Arc::new(Mutex::new(HashMap::new())),
        Arc::new(AtomicBool::new(false)),
    );
    let http = Client::builder()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let senders: Vec<_> = (0..16)
        .map(|_| {
            tokio::spawn(send(
                http.clone(),
                binary.url.clone(),
                Arc::clone(&acknowledged),
                Arc::clone(&stop),
            ))
        })
        .collect();
    for kill in 0..20 {
        // In different places of its work.
        tokio::time::sleep(Duration::from_millis(60 + kill * 17)).await;
        drop(binary);
        binary = Binary::start(&db.url, port).await;
    }
    stop.store(true, Ordering::SeqCst);
    for sender in senders {
        sender.await.unwrap();
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(
        acknowledged.len() > 20,
        "there was little to lose: {}",
        acknowledged.len()
    );
    let mut completed = 0;
    for (id, step) in &acknowledged {
        let store = http
            .get(format!("{}/orders/{id}", binary.url))
            .send()
            .await
            .unwrap();
        if *step + 1 == WAY.len() {
            let tag = store.headers()["etag"].to_str().unwrap().to_owned();
            let answer: Value = store.json().await.unwrap();
            assert_eq!(answer["data"]["status"], "COMPLETED");
            completed += 1;
            // Each of the four news changed it once, however often it was sent.
            assert_eq!(tag, format!("\"{id}.4\""), "an effect was doubled, or lost");
        }
    }
    assert!(completed > 0, "none came to its end");
    drop(binary);
    let store = transak_order_relay::store::Store::open(&db.url, Duration::from_secs(60), false)
        .await
        .unwrap();
    for (id, step) in &acknowledged {
        let record = store
            .order(id)
            .await
            .unwrap()
            .expect("an acknowledged order is there");
        let status = record.order().unwrap().status;
        let reached = WAY
            .iter()
            .position(|known| *known == status.code())
            .unwrap();
        // The next one may have been stored, and the acknowledgement lost.
        assert!(
            reached >= *step,
            "acknowledged {}, stored {}",
            WAY[*step],
            status.code()
        );
        assert_eq!(record.version, i64::try_from(reached).unwrap() + 1);
    }
}
