//! What is published to the partner's own Pusher-compatible server.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::pusher::Pusher;
use support::transak::Transak;
use support::{API_KEY, Db, Running, new_id, order, start_with};

on_both!(
    each_change_is_published_on_the_orders_channels,
    what_the_server_did_not_take_is_published_later,
    what_another_instance_did_not_publish_is_published,
    publishing_and_taking_the_same_orders_do_not_hold_each_other_up,
);

async fn relay(db: &Db, pusher: &Pusher) -> Running {
    start_with(db, Transak::start().await, &[("PUSHER_URL", &pusher.url)]).await
}

fn statuses(events: &[Value], channel: &str) -> Vec<String> {
    let of = events.iter().filter(|event| event["channel"] == channel);
    let data =
        of.map(|event| serde_json::from_str::<Value>(event["data"].as_str().unwrap()).unwrap());
    data.map(|order| order["status"].as_str().unwrap().to_owned())
        .collect()
}

async fn each_change_is_published_on_the_orders_channels(db: Db) {
    let pusher = Pusher::start().await;
    let it = relay(&db, &pusher).await;
    let id = new_id();
    for status in ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "COMPLETED"] {
        let mut order = order(&id, status);
        order["partnerOrderId"] = "my-order-1".into();
        it.webhook(&order).await;
        pusher
            .until(|events| {
                statuses(events, &id)
                    .last()
                    .is_some_and(|last| last == status)
            })
            .await;
    }
    let events = pusher.events();
    assert_eq!(
        statuses(&events, &id),
        ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "COMPLETED"]
    );
    assert_eq!(
        statuses(&events, &format!("{API_KEY}_my-order-1")),
        statuses(&events, &id)
    );
    assert_eq!(events.last().unwrap()["name"], "ORDER_COMPLETED");
}

async fn what_the_server_did_not_take_is_published_later(db: Db) {
    let pusher = Pusher::start().await;
    let it = relay(&db, &pusher).await;
    pusher.fails.store(true, Ordering::SeqCst);
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    it.webhook(&order(&id, "COMPLETED")).await;
    assert!(pusher.events().is_empty());
    pusher.fails.store(false, Ordering::SeqCst);
    pusher
        .until(|events| {
            statuses(events, &id)
                .last()
                .is_some_and(|last| last == "COMPLETED")
        })
        .await;
}

async fn what_another_instance_did_not_publish_is_published(db: Db) {
    let (deaf, pusher) = (Pusher::start().await, Pusher::start().await);
    deaf.fails.store(true, Ordering::SeqCst);
    let one = relay(&db, &deaf).await;
    let id = new_id();
    one.webhook(&order(&id, "COMPLETED")).await;
    one.stop().await;
    let _two = relay(&db, &pusher).await;
    pusher
        .until(|events| statuses(events, &id) == ["COMPLETED"])
        .await;
}

async fn publishing_and_taking_the_same_orders_do_not_hold_each_other_up(db: Db) {
    let pusher = Pusher::start().await;
    let it = relay(&db, &pusher).await;
    let ids: Vec<String> = (0..60).map(|_| new_id()).collect();
    for status in [
        "AWAITING_PAYMENT_FROM_USER",
        "PAYMENT_DONE_MARKED_BY_USER",
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ] {
        // Not in the order of their ids.
        let sent = ids.iter().rev().map(async |id| {
            assert_eq!(it.webhook(&order(id, status)).await.status(), 200);
        });
        futures_util::future::join_all(sent).await;
    }
    let all_told = |events: &[Value]| {
        ids.iter().all(|id| {
            statuses(events, id)
                .last()
                .is_some_and(|last| last == "COMPLETED")
        })
    };
    pusher.until(all_told).await;
}
