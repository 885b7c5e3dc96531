//! The control API and the status endpoint: orders are placed, moved by hand, and lied about.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{ORDER_ID, Sandbox, start};

async fn status_of(sandbox: Sandbox) -> Value {
    let answer = sandbox.get(&format!("/orders/{ORDER_ID}")).await;
    assert_eq!(answer.status, 200);
    answer.json()["data"]["status"].clone()
}

fn path(verb: &str) -> String {
    format!("/sandbox/orders/{ORDER_ID}/{verb}")
}

#[tokio::test]
async fn the_info_names_every_scenario_with_its_steps() {
    let info = start().await.get("/sandbox").await.json();
    assert_eq!(info["appKey"], support::KEY);
    let scenarios = info["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 14);
    assert_eq!(scenarios[0]["name"], "card");
    assert_eq!(
        scenarios[0]["steps"][1],
        json!({ "event": "ORDER_PROCESSING", "status": "PROCESSING", "afterMs": 9044 })
    );
    assert!(
        info["streamUrl"]
            .as_str()
            .unwrap()
            .starts_with("ws://127.0.0.1:")
    );
}

#[tokio::test]
async fn an_order_gets_an_id_and_is_found_by_it_and_by_the_partners_reference() {
    let sandbox = start().await;
    let wish = json!({ "scenario": "sell", "partnerOrderId": "shop-7", "speed": 0 });
    let placed = sandbox.post("/sandbox/orders", &wish).await;
    assert_eq!(placed.status, 201);
    let placed = placed.json();
    let id = placed["orderId"].as_str().unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(
        placed["channels"],
        json!([id, format!("{}_shop-7", placed["apiKey"].as_str().unwrap())])
    );
    for name in [id, &id.to_uppercase(), "shop-7"] {
        let answer = sandbox.get(&format!("/orders/{name}")).await;
        assert!(answer.head.contains("cache-control: no-store"));
        assert!(answer.head.contains("access-control-allow-origin: *"));
        let answer = answer.json();
        assert_eq!(
            (&answer["meta"]["orderId"], &answer["data"]["_id"]),
            (&id.into(), &id.into())
        );
    }
}

#[tokio::test]
async fn the_newest_order_of_a_reference_is_told() {
    let sandbox = start().await;
    for scenario in ["declined", "card"] {
        let wish = json!({ "scenario": scenario, "partnerOrderId": "again", "speed": 0 });
        sandbox.post("/sandbox/orders", &wish).await;
    }
    let newest = sandbox.get("/orders/again").await.json();
    let shown = sandbox
        .get(&format!(
            "/sandbox/orders/{}",
            newest["meta"]["orderId"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(shown["scenario"], "card");
}

#[tokio::test]
async fn an_unknown_order_is_a_bad_request_in_transaks_words() {
    let answer = start().await.get(&format!("/orders/{ORDER_ID}")).await;
    assert_eq!(answer.status, 400);
    let expected = json!({ "error": { "statusCode": 400, "name": "Bad Request", "message": "Order not found" } });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn at_speed_zero_only_the_hand_moves_the_order() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    sandbox.place("card", 0.0).await;
    assert_eq!(client.event().await.0, "ORDER_CREATED");
    assert!(client.is_quiet().await);
    for (status, left) in [
        ("PROCESSING", 2),
        ("PENDING_DELIVERY_FROM_TRANSAK", 1),
        ("COMPLETED", 0),
    ] {
        let answer = sandbox.post(&path("step"), &json!({})).await.json();
        assert_eq!(
            (&answer["status"], &answer["stepsLeft"]),
            (&status.into(), &left.into())
        );
        assert_eq!(client.event().await.1["status"], status);
        assert_eq!(status_of(sandbox).await, status);
    }
    let end = sandbox.post(&path("step"), &json!({})).await;
    assert_eq!(
        (end.status, end.message()),
        (409, "the scenario has no further step".to_owned())
    );
}

#[tokio::test]
async fn a_step_by_hand_is_not_taken_again_by_itself() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    // The second step would come after 300 ms.
    sandbox.place("card", 30.0).await;
    sandbox.post(&path("step"), &json!({})).await;
    assert_eq!(client.event().await.0, "ORDER_CREATED");
    let began = Instant::now();
    assert_eq!(client.event().await.1["status"], "PROCESSING");
    assert_eq!(
        client.event().await.1["status"],
        "PENDING_DELIVERY_FROM_TRANSAK"
    );
    assert!(
        began.elapsed() > Duration::from_secs(1),
        "it keeps its pace: {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_lie_goes_over_the_stream_and_the_endpoint_keeps_to_the_truth() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    sandbox.place("card", 0.0).await;
    client.event().await;
    sandbox
        .post(
            &path("status"),
            &json!({ "status": "COMPLETED", "record": false }),
        )
        .await;
    let (event, order) = client.event().await;
    assert_eq!(
        (event.as_str(), &order["status"]),
        ("ORDER_COMPLETED", &"COMPLETED".into())
    );
    assert_eq!(status_of(sandbox).await, "AWAITING_PAYMENT_FROM_USER");
}

#[tokio::test]
async fn a_lost_event_changes_the_endpoint_only() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    sandbox.place("card", 0.0).await;
    client.event().await;
    sandbox
        .post(
            &path("status"),
            &json!({ "status": "PROCESSING", "publish": false }),
        )
        .await;
    assert!(client.is_quiet().await);
    assert_eq!(status_of(sandbox).await, "PROCESSING");
}

#[tokio::test]
async fn any_status_and_any_event_can_be_set_by_hand_and_the_scenario_stops() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    sandbox.place("card", 50.0).await;
    client.event().await;
    sandbox
        .post(
            &path("status"),
            &json!({ "status": "SOMETHING_NEW", "event": "ORDER_ODD" }),
        )
        .await;
    // On a busy machine the scenario has taken steps of its own before.
    let order = loop {
        let (event, order) = client.event().await;
        if event == "ORDER_ODD" {
            break order;
        }
    };
    assert_eq!(order["status"], "SOMETHING_NEW");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(client.is_quiet().await);
    assert_eq!(status_of(sandbox).await, "SOMETHING_NEW");
}

#[tokio::test]
async fn raw_data_is_published_word_for_word() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    sandbox.place("card", 0.0).await;
    client.event().await;
    for (data, sent) in [
        (json!("{not json"), "{not json"),
        (json!({ "a": 1 }), r#"{"a":1}"#),
        (json!(null), "null"),
    ] {
        sandbox
            .post(&path("publish"), &json!({ "event": "ANY", "data": data }))
            .await;
        assert_eq!(client.frame().await["data"], sent);
    }
    let large = json!({ "event": "ANY", "data": "x".repeat(10_241) });
    assert_eq!(sandbox.post(&path("publish"), &large).await.status, 413);
}

#[tokio::test]
async fn the_endpoint_spells_an_order_as_it_is_told() {
    let sandbox = start().await;
    let wish = json!({ "scenario": "card", "orderId": ORDER_ID, "speed": 0, "spelling": "user" });
    sandbox.post("/sandbox/orders", &wish).await;
    let order = format!("/orders/{ORDER_ID}");
    assert_eq!(
        sandbox.get(&order).await.json()["data"]["orderId"],
        ORDER_ID
    );
    assert_eq!(
        sandbox
            .get(&format!("{order}?spelling=partner"))
            .await
            .json()["data"]["_id"],
        ORDER_ID
    );
    assert_eq!(
        sandbox
            .get(&format!("{order}?spelling=stream"))
            .await
            .json()["id"],
        ORDER_ID
    );
    assert_eq!(
        sandbox
            .get(&format!("{order}?spelling=webhook"))
            .await
            .json()["data"]["id"],
        ORDER_ID
    );
    assert_eq!(
        sandbox.get(&format!("{order}?spelling=x")).await.status,
        400
    );
}

#[tokio::test]
async fn an_order_that_expires_faster_than_life_says_so() {
    let sandbox = start().await;
    sandbox.place("expired", 900.0).await;
    let order = &sandbox.get(&format!("/orders/{ORDER_ID}")).await.json()["data"];
    let second = |name: &str| {
        let time = order[name].as_str().unwrap();
        time.get(17..19).unwrap().parse::<u64>().unwrap()
    };
    let window = (second("autoExpiresAt") + 60 - second("createdAt")) % 60;
    assert_eq!(window, 3, "{order}");
}

#[tokio::test]
async fn users_are_told_for_the_trackers_properties() {
    let sandbox = start().await;
    let pending = sandbox.get("/sandbox/users/pending").await.json();
    assert_eq!(
        pending["activeOrders"][0]["status"],
        "AWAITING_PAYMENT_FROM_USER"
    );
    let restricted = sandbox.get("/sandbox/users/restricted").await.json();
    assert_eq!(restricted["user"]["isAllowedToPlaceOrder"], false);
}
