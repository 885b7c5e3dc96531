//! What trackers and the partner's pages get: answers, event streams, signals.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use reqwest::Response;
use serde_json::{Value, json};
use std::time::Duration;
use support::transak::Transak;
use support::{Db, TOKEN, new_id, order, session, signed, start, start_with};

on_both!(
    a_stream_tells_how_the_order_stands_and_then_each_change,
    a_stream_of_an_order_that_nobody_told_of_tells_of_it_when_it_comes,
    signals_tell_a_customer_of_the_pending_orders_and_the_identity_check,
    an_order_is_found_by_the_partners_reference,
    of_several_tries_the_one_that_counts_is_told,
    a_stream_opened_by_a_reference_turns_to_its_order_when_that_is_known,
    no_key_is_too_strange,
    old_orders_are_forgotten,
);

/// Reads an event stream until an event of this kind; its data.
async fn event(stream: &mut Response, text: &mut String, kind: &str) -> Value {
    let head = format!("event: {kind}\n");
    loop {
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            if event.contains(&head) {
                let data = event
                    .lines()
                    .find_map(|line| line.strip_prefix("data: "))
                    .unwrap();
                return serde_json::from_str(data).unwrap();
            }
        }
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk())
            .await
            .expect("an event in time");
        text.push_str(std::str::from_utf8(&chunk.unwrap().expect("the stream goes on")).unwrap());
    }
}

async fn a_stream_tells_how_the_order_stands_and_then_each_change(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.webhook(&order(&id, "AWAITING_PAYMENT_FROM_USER")).await;
    let mut stream = it.get(&format!("/orders/{id}/events")).await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut text = String::new();
    assert_eq!(
        event(&mut stream, &mut text, "order").await["status"],
        "AWAITING_PAYMENT_FROM_USER"
    );
    for status in ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"] {
        it.webhook(&order(&id, status)).await;
        let told = event(&mut stream, &mut text, "order").await;
        assert_eq!(told["status"], status);
        assert_eq!(told.get("walletAddress"), None);
    }
}

async fn a_stream_of_an_order_that_nobody_told_of_tells_of_it_when_it_comes(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    let mut stream = it.get(&format!("/orders/{id}/events")).await;
    let mut text = String::new();
    event(&mut stream, &mut text, "ping").await;
    it.webhook(&order(&id, "PROCESSING")).await;
    assert_eq!(
        event(&mut stream, &mut text, "order").await["status"],
        "PROCESSING"
    );
}

async fn signals_tell_a_customer_of_the_pending_orders_and_the_identity_check(db: Db) {
    let it = start(&db).await;
    let customer = format!("customer-{}", new_id());
    let (going_on, ended) = (new_id(), new_id());
    for (id, status) in [
        (&going_on, "AWAITING_PAYMENT_FROM_USER"),
        (&ended, "COMPLETED"),
    ] {
        let mut order = order(id, status);
        order["partnerCustomerId"] = customer.as_str().into();
        it.webhook(&order).await;
    }
    let kyc = json!({ "eventID": "KYC_SUBMITTED", "createdAt": "2026-11-27T10:00:00Z",
        "webhookData": { "status": "SUBMITTED", "partnerCustomerId": customer } });
    it.send(&signed(&kyc, TOKEN)).await;
    let ask = |token: String| {
        let request = it.http.get(format!("{}/users/{customer}/signals", it.url));
        async move { request.bearer_auth(token).send().await.unwrap() }
    };
    let answer: Value = ask(session(&customer, 60)).await.json().await.unwrap();
    assert_eq!(answer["user"], json!({ "kycStatus": "SUBMITTED" }));
    assert_eq!(answer["activeOrders"].as_array().unwrap().len(), 1);
    assert_eq!(answer["activeOrders"][0]["id"], going_on.as_str());

    let known = format!("customer-{}", new_id());
    let user = json!({ "kycStatus": "APPROVED", "status": "ACTIVE", "email": "user@example.com", "firstName": "A" });
    it.transak.users.lock().unwrap().insert(known.clone(), user);
    let request = it.http.get(format!("{}/users/{known}/signals", it.url));
    let answer = request.bearer_auth(session(&known, 60)).send().await;
    let answer: Value = answer.unwrap().json().await.unwrap();
    assert_eq!(
        answer["user"],
        json!({ "status": "ACTIVE", "kycStatus": "APPROVED" })
    );
    // Of whom Transak does not know, it is not asked again and again.
    let asked = it.transak.questions();
    for _ in 0..5 {
        let answer: Value = ask(session(&customer, 60)).await.json().await.unwrap();
        assert_eq!(answer["user"], json!({ "kycStatus": "SUBMITTED" }));
    }
    assert_eq!(it.transak.questions(), asked);

    assert_eq!(ask(session("another", 60)).await.status(), 403);
    assert_eq!(ask(session(&customer, -60)).await.status(), 401);
    assert_eq!(ask("nonsense".to_owned()).await.status(), 401);
    assert_eq!(
        it.get(&format!("/users/{customer}/signals")).await.status(),
        401
    );
}

async fn an_order_is_found_by_the_partners_reference(db: Db) {
    let it = start(&db).await;
    let reference = format!("order/{}", new_id());
    let (first, second) = (new_id(), new_id());
    for (id, created) in [
        (&second, "2026-11-27T09:30:00Z"),
        (&first, "2026-11-27T09:00:00Z"),
    ] {
        let mut order = order(id, "PROCESSING");
        order["partnerOrderId"] = reference.as_str().into();
        order["createdAt"] = created.into();
        it.webhook(&order).await;
    }
    let answer = it
        .get(&format!("/orders/{}", reference.replace('/', "%2F")))
        .await;
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["id"], second.as_str(), "the newest of them");
}

async fn of_several_tries_the_one_that_counts_is_told(db: Db) {
    let it = start(&db).await;
    let reference = new_id();
    let mut tags = Vec::new();
    for (minute, status, told) in [
        (0, "EXPIRED", "EXPIRED"),
        (2, "PROCESSING", "PROCESSING"),
        (3, "FAILED", "PROCESSING"),
        (1, "COMPLETED", "COMPLETED"),
        (4, "AWAITING_PAYMENT_FROM_USER", "COMPLETED"),
    ] {
        let mut order = order(&new_id(), status);
        order["partnerOrderId"] = reference.as_str().into();
        order["createdAt"] = format!("2026-11-27T09:0{minute}:00Z").into();
        it.webhook(&order).await;
        let answer = it.get(&format!("/orders/{reference}")).await;
        tags.push(answer.headers()["etag"].to_str().unwrap().to_owned());
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["data"]["status"], told);
    }
    assert_eq!(tags[1], tags[2]);
    tags.dedup();
    assert_eq!(tags.len(), 3, "another order has another tag: {tags:?}");
}

/// Partners are told to take a UUID, so it can't be told from an order id.
async fn a_stream_opened_by_a_reference_turns_to_its_order_when_that_is_known(db: Db) {
    let it = start(&db).await;
    let reference = new_id();
    let mut stream = it.get(&format!("/orders/{reference}/events")).await;
    let mut text = String::new();
    let mut placed = order(&new_id(), "PROCESSING");
    placed["partnerOrderId"] = reference.as_str().into();
    it.webhook(&placed).await;
    let told = event(&mut stream, &mut text, "order").await;
    assert_eq!(told["id"], placed["id"]);
    it.webhook(&order(placed["id"].as_str().unwrap(), "COMPLETED"))
        .await;
    assert_eq!(
        event(&mut stream, &mut text, "order").await["status"],
        "COMPLETED"
    );
}

async fn no_key_is_too_strange(db: Db) {
    let it = start(&db).await;
    let long = "x".repeat(5_000);
    for key in ["%00", "%0A", "%C2%85", &long, "..%2F..%2Fadmin", "%27%3B--"] {
        for path in [format!("/orders/{key}"), format!("/orders/{key}/events")] {
            assert_eq!(it.get(&path).await.status(), 404, "{path}");
        }
    }
}

async fn old_orders_are_forgotten(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.webhook(&order(&id, "COMPLETED")).await;
    let store = transak_order_relay::store::Store::open(&db.url, Duration::from_secs(60), false)
        .await
        .unwrap();
    assert_eq!(
        store
            .prune(transak_order_relay::clock::now() - 60_000)
            .await
            .unwrap(),
        0
    );
    assert_eq!(it.status(&id).await, "COMPLETED");
    assert_eq!(
        store
            .prune(transak_order_relay::clock::now() + 60_000)
            .await
            .unwrap(),
        1
    );
    assert_eq!(it.get(&format!("/orders/{id}")).await.status(), 404);
}

#[tokio::test]
async fn an_answer_that_the_tracker_has_already_is_not_sent_again() {
    let it = start(&Db::sqlite()).await;
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    let url = format!("{}/orders/{id}", it.url);
    let tag = it.http.get(&url).send().await.unwrap().headers()["etag"].clone();
    let again = it
        .http
        .get(&url)
        .header("if-none-match", &tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    it.webhook(&order(&id, "COMPLETED")).await;
    assert_eq!(
        it.http
            .get(&url)
            .header("if-none-match", &tag)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn only_pages_of_the_configured_origins_may_read_answers() {
    let it = start_with(
        &Db::sqlite(),
        Transak::start().await,
        &[("RELAY_ALLOWED_ORIGINS", "https://shop.example")],
    )
    .await;
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    for (origin, allowed) in [
        ("https://shop.example", true),
        ("https://shop.example.evil.example", false),
        ("null", false),
    ] {
        let request = it
            .http
            .get(format!("{}/orders/{id}", it.url))
            .header("origin", origin);
        let answer = request.send().await.unwrap();
        assert_eq!(
            answer.headers().contains_key("access-control-allow-origin"),
            allowed,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_client_that_asks_too_much_is_told_when_to_come_again() {
    let it = start_with(
        &Db::sqlite(),
        Transak::start().await,
        &[
            ("RELAY_CLIENT_RATE", "2"),
            ("RELAY_MAX_STREAMS_PER_CLIENT", "3"),
        ],
    )
    .await;
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(it.get(&format!("/orders/{id}/events")).await);
    }
    assert!(streams.iter().all(|stream| stream.status() == 200));
    let fourth = it.get(&format!("/orders/{id}/events")).await;
    assert_eq!(fourth.status(), 429);
    assert_eq!(fourth.headers()["retry-after"], "30");
    for _ in 0..30 {
        let answer = it.get(&format!("/orders/{id}")).await;
        if answer.status() == 429 {
            assert_eq!(answer.headers()["retry-after"], "5");
            return;
        }
    }
    panic!("thirty questions at once were answered");
}

#[tokio::test]
async fn streams_end_when_the_relay_stops() {
    let it = start(&Db::sqlite()).await;
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    let mut stream = it.get(&format!("/orders/{id}/events")).await;
    let mut text = String::new();
    event(&mut stream, &mut text, "order").await;
    it.stop().await;
    while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
}

#[tokio::test]
async fn its_operator_is_told_how_it_does() {
    let it = start(&Db::sqlite()).await;
    it.webhook(&order(&new_id(), "PROCESSING")).await;
    it.send("{}").await;
    for path in ["/health", "/ready"] {
        assert_eq!(
            it.http
                .get(format!("{}{path}", it.admin))
                .send()
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let metrics = it
        .http
        .get(format!("{}/metrics", it.admin))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        metrics.contains("relay_webhooks_total{outcome=\"accepted\"} 1"),
        "{metrics}"
    );
    assert!(
        metrics.contains("relay_webhooks_total{outcome=\"shape\"} 1"),
        "{metrics}"
    );
}

#[tokio::test]
async fn without_a_token_it_is_not_ready() {
    let transak = Transak::start().await;
    let it = start_with(
        &Db::sqlite(),
        transak,
        &[
            ("TRANSAK_ACCESS_TOKEN", ""),
            ("TRANSAK_API_SECRET", "x"),
            ("TRANSAK_API_URL", "http://127.0.0.1:1"),
        ],
    )
    .await;
    assert_eq!(
        it.http
            .get(format!("{}/ready", it.admin))
            .send()
            .await
            .unwrap()
            .status(),
        503
    );
    assert_eq!(
        it.webhook(&order(&new_id(), "PROCESSING")).await.status(),
        401
    );
}
