//! Pusher's HTTP API for servers: signed events in, and questions about channels.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use sha2::Sha256;
use support::{Answer, KEY, Sandbox, start};

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// The parameters of a request that is signed with this secret.
fn signed(method: &str, path: &str, body: &str, secret: &str, timestamp: u64) -> String {
    let sum = if body.is_empty() {
        String::new()
    } else {
        format!("&body_md5={}", hex(&Md5::digest(body)))
    };
    let query = format!("auth_key={KEY}&auth_timestamp={timestamp}&auth_version=1.0{sum}");
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let signature = mac
        .chain_update(format!("{method}\n{path}\n{query}"))
        .finalize()
        .into_bytes();
    format!("{path}?{query}&auth_signature={}", hex(&signature))
}

async fn post(sandbox: Sandbox, name: &str, body: &Value) -> Answer {
    let (path, body) = (format!("/apps/sandbox/{name}"), body.to_string());
    let path = signed("POST", &path, &body, "sandbox-secret", seconds());
    sandbox.request("POST", &path, &[], &body).await
}

async fn get(sandbox: Sandbox, path: &str) -> Answer {
    sandbox
        .get(&signed("GET", path, "", "sandbox-secret", seconds()))
        .await
}

#[tokio::test]
async fn an_event_reaches_every_subscriber_but_the_socket_that_is_excepted() {
    let sandbox = start().await;
    let mut first = sandbox.open(&format!("/app/{KEY}?protocol=7")).await;
    let hello: Value = serde_json::from_str(first.frame().await["data"].as_str().unwrap()).unwrap();
    let mut second = sandbox.connect().await;
    first.subscribe("a").await;
    second.subscribe("a").await;
    let event = json!({ "name": "E", "data": "{\"x\":1}", "channels": ["a", "b"], "socket_id": hello["socket_id"] });
    assert_eq!(post(sandbox, "events", &event).await.status, 200);
    let expected = json!({ "event": "E", "channel": "a", "data": "{\"x\":1}" });
    assert_eq!(second.frame().await, expected);
    assert!(first.is_quiet().await);
}

#[tokio::test]
async fn a_batch_arrives_in_order() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe("a").await;
    let event = |name: &str| json!({ "name": name, "data": "1", "channel": "a" });
    let batch = json!({ "batch": [event("1"), event("2"), event("3")] });
    assert_eq!(post(sandbox, "batch_events", &batch).await.status, 200);
    for name in ["1", "2", "3"] {
        assert_eq!(client.frame().await["event"], name);
    }
    let eleven: Vec<_> = (0..11).map(|_| event("x")).collect();
    assert_eq!(
        post(sandbox, "batch_events", &json!({ "batch": eleven }))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_wrong_signature_is_unauthorized_and_says_what_is_wrong() {
    let sandbox = start().await;
    let body = json!({ "name": "E", "data": "", "channel": "a" }).to_string();
    let path = "/apps/sandbox/events";
    let good = signed("POST", path, &body, "sandbox-secret", seconds());
    for (path, word) in [
        (
            signed("POST", path, &body, "guess", seconds()),
            "auth_signature is wrong",
        ),
        (
            signed("POST", path, &body, "sandbox-secret", seconds() - 700),
            "600 s",
        ),
        (
            signed("POST", path, "{}", "sandbox-secret", seconds()),
            "body_md5",
        ),
        (
            signed("POST", path, "", "sandbox-secret", seconds()),
            "body_md5 is missing",
        ),
        (good.replace(KEY, "somebody"), "auth_key is not"),
        (
            good.replace("auth_version=1.0", "auth_version=2.0"),
            "auth_version",
        ),
        (
            good.replace("auth_signature", "signature"),
            "auth_signature is missing",
        ),
        (format!("{good}zz"), "auth_signature is wrong"),
        (format!("{good}&extra=1"), "auth_signature is wrong"),
        (path.to_owned(), "auth_key is missing"),
    ] {
        let answer = sandbox.request("POST", &path, &[], &body).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.message().contains(word), "{path}: {}", answer.text);
    }
    assert_eq!(sandbox.request("POST", &good, &[], &body).await.status, 200);
    let elsewhere = signed(
        "POST",
        "/apps/other/events",
        &body,
        "sandbox-secret",
        seconds(),
    );
    assert_eq!(
        sandbox.request("POST", &elsewhere, &[], &body).await.status,
        404
    );
}

#[tokio::test]
async fn limits_of_events_are_pushers() {
    let sandbox = start().await;
    let channels = |count: usize| {
        (0..count)
            .map(|number| format!("c{number}"))
            .collect::<Vec<_>>()
    };
    let event = |name: &str, size: usize, channels: Vec<String>| json!({ "name": name, "data": "x".repeat(size), "channels": channels });
    for (event, status) in [
        (event("E", 10_240, channels(100)), 200),
        (event("E", 10_241, channels(1)), 413),
        (event("E", 1, channels(101)), 400),
        (event("E", 1, channels(0)), 400),
        (event("", 1, channels(1)), 400),
        (event(&"n".repeat(201), 1, channels(1)), 400),
        (event("E", 1, vec!["a b".to_owned()]), 400),
        (json!({ "name": "E", "channel": "a" }), 400),
        (
            json!({ "name": "E", "channel": "a", "data": { "not": "a string" } }),
            400,
        ),
    ] {
        assert_eq!(post(sandbox, "events", &event).await.status, status);
    }
}

#[tokio::test]
async fn channels_with_subscribers_are_listed() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe("a-1").await;
    client.subscribe("b-1").await;
    let all = get(sandbox, "/apps/sandbox/channels").await.json();
    assert_eq!(all, json!({ "channels": { "a-1": {}, "b-1": {} } }));
    assert_eq!(
        get(sandbox, "/apps/sandbox/channels/a-1").await.json(),
        json!({ "occupied": true })
    );
    assert_eq!(
        get(sandbox, "/apps/sandbox/channels/c-1").await.json(),
        json!({ "occupied": false })
    );
    assert_eq!(sandbox.get("/apps/sandbox/channels").await.status, 401);
}
