//! The plans of named faults: each does what its name says, and what cannot be is refused with a clear word.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use serde_json::{Value, json};
use support::{Answer, Client, Heard, KEY, ORDER_ID, Sandbox, start};

async fn set(sandbox: Sandbox, faults: &Value) -> Answer {
    sandbox
        .request("PUT", "/sandbox/faults", &[], &faults.to_string())
        .await
}

async fn stream(sandbox: Sandbox, fault: Value) {
    let answer = set(sandbox, &json!({ "stream": fault })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// What a wrong answer looks like.
async fn answer(sandbox: Sandbox, kind: &str) -> Answer {
    let told = set(sandbox, &json!({ "orders": { "answer": kind } })).await;
    assert_eq!(told.status, 200, "{}", told.text);
    sandbox.get(&format!("/orders/{ORDER_ID}")).await
}

async fn raw(sandbox: Sandbox) -> Client {
    sandbox.open(&format!("/app/{KEY}?protocol=7")).await
}

async fn follow(sandbox: Sandbox) -> Client {
    sandbox.place("card", 0.0).await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    client
}

async fn step(sandbox: Sandbox) {
    let path = format!("/sandbox/orders/{ORDER_ID}/step");
    assert_eq!(sandbox.post(&path, &json!({})).await.status, 200);
}

#[tokio::test]
async fn faults_that_cannot_be_are_refused_with_what_is_wrong() {
    let sandbox = start().await;
    for (faults, why) in [
        (json!({ "orders": { "status": 99 } }), "orders.status"),
        (
            json!({ "orders": { "delayMs": 600_001 } }),
            "orders.delayMs",
        ),
        (
            json!({ "orders": { "answer": "odd" } }),
            "expected one of `html`",
        ),
        (
            json!({ "orders": { "answer": "html", "status": 500 } }),
            "orders.answer",
        ),
        (json!({ "orders": { "back": 2 } }), "orders.back"),
        (json!({ "orders": { "location": "/" } }), "orders.location"),
        (json!({ "orders": { "next": 0 } }), "orders.next"),
        (
            json!({ "stream": { "closeCode": 1005 } }),
            "stream.closeCode",
        ),
        (
            json!({ "stream": { "upgradeStatus": 101 } }),
            "stream.upgradeStatus",
        ),
        (
            json!({ "stream": { "subscription": 200 } }),
            "stream.subscription",
        ),
        (
            json!({ "stream": { "subscription": "never" } }),
            "\"unanswered\"",
        ),
        (
            json!({ "stream": { "jitterMs": 600_001 } }),
            "stream.jitterMs",
        ),
        (json!({ "stream": { "every": 2 } }), "stream.frames"),
        (
            json!({ "stream": { "frames": "drop", "next": 0 } }),
            "stream.next",
        ),
        (json!({ "stream": { "halfOpen": "some" } }), "`old`"),
        (json!({ "streams": {} }), "unknown field `streams`"),
    ] {
        let answer = set(sandbox, &faults).await;
        assert_eq!(answer.status, 400, "{faults}");
        assert!(
            answer.message().contains(why),
            "{faults}: {}",
            answer.message()
        );
    }
}

#[tokio::test]
async fn old_half_open_sockets_swallow_everything_and_new_ones_are_well() {
    let sandbox = start().await;
    let mut old = follow(sandbox).await;
    stream(sandbox, json!({ "halfOpen": "old" })).await;
    let mut new = sandbox.connect().await;
    new.subscribe(ORDER_ID).await;
    step(sandbox).await;
    assert!(new.event().await.0.starts_with("ORDER_"));
    old.say(r#"{"event":"pusher:ping"}"#).await;
    assert!(old.is_quiet().await);
    stream(sandbox, json!({ "halfOpen": "new" })).await;
    let mut newer = raw(sandbox).await;
    assert!(newer.is_quiet().await);
}

#[tokio::test]
async fn sockets_that_do_not_become_connections() {
    let sandbox = start().await;
    stream(sandbox, json!({ "noHandshake": true })).await;
    assert!(raw(sandbox).await.is_quiet().await);
    stream(sandbox, json!({ "upgradeStatus": 503 })).await;
    let upgrade = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let path = format!("/app/{KEY}?protocol=7");
    let refused = sandbox.request("GET", &path, &upgrade[..1], "").await;
    assert_eq!(refused.status, 426, "no upgrade at all is another matter");
    for (timeout, expected) in [
        (json!("omit"), Value::Null),
        (json!(-5), json!(-5)),
        (json!("soon"), json!("soon")),
    ] {
        stream(sandbox, json!({ "activityTimeout": timeout })).await;
        let (_, data) = raw(sandbox).await.event().await;
        assert_eq!(data["activity_timeout"], expected);
    }
    stream(sandbox, json!({ "closeAfter": 2, "closeCode": 4201 })).await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    assert_eq!(client.close_code().await, 4201);
}

#[tokio::test]
async fn subscriptions_are_refused_or_lost() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    let mut client = sandbox.connect().await;
    stream(sandbox, json!({ "subscription": 403 })).await;
    let refused = client.subscribe(ORDER_ID).await;
    assert_eq!(refused["event"], "pusher:subscription_error");
    assert_eq!(refused["data"]["status"], 403);
    stream(sandbox, json!({ "subscription": "unanswered" })).await;
    let subscribe = json!({ "event": "pusher:subscribe", "data": { "channel": ORDER_ID } });
    client.say(&subscribe.to_string()).await;
    assert!(client.is_quiet().await);
    stream(sandbox, json!({})).await;
    step(sandbox).await;
    assert!(client.is_quiet().await);
}

#[tokio::test]
async fn frames_are_doubled_lost_late_and_out_of_order() {
    let sandbox = start().await;
    let mut client = follow(sandbox).await;
    let ping = r#"{"event":"pusher:ping"}"#;
    let odd = r#"{"event":"odd"}"#;
    stream(sandbox, json!({ "frames": "double", "next": 1 })).await;
    for _ in 0..2 {
        client.say(ping).await;
    }
    for _ in 0..3 {
        assert_eq!(client.frame().await["event"], "pusher:pong");
    }
    stream(sandbox, json!({ "frames": "drop", "every": 2 })).await;
    for text in [odd, ping, odd, ping] {
        client.say(text).await;
    }
    for _ in 0..2 {
        assert_eq!(client.frame().await["event"], "pusher:error");
    }
    assert!(client.is_quiet().await);
    stream(sandbox, json!({ "frames": "swap", "next": 1 })).await;
    client.say(ping).await;
    client.say(odd).await;
    assert_eq!(client.frame().await["event"], "pusher:error");
    assert_eq!(client.frame().await["event"], "pusher:pong");
    stream(sandbox, json!({ "delayMs": 300, "jitterMs": 50 })).await;
    client.say(ping).await;
    client.say(odd).await;
    assert!(client.is_quiet().await);
    assert_eq!(client.frame().await["event"], "pusher:pong");
    assert_eq!(client.frame().await["event"], "pusher:error");
}

#[tokio::test]
async fn frames_are_spoiled_and_preceded_by_garbage() {
    let sandbox = start().await;
    let mut client = follow(sandbox).await;
    let ping = r#"{"event":"pusher:ping"}"#;
    stream(sandbox, json!({ "frames": "oversize" })).await;
    client.say(ping).await;
    let text = client.text().await;
    assert!(text.len() > 64 * 1024 && text.contains("pusher:pong"));
    stream(sandbox, json!({ "frames": "corrupt" })).await;
    client.say(ping).await;
    assert!(serde_json::from_str::<Value>(&client.text().await).is_err());
    for (kind, text) in [
        ("empty", ""),
        ("null", "null"),
        ("array", "[]"),
        ("number", "7"),
        ("eventNumber", r#"{"event":5}"#),
    ] {
        stream(sandbox, json!({ "garbage": kind })).await;
        client.say(ping).await;
        assert_eq!(client.text().await, text);
        assert!(client.text().await.contains("pusher:pong"), "{kind}");
    }
}

#[tokio::test]
async fn answers_are_wrong_in_the_way_that_was_asked_for() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    let before = answer(sandbox, "stale").await.json();
    step(sandbox).await;
    let now = sandbox.get(&format!("/orders/{ORDER_ID}")).await.json();
    assert_eq!(
        now["data"]["status"], before["data"]["status"],
        "as it was a change ago"
    );
    assert!(answer(sandbox, "html").await.head.contains("text/html"));
    for kind in ["broken", "html"] {
        let text = answer(sandbox, kind).await.text;
        assert!(serde_json::from_str::<Value>(&text).is_err(), "{kind}");
    }
    assert_eq!(answer(sandbox, "array").await.text, "[]");
    assert_eq!(answer(sandbox, "null").await.text, "null");
    assert!(answer(sandbox, "noStatus").await.json()["data"]["status"].is_null());
    let other = answer(sandbox, "otherOrder").await.json();
    assert_ne!(other["data"]["id"], json!(ORDER_ID));
    assert_eq!(other["data"]["status"], "COMPLETED");
    assert_eq!(answer(sandbox, "tooLarge").await.text.len(), 64 * 1024 + 1);
    let bomb = answer(sandbox, "bomb").await;
    assert!(bomb.head.contains("content-encoding: gzip"));
    let reset = answer(sandbox, "reset").await;
    assert!(
        !reset.text.trim_end().ends_with('0'),
        "the last chunk is missing"
    );
    let redirect = json!({ "orders": { "status": 302, "location": "/elsewhere" } });
    set(sandbox, &redirect).await;
    let redirect = sandbox.get(&format!("/orders/{ORDER_ID}")).await;
    assert!(redirect.head.contains("location: /elsewhere"));
    for status in [204, 304] {
        set(sandbox, &json!({ "orders": { "status": status } })).await;
        let empty = sandbox.get(&format!("/orders/{ORDER_ID}")).await;
        assert_eq!((empty.status, empty.text.as_str()), (status, ""));
    }
}

#[tokio::test]
async fn garbage_may_be_binary() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    stream(sandbox, json!({ "garbage": "binary" })).await;
    client.say(r#"{"event":"pusher:ping"}"#).await;
    assert!(matches!(client.hear().await, Heard::Binary));
}
