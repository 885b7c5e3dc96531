//! How orders are asked about at Transak's API, and that the truth is told in the end.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::time::{Duration, Instant};
use support::transak::Transak;
use support::{Db, TOKEN, ago, body, new_id, order, start, start_with};

on_both!(
    an_order_whose_webhooks_are_lost_is_asked_about,
    an_order_that_no_webhook_told_of_is_asked_about_when_a_tracker_asks,
    a_slow_api_does_not_hold_up_what_a_webhook_told,
    a_lost_webhook_and_a_slow_api_together_still_end_in_the_final_status,
    the_api_brings_a_stopped_order_back_to_life,
    an_answer_that_lags_behind_a_webhook_takes_nothing_back,
    a_token_is_fetched_once_for_all_instances,
    a_token_that_is_not_taken_any_more_is_replaced,
    of_many_questions_that_are_denied_at_once_one_fetches_a_token,
    an_endpoint_that_denies_does_not_turn_tokens_over_and_over,
    what_transak_signs_against_a_stop_is_asked_about_before_the_stop_is_told,
    a_refund_whose_webhook_is_lost_is_told,
);

/// It fetches its tokens itself.
const SECRET: [(&str, &str); 2] = [
    ("TRANSAK_ACCESS_TOKEN", ""),
    ("TRANSAK_API_SECRET", "the secret"),
];

const QUICK: (&str, &str) = ("RELAY_QUIET_SECONDS", "1");

async fn an_order_whose_webhooks_are_lost_is_asked_about(db: Db) {
    let it = start_with(&db, Transak::start().await, &[QUICK]).await;
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    it.transak.set(&order(&id, "COMPLETED"));
    it.until(&id, "COMPLETED").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked = it.transak.questions();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(
        it.transak.questions(),
        asked,
        "an order that has ended for good is not asked about"
    );
}

async fn an_order_that_no_webhook_told_of_is_asked_about_when_a_tracker_asks(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.transak.set(&order(&id, "PENDING_DELIVERY_FROM_TRANSAK"));
    assert_eq!(it.status(&id).await, "PENDING_DELIVERY_FROM_TRANSAK");
    assert_eq!(it.get(&format!("/orders/{}", new_id())).await.status(), 404);
}

async fn a_slow_api_does_not_hold_up_what_a_webhook_told(db: Db) {
    let it = start_with(&db, Transak::start().await, &[QUICK]).await;
    it.transak.delay(Duration::from_secs(9));
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    it.webhook(&order(&id, "COMPLETED")).await;
    let asked = Instant::now();
    assert_eq!(it.status(&id).await, "COMPLETED");
    assert!(
        asked.elapsed() < Duration::from_secs(8),
        "nobody waits for the API with what is known"
    );
}

async fn a_lost_webhook_and_a_slow_api_together_still_end_in_the_final_status(db: Db) {
    let it = start_with(&db, Transak::start().await, &[QUICK]).await;
    it.transak.delay(Duration::from_secs(3));
    let id = new_id();
    it.webhook(&order(&id, "PROCESSING")).await;
    it.transak.set(&order(&id, "COMPLETED"));
    it.until(&id, "COMPLETED").await;
}

async fn the_api_brings_a_stopped_order_back_to_life(db: Db) {
    let it = start_with(&db, Transak::start().await, &[QUICK]).await;
    let id = new_id();
    it.webhook(&order(&id, "EXPIRED")).await;
    let mut late = order(&id, "PENDING_DELIVERY_FROM_TRANSAK");
    late["updatedAt"] = "2026-11-27T12:00:00.000Z".into();
    let webhook = body(&late, "2026-11-27T12:00:00.000Z", TOKEN);
    it.send(&webhook).await;
    assert_eq!(it.status(&id).await, "EXPIRED", "a webhook alone does not");
    it.transak.set(&late);
    it.until(&id, "PENDING_DELIVERY_FROM_TRANSAK").await;
}

async fn an_answer_that_lags_behind_a_webhook_takes_nothing_back(db: Db) {
    let it = start_with(&db, Transak::start().await, &[QUICK]).await;
    let id = new_id();
    it.transak.set(&order(&id, "PROCESSING"));
    for end in ["FAILED", "COMPLETED"] {
        let id = new_id();
        it.transak.set(&order(&id, "PROCESSING"));
        it.webhook(&order(&id, end)).await;
        let asked = it.transak.questions();
        let until = Instant::now() + Duration::from_secs(15);
        while it.transak.questions() == asked && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(
            it.transak.questions() > asked,
            "the API is asked whether it says so too"
        );
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(it.status(&id).await, end);
    }
}

async fn a_token_is_fetched_once_for_all_instances(db: Db) {
    let transak = Transak::start().await;
    let one = start_with(&db, transak.clone(), &SECRET).await;
    let two = start_with(&db, transak.clone(), &SECRET).await;
    let id = new_id();
    transak.set(&order(&id, "PROCESSING"));
    assert_eq!(one.status(&id).await, "PROCESSING");
    assert_eq!(two.status(&id).await, "PROCESSING");
    assert_eq!(
        transak.refreshes.load(std::sync::atomic::Ordering::SeqCst),
        1
    );
}

async fn a_token_that_is_not_taken_any_more_is_replaced(db: Db) {
    let transak = Transak::start().await;
    let it = start_with(&db, transak.clone(), &SECRET).await;
    "another".clone_into(&mut transak.token.lock().unwrap());
    let id = new_id();
    transak.set(&order(&id, "PROCESSING"));
    assert_eq!(it.status(&id).await, "PROCESSING");
    // Transak may have signed with the one before.
    let sent = body(
        &order(&id, "COMPLETED"),
        "2026-11-27T10:00:00Z",
        "token-1-of-the-refresher",
    );
    assert_eq!(it.send(&sent).await.status(), 200);
}

async fn of_many_questions_that_are_denied_at_once_one_fetches_a_token(db: Db) {
    let transak = Transak::start().await;
    let variables = [&SECRET[..], &[("RELAY_API_RATE", "1000")]].concat();
    let (one, two) = (
        start_with(&db, transak.clone(), &variables).await,
        start_with(&db, transak.clone(), &variables).await,
    );
    "another".clone_into(&mut transak.token.lock().unwrap());
    let ids: Vec<String> = (0..20).map(|_| new_id()).collect();
    for id in &ids {
        transak.set(&order(id, "PROCESSING"));
    }
    let questions = ids.iter().enumerate().map(async |(at, id)| {
        let asked = if at % 2 == 0 { &one } else { &two };
        // Where another instance fetches it, a question may come too early.
        asked.until(id, "PROCESSING").await;
    });
    futures_util::future::join_all(questions).await;
    let refreshes = transak.refreshes.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(refreshes, 2, "the first one, and one in the place of it");
}

/// Each new token ends the one before, with which webhooks under way are signed.
async fn an_endpoint_that_denies_does_not_turn_tokens_over_and_over(db: Db) {
    let transak = Transak::start().await;
    let it = start_with(&db, transak.clone(), &SECRET).await;
    let refreshes = || transak.refreshes.load(std::sync::atomic::Ordering::SeqCst);
    let signals = async |customer: String| {
        let url = format!("{}/users/{customer}/signals", it.url);
        let request = it
            .http
            .get(url)
            .bearer_auth(support::session(&customer, 60));
        assert_eq!(request.send().await.unwrap().status(), 200);
    };
    for (status, most) in [(403, 1), (401, 2)] {
        *transak.denies_users.lock().unwrap() = Some(status);
        for _ in 0..5 {
            signals(format!("customer-{}", new_id())).await;
        }
        assert_eq!(refreshes(), most, "by {status}");
    }
    let sent = body(
        &order(&new_id(), "PROCESSING"),
        &support::time(),
        "token-1-of-the-refresher",
    );
    assert_eq!(it.send(&sent).await.status(), 200, "it was under way");
}

async fn what_transak_signs_against_a_stop_is_asked_about_before_the_stop_is_told(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.transak.set(&order(&id, "EXPIRED"));
    assert_eq!(it.status(&id).await, "EXPIRED");
    let asked = it.transak.questions();
    assert_eq!(it.status(&id).await, "EXPIRED");
    assert_eq!(it.transak.questions(), asked, "Transak has just said so");
    let mut late = order(&id, "PENDING_DELIVERY_FROM_TRANSAK");
    late["updatedAt"] = support::time().into();
    it.transak.set(&late);
    it.webhook(&late).await;
    assert_eq!(it.status(&id).await, "PENDING_DELIVERY_FROM_TRANSAK");
}

async fn a_refund_whose_webhook_is_lost_is_told(db: Db) {
    let it = start(&db).await;
    let id = new_id();
    it.webhook(&order(&id, "FAILED")).await;
    it.transak.set(&order(&id, "REFUNDED"));
    assert_eq!(it.status(&id).await, "REFUNDED");
}

#[tokio::test]
async fn made_up_ids_do_not_take_the_place_of_known_orders() {
    let few = [("RELAY_API_RATE", "10")];
    let it = start_with(&Db::sqlite(), Transak::start().await, &few).await;
    let made_up = (0..100).map(|_| async { it.get(&format!("/orders/{}", new_id())).await });
    let answers = futures_util::future::join_all(made_up).await;
    let busy = answers.iter().filter(|answer| answer.status() == 503);
    assert!(busy.count() > 90, "they are told to come again");
    assert!(it.transak.questions() < 5, "{}", it.transak.questions());
    let id = new_id();
    it.send(&body(&order(&id, "PROCESSING"), &ago(600_000), TOKEN))
        .await;
    it.transak.set(&order(&id, "COMPLETED"));
    assert_eq!(it.status(&id).await, "COMPLETED");
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_yet_is_not_lost() {
    let (db, transak) = (Db::sqlite(), Transak::start().await);
    let it = start_with(&db, transak.clone(), &SECRET).await;
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&db.url).await.unwrap();
    let full = "CREATE TRIGGER full BEFORE UPDATE OF present ON tokens BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";
    sqlx::query(full).execute(&pool).await.unwrap();
    "another".clone_into(&mut transak.token.lock().unwrap());
    let id = new_id();
    transak.set(&order(&id, "PROCESSING"));
    assert_eq!(it.status(&id).await, "PROCESSING", "it is used at once");
    // A signature that is not known has the tokens read anew.
    let forged = body(&order(&id, "COMPLETED"), &support::time(), "nobody's");
    assert_eq!(it.send(&forged).await.status(), 401);
    let told = body(
        &order(&id, "COMPLETED"),
        &support::time(),
        "token-2-of-the-refresher",
    );
    assert_eq!(it.send(&told).await.status(), 200);
    sqlx::query("DROP TRIGGER full")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(it.send(&forged).await.status(), 401);
    let kept: String = sqlx::query_scalar("SELECT present FROM tokens")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(kept, "token-2-of-the-refresher");
}

#[tokio::test]
async fn a_stream_of_an_order_of_which_nobody_has_word_does_not_begin_and_does_not_go_on() {
    let it = start(&Db::sqlite()).await;
    it.transak.refuse(500, None);
    let (old, aging) = (new_id(), new_id());
    let told = body(&order(&old, "PROCESSING"), &ago(600_000), TOKEN);
    it.send(&told).await;
    let answer = it.get(&format!("/orders/{old}/events")).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    let told = body(&order(&aging, "PROCESSING"), &ago(110_000), TOKEN);
    it.send(&told).await;
    let mut stream = reqwest::get(format!("{}/orders/{aging}/events", it.url))
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    let end = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(50), end)
        .await
        .expect("it ends: two pings after the last word is old");
    it.transak.answer();
    it.transak.set(&order(&aging, "PROCESSING"));
    let answer = it.get(&format!("/orders/{aging}/events")).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn an_order_that_goes_on_is_not_told_as_fresh_when_nobody_has_word_of_it() {
    let it = start(&Db::sqlite()).await;
    let id = new_id();
    it.send(&body(&order(&id, "PROCESSING"), &ago(600_000), TOKEN))
        .await;
    it.transak.refuse(500, None);
    let answer = it.get(&format!("/orders/{id}")).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    it.transak.answer();
    it.transak.set(&order(&id, "PROCESSING"));
    it.until(&id, "PROCESSING").await;
}

#[tokio::test]
async fn transak_is_left_in_peace_when_it_asks_for_that() {
    let it = start(&Db::sqlite()).await;
    it.transak.refuse(429, Some(60));
    for _ in 0..20 {
        assert_eq!(it.get(&format!("/orders/{}", new_id())).await.status(), 503);
    }
    assert_eq!(it.transak.questions(), 1);
}

#[tokio::test]
async fn a_hundred_trackers_that_ask_at_once_cause_one_question() {
    let it = start(&Db::sqlite()).await;
    it.transak.delay(Duration::from_millis(500));
    let id = new_id();
    it.transak.set(&order(&id, "PROCESSING"));
    let statuses = futures_util::future::join_all((0..100).map(|_| it.status(&id))).await;
    assert!(statuses.iter().all(|status| status == "PROCESSING"));
    assert_eq!(it.transak.questions(), 1);
}

#[tokio::test]
async fn an_unknown_order_is_not_asked_about_again_and_again() {
    let it = start(&Db::sqlite()).await;
    let id = new_id();
    for _ in 0..10 {
        assert_eq!(it.get(&format!("/orders/{id}")).await.status(), 404);
    }
    assert_eq!(it.transak.questions(), 1);
}

#[tokio::test]
async fn the_answer_to_another_order_is_no_answer() {
    let it = start(&Db::sqlite()).await;
    let (id, other) = (new_id(), new_id());
    let lie = order(&other, "COMPLETED");
    it.transak.orders.lock().unwrap().insert(id.clone(), lie);
    assert_eq!(it.get(&format!("/orders/{id}")).await.status(), 503);
    assert_eq!(it.get(&format!("/orders/{id}")).await.status(), 503);
}
