//! Which webhooks are believed, and what they do.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Db, TOKEN, body, new_id, order, signed, start, start_with};

on_both!(
    a_signed_webhook_is_told_to_trackers,
    a_webhook_that_comes_twice_changes_nothing,
    late_webhooks_never_move_an_order_back,
    the_order_of_webhooks_does_not_matter,
    what_is_stored_outlives_a_restart,
    a_webhook_signed_with_the_previous_token_is_taken,
    a_webhook_signed_with_a_token_that_another_instance_fetched_is_taken,
    whatever_transak_signs_the_database_takes,
);

async fn a_signed_webhook_is_told_to_trackers(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    let response = it.webhook(&order(&id, "PROCESSING")).await;
    assert_eq!(response.status(), 200);
    let answer = it.get(&format!("/orders/{id}")).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["status"], "PROCESSING");
    assert_eq!(answer["data"]["fiatAmount"], 45.0);
    assert_eq!(answer["data"].get("walletAddress"), None);
}

async fn a_webhook_that_comes_twice_changes_nothing(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    let sent = body(&order(&id, "PROCESSING"), &support::time(), TOKEN);
    it.send(&sent).await;
    let tag = it.get(&format!("/orders/{id}")).await.headers()["etag"].clone();
    for _ in 0..20 {
        let response = it.send(&sent).await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.json::<Value>().await.unwrap()["status"],
            "duplicate"
        );
    }
    assert_eq!(
        it.get(&format!("/orders/{id}")).await.headers()["etag"],
        tag
    );
}

async fn late_webhooks_never_move_an_order_back(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.webhook(&order(&id, "COMPLETED")).await;
    for late in [
        "PROCESSING",
        "AWAITING_PAYMENT_FROM_USER",
        "FAILED",
        "EXPIRED",
    ] {
        let response = it
            .send(&body(&order(&id, late), "2026-11-27T11:00:00.000Z", TOKEN))
            .await;
        assert_eq!(response.status(), 200);
        assert_eq!(it.status(&id).await, "COMPLETED", "after a late {late}");
    }
}

async fn the_order_of_webhooks_does_not_matter(db: Db) {
    let it = start(&db).await;
    let way = [
        "AWAITING_PAYMENT_FROM_USER",
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ];
    for shift in 0..way.len() {
        let id = new_id();
        for step in 0..way.len() {
            it.webhook(&order(&id, way[(step * 3 + shift) % way.len()]))
                .await;
        }
        assert_eq!(it.status(&id).await, "COMPLETED", "shifted by {shift}");
    }
}

async fn what_is_stored_outlives_a_restart(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    let sent = body(&order(&id, "COMPLETED"), "2026-11-27T10:00:00.000Z", TOKEN);
    it.send(&sent).await;
    it.stop().await;
    let it = start(&db).await;
    assert_eq!(it.status(&id).await, "COMPLETED");
    assert_eq!(
        it.send(&sent).await.json::<Value>().await.unwrap()["status"],
        "duplicate"
    );
}

async fn a_webhook_signed_with_the_previous_token_is_taken(db: Db) {
    let transak = support::transak::Transak::start().await;
    let it = start_with(
        &db,
        transak,
        &[("TRANSAK_PREVIOUS_ACCESS_TOKEN", "the one before")],
    )
    .await;
    let id = new_id();
    let response = it
        .send(&body(
            &order(&id, "PROCESSING"),
            "2026-11-27T10:00:00Z",
            "the one before",
        ))
        .await;
    assert_eq!(response.status(), 200);
}

async fn a_webhook_signed_with_a_token_that_another_instance_fetched_is_taken(db: Db) {
    let transak = support::transak::Transak::start().await;
    let variables = [
        ("TRANSAK_ACCESS_TOKEN", ""),
        ("TRANSAK_API_SECRET", "the secret"),
    ];
    let it = start_with(&db, transak, &variables).await;
    let other = sqlx_any(&db).await;
    sqlx::query("UPDATE tokens SET previous = present, present = 'fetched elsewhere' WHERE id = 1")
        .execute(&other)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let response = it
        .send(&body(
            &order(&new_id(), "PROCESSING"),
            "2026-11-27T10:00:00Z",
            "fetched elsewhere",
        ))
        .await;
    assert_eq!(response.status(), 200);
}

/// News of many senders shares a transaction: what the database refused would be refused to all of them.
async fn whatever_transak_signs_the_database_takes(db: Db) {
    let it = start(&db).await;
    let long = "é".repeat(30_000);
    let values = [
        json!("\0"),
        json!("a\0b"),
        json!("\\u0000"),
        json!("\u{FFFE}\u{202E}🦀"),
        json!("'; DROP TABLE orders; --"),
        json!("$1 ?1 :a"),
        json!("{\"id\": 1}"),
        json!(long),
        json!(""),
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(-0.0),
        json!(1e308),
        json!(5e-324),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("0001-01-01T00:00:00.000Z"),
        json!("9999-12-31T23:59:59.999Z"),
        json!("-271821-04-20T00:00:00Z"),
    ];
    let names: Vec<String> = order("", "").as_object().unwrap().keys().cloned().collect();
    let more = [
        "completedAt",
        "autoExpiresAt",
        "transactionHash",
        "transactionLink",
        "statusReason",
        "cryptoPaymentData",
        "partnerOrderId",
        "partnerCustomerId",
    ];
    let names = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "id");
    for name in names.chain(more) {
        for value in &values {
            let id = new_id();
            let mut order = order(&id, "PROCESSING");
            order[name] = value.clone();
            let time = if name == "createdAt" {
                value.clone()
            } else {
                json!(support::time())
            };
            let claims =
                json!({ "webhookData": order, "eventID": "ORDER_PROCESSING", "createdAt": time });
            let answer = it.send(&signed(&claims, TOKEN)).await;
            assert_eq!(answer.status(), 200, "{name}: {value}");
            let taken: Value = answer.json().await.unwrap();
            // Known, if only as what was told long ago (503).
            let known = it.get(&format!("/orders/{id}")).await.status() != 404;
            assert_eq!(
                known,
                taken["status"] == "accepted",
                "{name}: {value}: {taken}"
            );
            assert!(known || name == "status", "{name}: {value}");
        }
    }
}

async fn sqlx_any(db: &Db) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::AnyPool::connect(&db.url).await.unwrap()
}

/// Sends a body that must be refused with this status, and leave no trace.
async fn refused(it: &support::Running, body: &str, status: u16, what: &str) {
    let response = it.send(body).await;
    assert_eq!(response.status(), status, "{what}");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["error"]["statusCode"], status, "{what}");
}

#[tokio::test]
async fn forged_webhooks_are_refused_and_leave_no_trace() {
    let it = start(&Db::sqlite()).await;
    let id = new_id();
    let claims = json!({ "webhookData": order(&id, "COMPLETED"), "eventID": "ORDER_COMPLETED", "createdAt": "2026-11-27T10:00:00Z" });
    let key = EncodingKey::from_secret(TOKEN.as_bytes());

    refused(
        &it,
        &signed(&claims, "somebody else's"),
        401,
        "another's signature",
    )
    .await;
    refused(&it, &signed(&claims, ""), 401, "an empty secret").await;
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = encode(&Header::new(algorithm), &claims, &key).unwrap();
        refused(
            &it,
            &json!({ "data": token }).to_string(),
            401,
            "another HMAC",
        )
        .await;
    }
    let token = encode(&Header::default(), &claims, &key).unwrap();
    let [_, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!()
    };
    // {"alg":"RS256","typ":"JWT"}, {"alg":"none"}, {"alg":"None","typ":"JWT"}
    for header in [
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJOb25lIiwidHlwIjoiSldUIn0",
    ] {
        for token in [
            format!("{header}.{payload}."),
            format!("{header}.{payload}.{signature}"),
        ] {
            let response = it.send(&json!({ "data": token }).to_string()).await;
            assert!([400, 401].contains(&response.status().as_u16()), "{header}");
        }
    }
    for (body, what) in [
        ("", "nothing"),
        ("null", "null"),
        ("[]", "an array"),
        ("{}", "no data"),
        (r#"{"data":7}"#, "a number"),
        (r#"{"data":""}"#, "an empty token"),
        (r#"{"data":"a.b"}"#, "half a token"),
        (r#"{"data":"....."}"#, "dots"),
        ("\u{feff}{}", "a byte order mark"),
    ] {
        refused(&it, body, 400, what).await;
    }
    let expired = json!({ "webhookData": order(&id, "COMPLETED"), "exp": 1_700_000_000 });
    refused(&it, &signed(&expired, TOKEN), 401, "expired").await;
    let not_yet = json!({ "webhookData": order(&id, "COMPLETED"), "nbf": 4_000_000_000_u64 });
    refused(&it, &signed(&not_yet, TOKEN), 401, "not valid yet").await;
    refused(
        &it,
        &signed(&json!([1, 2]), TOKEN),
        400,
        "claims that are no object",
    )
    .await;

    assert_eq!(it.get(&format!("/orders/{id}")).await.status(), 404);
}

#[tokio::test]
async fn large_and_packed_bodies_are_refused_before_they_are_kept() {
    let it = start(&Db::sqlite()).await;
    let large = format!(r#"{{"data":"{}"}}"#, "a".repeat(10 * 1024 * 1024));
    let request = it.http.post(format!("{}/webhooks/transak", it.url));
    too_large(request.body(large)).await;
    for coding in ["gzip", "br", "deflate", "gzip, identity"] {
        let request = it
            .http
            .post(format!("{}/webhooks/transak", it.url))
            .header("content-encoding", coding);
        // The head of a gzip bomb: what it would unpack to does not matter, since nobody does.
        assert_eq!(
            request
                .body(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
                .send()
                .await
                .unwrap()
                .status(),
            415
        );
    }
    assert_eq!(
        it.webhook(&order(&new_id(), "PROCESSING")).await.status(),
        200
    );
}

#[tokio::test]
async fn a_body_without_a_length_is_measured_as_it_comes() {
    let it = start(&Db::sqlite()).await;
    let chunks =
        futures_util::stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(vec![b' '; 16_384])));
    let request = it
        .http
        .post(format!("{}/webhooks/transak", it.url))
        .body(reqwest::Body::wrap_stream(chunks));
    too_large(request).await;
    assert_eq!(
        it.webhook(&order(&new_id(), "PROCESSING")).await.status(),
        200
    );
}

/// The relay may close while the client still writes.
async fn too_large(request: reqwest::RequestBuilder) {
    match request.send().await {
        Ok(response) => assert_eq!(response.status(), 413),
        Err(error) => assert!(!error.is_connect() && !error.is_timeout(), "{error:?}"),
    }
}

#[tokio::test]
async fn events_that_are_of_no_interest_are_acknowledged() {
    let it = start(&Db::sqlite()).await;
    for claims in [
        json!({ "eventID": "SOMETHING_NEW", "webhookData": { "a": 1 } }),
        json!({ "eventID": "ORDER_CREATED", "webhookData": { "status": "PROCESSING" } }),
        json!({ "eventID": "KYC_APPROVED", "webhookData": { "status": "APPROVED" } }),
    ] {
        let response = it.send(&signed(&claims, TOKEN)).await;
        assert_eq!(response.status(), 200, "{claims}");
        assert_eq!(
            response.json::<Value>().await.unwrap()["status"],
            "ignored",
            "{claims}"
        );
    }
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    let it = start(&Db::sqlite()).await;
    assert_eq!(it.get("/webhooks/transak").await.status(), 405);
    assert_eq!(
        it.get("/metrics").await.status(),
        404,
        "metrics are the operator's"
    );
    assert_eq!(it.get("/orders/not-an-order").await.status(), 404);
    assert_eq!(
        it.get(&format!("/orders/{}", "a".repeat(5_000)))
            .await
            .status(),
        404
    );
}
