//! The binary as its operator sees it: how it starts, and how it ends.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};
use support::binary::{Binary, free_port};
use support::{Db, TOKEN, body, new_id, order};
use tokio::time::{sleep, timeout};

async fn ended(binary: &mut Binary) -> ExitStatus {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(status) = binary.child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < end, "it does not end");
        sleep(Duration::from_millis(20)).await;
    }
}

fn terminate(binary: &Binary) {
    let pid = binary.child.id().to_string();
    let asked = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(asked.success());
}

#[tokio::test]
async fn asked_to_end_behind_a_balancer_it_says_so_and_still_takes_what_comes() {
    let (db, port) = (Db::sqlite(), free_port());
    let mut binary = Binary::start_with(&db.url, port, "2").await;
    let http = reqwest::Client::new();
    terminate(&binary);
    let end = Instant::now() + Duration::from_secs(10);
    let ready = format!("{}/ready", binary.url);
    while http.get(&ready).send().await.unwrap().status() != 503 {
        assert!(Instant::now() < end, "it does not say that it leaves");
        sleep(Duration::from_millis(20)).await;
    }
    let told = body(&order(&new_id(), "PROCESSING"), &support::time(), TOKEN);
    let webhooks = format!("{}/webhooks/transak", binary.url);
    let sent = http.post(webhooks).body(told).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    assert!(ended(&mut binary).await.success());
}

#[tokio::test]
async fn asked_to_end_it_ends_its_streams_keeps_what_it_acknowledged_and_leaves_without_an_error() {
    let (db, port, id) = (Db::sqlite(), free_port(), new_id());
    let mut binary = Binary::start(&db.url, port).await;
    let http = reqwest::Client::new();
    let told = body(&order(&id, "PROCESSING"), &support::time(), TOKEN);
    let webhooks = format!("{}/webhooks/transak", binary.url);
    let sent = http.post(webhooks).body(told).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let events = format!("{}/orders/{id}/events", binary.url);
    let mut stream = http.get(events).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());

    terminate(&binary);
    let rest = async { while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
    timeout(Duration::from_secs(10), rest)
        .await
        .expect("the stream ends");
    assert!(ended(&mut binary).await.success());

    let again = Binary::start(&db.url, port).await;
    let answer = http
        .get(format!("{}/orders/{id}", again.url))
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("PROCESSING"));
}

#[test]
fn started_without_its_variables_it_says_each_and_leaves_with_two() {
    let output = Command::new(env!("CARGO_BIN_EXE_relay"))
        .env_clear()
        .env("RELAY_LISTEN", "nowhere")
        .env("RELAY_LOG", "relay=loud=no")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for name in [
        "TRANSAK_API_KEY",
        "TRANSAK_API_SECRET",
        "RELAY_LISTEN",
        "RELAY_LOG",
    ] {
        assert!(said.contains(name), "{name} is not in: {said}");
    }
}

#[test]
fn started_with_a_database_that_is_not_there_it_says_so_and_leaves_with_one() {
    let output = Command::new(env!("CARGO_BIN_EXE_relay"))
        .env_clear()
        .env("TRANSAK_API_KEY", "key")
        .env("TRANSAK_ACCESS_TOKEN", TOKEN)
        .env("RELAY_LISTEN", "127.0.0.1:0")
        .env("RELAY_ADMIN_LISTEN", "127.0.0.1:0")
        .env("RELAY_DATABASE", "sqlite:/nowhere/relay.db")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stderr.is_empty());
}
