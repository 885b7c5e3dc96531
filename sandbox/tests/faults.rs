//! Faults on purpose, and the files that are served beside.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{KEY, ORDER_ID, Sandbox, start, start_with};
use transak_sandbox::server::Options;

async fn set(sandbox: Sandbox, faults: &Value) -> u16 {
    sandbox
        .request("PUT", "/sandbox/faults", &[], &faults.to_string())
        .await
        .status
}

#[tokio::test]
async fn the_status_endpoint_fails_as_long_as_it_is_told_to() {
    let sandbox = start().await;
    sandbox.place("card", 0.0).await;
    let order = format!("/orders/{ORDER_ID}");
    assert_eq!(
        set(
            sandbox,
            &json!({ "orders": { "status": 503, "retryAfter": 7 } })
        )
        .await,
        200
    );
    let answer = sandbox.get(&order).await;
    assert_eq!(
        (answer.status, answer.json()["error"]["statusCode"].as_u64()),
        (503, Some(503))
    );
    assert!(
        answer.head.contains("retry-after: 7")
            && answer.head.contains("access-control-allow-origin: *")
    );
    set(
        sandbox,
        &json!({ "orders": { "status": 200, "body": "<html>" } }),
    )
    .await;
    assert_eq!(sandbox.get(&order).await.text, "<html>");
    set(sandbox, &json!({ "orders": { "delayMs": 300 } })).await;
    let began = Instant::now();
    assert_eq!(sandbox.get(&order).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(300));
    set(sandbox, &json!({ "orders": { "status": 503, "next": 1 } })).await;
    assert_eq!(sandbox.get(&order).await.status, 503);
    assert_eq!(sandbox.get(&order).await.status, 200);
    set(sandbox, &json!({})).await;
    assert_eq!(
        sandbox.get("/sandbox/faults").await.json(),
        json!({ "orders": null, "stream": null, "webhooks": null })
    );
    assert_eq!(sandbox.get(&order).await.status, 200);
}

#[tokio::test]
async fn the_stream_refuses_new_sockets_as_long_as_it_is_told_to() {
    let sandbox = start().await;
    set(sandbox, &json!({ "stream": { "closeCode": 4100 } })).await;
    let mut client = sandbox.open(&format!("/app/{KEY}?protocol=7")).await;
    assert_eq!(client.close_code().await, 4100);
    set(sandbox, &json!({})).await;
    sandbox.connect().await;
}

#[tokio::test]
async fn a_silent_stream_looks_open_and_says_nothing() {
    let sandbox = start().await;
    let mut old = sandbox.connect().await;
    old.subscribe(ORDER_ID).await;
    set(sandbox, &json!({ "stream": { "silent": true } })).await;
    sandbox.place("card", 0.0).await;
    old.say(r#"{"event":"pusher:ping"}"#).await;
    assert!(old.is_quiet().await);
    let mut new = sandbox.open(&format!("/app/{KEY}?protocol=7")).await;
    assert!(new.is_quiet().await);
}

#[tokio::test]
async fn files_are_served_with_their_types_and_nothing_outside_of_the_directory_is() {
    let directory = std::env::temp_dir().join(format!("sandbox-files-{}", std::process::id()));
    let root = directory.join("root");
    fs::create_dir_all(root.join("sub")).unwrap();
    for (name, text) in [
        ("secret.txt", "secret"),
        ("root/index.html", "<!doctype html>"),
        ("root/a b.js", "export {}"),
        ("root/x.wasm", "\0asm"),
        ("root/sub/index.html", "sub"),
    ] {
        fs::write(directory.join(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.join("secret.txt"), root.join("link.txt")).unwrap();
    let sandbox = start_with(Options {
        files: Some(root),
        ..Options::default()
    })
    .await;
    for (path, mime) in [
        ("/", "text/html"),
        ("/index.html?x=1", "text/html"),
        ("/a%20b.js", "text/javascript"),
        ("/x.wasm", "application/wasm"),
        ("/sub/", "text/html"),
    ] {
        let answer = sandbox.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            answer.head.contains(&format!("content-type: {mime}")),
            "{path}: {}",
            answer.head
        );
    }
    assert!(sandbox.get("/sub").await.head.contains("location: /sub/"));
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/link.txt",
        "/none.js",
        "//secret.txt",
    ] {
        assert_eq!(sandbox.get(path).await.status, 404, "{path}");
    }
    assert_eq!(sandbox.post("/index.html", &json!({})).await.status, 405);
    fs::remove_dir_all(directory).unwrap();
}
