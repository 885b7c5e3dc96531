//! Several instances on one PostgreSQL: what one takes, the others tell; one that dies takes nothing with it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use sqlx::Connection;
use std::time::Duration;
use support::transak::Transak;
use support::{Db, TOKEN, body, new_id, order, start, start_with};

/// Waits until a stream tells a status.
async fn told(stream: &mut reqwest::Response, status: &str) {
    let mut text = String::new();
    while !text.contains(status) {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk())
            .await
            .expect("news in time");
        text.push_str(&String::from_utf8_lossy(&chunk.unwrap().unwrap()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn what_one_instance_takes_the_streams_of_another_tell() {
    let db = Db::postgres().await;
    let (one, two) = (start(&db).await, start(&db).await);
    let id = new_id();
    let mut stream = two.get(&format!("/orders/{id}/events")).await;
    for status in ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "COMPLETED"] {
        one.webhook(&order(&id, status)).await;
        told(&mut stream, status).await;
        assert_eq!(two.status(&id).await, status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn a_database_that_is_reached_by_tls_only_serves_as_well() {
    let plain = Db::postgres().await;
    let db = Db {
        url: format!("{}?sslmode=require", plain.url),
    };
    let (one, two) = (start(&db).await, start(&db).await);
    let id = new_id();
    let mut stream = two.get(&format!("/orders/{id}/events")).await;
    one.webhook(&order(&id, "PROCESSING")).await;
    told(&mut stream, "PROCESSING").await;
    let mut admin = sqlx::PgConnection::connect(&plain.url).await.unwrap();
    let open: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT ssl",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(open, 0, "connections without TLS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn an_instance_that_dies_with_an_order_in_its_hands_does_not_hold_up_the_others() {
    let db = Db::postgres().await;
    let it = start(&db).await;
    let (held, other) = (new_id(), new_id());
    it.webhook(&order(&held, "PROCESSING")).await;
    let mut dead = sqlx::PgConnection::connect(&db.url).await.unwrap();
    sqlx::raw_sql(&format!(
        "BEGIN; SELECT * FROM orders WHERE id = '{held}' FOR UPDATE"
    ))
    .execute(&mut dead)
    .await
    .unwrap();
    assert_eq!(it.webhook(&order(&held, "COMPLETED")).await.status(), 503);
    assert_eq!(it.webhook(&order(&other, "COMPLETED")).await.status(), 200);
    drop(dead);
    assert_eq!(it.webhook(&order(&held, "COMPLETED")).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn what_was_missed_while_the_database_was_not_heard_is_told() {
    let db = Db::postgres().await;
    let (one, two) = (start(&db).await, start(&db).await);
    let id = new_id();
    let mut stream = two.get(&format!("/orders/{id}/events")).await;
    one.webhook(&order(&id, "PROCESSING")).await;
    told(&mut stream, "PROCESSING").await;
    let mut admin = sqlx::PgConnection::connect(&db.url).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert!(sqlx::query(cut).fetch_all(&mut admin).await.unwrap().len() >= 2);
    one.webhook(&order(&id, "COMPLETED")).await;
    told(&mut stream, "COMPLETED").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn the_same_webhook_at_both_instances_at_once_counts_once() {
    let db = Db::postgres().await;
    let (one, two) = (start(&db).await, start(&db).await);
    for _ in 0..50 {
        let ids = [new_id(), new_id(), new_id()];
        let mut sent = Vec::new();
        for status in ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "COMPLETED"] {
            sent.extend(
                ids.iter()
                    .map(|id| body(&order(id, status), "2026-11-27T10:00:00Z", TOKEN)),
            );
        }
        let backward = async {
            for body in sent.iter().rev() {
                assert_eq!(two.send(body).await.status(), 200);
            }
        };
        let forward = async {
            for body in &sent {
                assert_eq!(one.send(body).await.status(), 200);
            }
        };
        tokio::join!(forward, backward);
        for id in &ids {
            assert_eq!(one.status(id).await, "COMPLETED");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
async fn an_order_is_asked_about_by_one_instance_at_a_time() {
    let db = Db::postgres().await;
    let transak = Transak::start().await;
    let quick = [("RELAY_QUIET_SECONDS", "2")];
    let (one, two) = (
        start_with(&db, transak.clone(), &quick).await,
        start_with(&db, transak.clone(), &quick).await,
    );
    let id = new_id();
    transak.set(&order(&id, "COMPLETED"));
    one.webhook(&order(&id, "PROCESSING")).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(two.status(&id).await, "COMPLETED");
    assert_eq!(transak.questions(), 1);
}
