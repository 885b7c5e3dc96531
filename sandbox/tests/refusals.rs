//! The sandbox refuses what it should, in clear words.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use serde_json::json;
use support::{ORDER_ID, Sandbox, start};

async fn refuses(sandbox: Sandbox, path: &str, cases: &[(&str, u16, &str)]) {
    for (body, status, word) in cases {
        let answer = sandbox.request("POST", path, &[], body).await;
        assert_eq!(answer.status, *status, "{path} {body}: {}", answer.text);
        assert!(
            answer.message().contains(word),
            "{path} {body}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_bad_wish_for_an_order_gets_a_clear_word() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    let again = json!({ "scenario": "card", "orderId": ORDER_ID }).to_string();
    let large = json!({ "scenario": "x".repeat(300_000) }).to_string();
    let cases = [
        ("{", 400, "bad JSON body"),
        ("", 400, "missing field `scenario`"),
        ("[]", 400, "bad JSON body"),
        (
            r#"{"scenario":"card","sped":1}"#,
            400,
            "unknown field `sped`",
        ),
        (
            r#"{"scenario":"cards"}"#,
            400,
            "there are: card, bank-transfer, sell, declined",
        ),
        (
            r#"{"scenario":"card","orderId":"7"}"#,
            400,
            "\"7\" is not a UUID",
        ),
        (
            r#"{"scenario":"card","orderId":"322dc79cfad24df1bf50b292191fc954"}"#,
            400,
            "not a UUID",
        ),
        (
            r#"{"scenario":"card","speed":-1}"#,
            400,
            "speed must be from 0",
        ),
        (
            r#"{"scenario":"card","speed":"fast"}"#,
            400,
            "bad JSON body",
        ),
        (
            r#"{"scenario":"card","partnerOrderId":"a b"}"#,
            400,
            "channel's name",
        ),
        (
            r#"{"scenario":"card","partnerOrderId":""}"#,
            400,
            "may not be empty",
        ),
        (
            r#"{"scenario":"card","spelling":"x"}"#,
            400,
            "there are: stream, webhook, partner, user",
        ),
        (again.as_str(), 409, "already"),
        (large.as_str(), 413, "256 KiB"),
    ];
    refuses(sandbox, "/sandbox/orders", &cases).await;
}

#[tokio::test]
async fn a_bad_command_gets_a_clear_word() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    refuses(
        sandbox,
        "/sandbox/orders/7/step",
        &[("", 404, "no order \"7\"")],
    )
    .await;
    refuses(
        sandbox,
        "/sandbox/orders/7/status",
        &[(r#"{"status":"FAILED"}"#, 404, "no order \"7\"")],
    )
    .await;
    let status = [
        ("", 400, "missing field `status`"),
        (r#"{"status":""}"#, 400, "1 to 200 characters"),
        (
            r#"{"status":"FAILED","publish":false,"record":false}"#,
            400,
            "nothing would happen",
        ),
    ];
    refuses(
        sandbox,
        &format!("/sandbox/orders/{ORDER_ID}/status"),
        &status,
    )
    .await;
    let publish = [(r#"{"event":"x"}"#, 400, "missing field `data`")];
    refuses(
        sandbox,
        &format!("/sandbox/orders/{ORDER_ID}/publish"),
        &publish,
    )
    .await;
    refuses(
        sandbox,
        "/sandbox/close",
        &[("", 400, "missing field `code`")],
    )
    .await;
    assert_eq!(sandbox.get("/nothing/here").await.status, 404);
    assert_eq!(sandbox.get("/sandbox/users/nobody").await.status, 404);
    assert_eq!(
        sandbox.request("PATCH", "/sandbox", &[], "").await.status,
        405
    );
}

#[tokio::test]
async fn pages_on_loopback_may_command_and_others_may_only_read_orders() {
    let sandbox = start().await;
    let local = [("Origin", "http://localhost:3000")];
    let foreign = [("Origin", "https://example.com")];
    let answer = sandbox.request("GET", "/sandbox", &local, "").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .head
            .contains("access-control-allow-origin: http://localhost:3000")
    );
    let preflight = [
        local[0],
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "content-type"),
    ];
    let answer = sandbox
        .request("OPTIONS", "/sandbox/faults", &preflight, "")
        .await;
    assert_eq!(answer.status, 204);
    assert!(
        answer
            .head
            .contains("access-control-allow-headers: content-type")
    );
    assert!(
        answer
            .head
            .contains("access-control-allow-methods: get, post, put, delete, options")
    );
    let answer = sandbox
        .request("POST", "/sandbox/close", &foreign, r#"{"code":4000}"#)
        .await;
    assert_eq!(answer.status, 403);
    assert!(!answer.head.contains("access-control-allow-origin"));
    sandbox.place("card", 0.0).await;
    let answer = sandbox
        .request("GET", &format!("/orders/{ORDER_ID}"), &foreign, "")
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("access-control-allow-origin: *"));
}

#[tokio::test]
async fn only_a_thousand_orders_are_kept_and_the_oldest_go() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    for _ in 0..1_000 {
        assert_eq!(
            sandbox
                .post(
                    "/sandbox/orders",
                    &json!({ "scenario": "sell", "speed": 0 })
                )
                .await
                .status,
            201
        );
    }
    assert_eq!(
        sandbox
            .get(&format!("/sandbox/orders/{ORDER_ID}"))
            .await
            .status,
        404
    );
}
