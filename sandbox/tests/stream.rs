//! The order stream speaks the Pusher protocol, and plays scenarios in order.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Heard, KEY, ORDER_ID, start, start_with};
use transak_sandbox::scenario::Scenario;
use transak_sandbox::server::Options;

#[tokio::test]
async fn the_handshake_names_the_socket_and_the_activity_timeout() {
    let sandbox = start().await;
    let mut client = sandbox
        .open(&format!(
            "/app/{KEY}?protocol=7&client=js&version=8.6.0&flash=false"
        ))
        .await;
    let hello = client.frame().await;
    assert_eq!(hello["event"], "pusher:connection_established");
    let data: Value = serde_json::from_str(hello["data"].as_str().unwrap()).unwrap();
    assert_eq!(data["activity_timeout"], 120);
    let (left, right) = data["socket_id"].as_str().unwrap().split_once('.').unwrap();
    assert!(left.parse::<u64>().is_ok() && right.parse::<u64>().is_ok());
}

#[tokio::test]
async fn bad_connections_are_closed_with_pushers_codes_and_an_error_before() {
    let sandbox = start().await;
    for (path, code) in [
        ("/app/nobody?protocol=7".to_owned(), 4001),
        (format!("/app/{KEY}"), 4008),
        (format!("/app/{KEY}?protocol=4"), 4007),
        (format!("/app/{KEY}?protocol=99999999999"), 4007),
        (format!("/app/{KEY}?protocol=x"), 4007),
        (format!("/app/{KEY}?protocol=7&version=latest"), 4006),
        ("/application/x?protocol=7".to_owned(), 4005),
    ] {
        let mut client = sandbox.open(&path).await;
        let error = client.frame().await;
        assert_eq!(
            (&error["event"], &error["data"]["code"]),
            (&"pusher:error".into(), &code.into()),
            "{path}"
        );
        assert_eq!(client.close_code().await, code, "{path}");
    }
    let plain = sandbox.get(&format!("/app/{KEY}?protocol=7")).await;
    assert_eq!(plain.status, 426);
}

#[tokio::test]
async fn every_scenario_arrives_whole_and_in_order_on_both_channels() {
    let sandbox = start().await;
    for scenario in Scenario::all() {
        let mut client = sandbox.connect().await;
        let by_reference = "5a4db0c5-0000-4000-8000-0000000000aa_ref-1";
        for channel in [ORDER_ID, by_reference] {
            let answer = client.subscribe(channel).await;
            assert_eq!(answer["event"], "pusher_internal:subscription_succeeded");
            assert_eq!(
                (&answer["channel"], &answer["data"]),
                (&channel.into(), &"{}".into())
            );
        }
        let wish = json!({
            "scenario": scenario.name(), "orderId": ORDER_ID, "partnerOrderId": "ref-1", "speed": 1_000_000,
        });
        assert_eq!(sandbox.post("/sandbox/orders", &wish).await.status, 201);
        for step in scenario.steps() {
            for channel in [ORDER_ID, by_reference] {
                let frame = client.frame().await;
                assert_eq!(
                    (&frame["event"], &frame["channel"]),
                    (&step.event.into(), &channel.into())
                );
                let order: Value = serde_json::from_str(frame["data"].as_str().unwrap()).unwrap();
                assert_eq!(
                    (&order["status"], &order["id"]),
                    (&step.status.into(), &ORDER_ID.into())
                );
                assert_eq!(order["partnerOrderId"], "ref-1");
            }
        }
        assert!(client.is_quiet().await);
        assert_eq!(
            sandbox
                .request("DELETE", &format!("/sandbox/orders/{ORDER_ID}"), &[], "")
                .await
                .status,
            200
        );
    }
}

#[tokio::test]
async fn who_unsubscribes_hears_nothing_more() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe(ORDER_ID).await;
    client
        .say(&json!({ "event": "pusher:unsubscribe", "data": { "channel": ORDER_ID } }).to_string())
        .await;
    client.say(r#"{"event":"pusher:ping","data":{}}"#).await;
    assert_eq!(client.frame().await["event"], "pusher:pong");
    sandbox.place("card", 0.0).await;
    assert!(client.is_quiet().await);
    assert_eq!(
        sandbox.get("/sandbox/connections").await.json()["subscriptions"],
        0
    );
}

#[tokio::test]
async fn a_bad_channel_is_refused_and_the_socket_goes_on() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    let long = "a".repeat(165);
    for (channel, status) in [
        ("a b", 400),
        ("", 400),
        (long.as_str(), 400),
        ("private-a", 401),
        ("presence-a", 401),
    ] {
        let answer = client.subscribe(channel).await;
        assert_eq!(answer["event"], "pusher:subscription_error");
        assert_eq!(
            (&answer["channel"], &answer["data"]["status"]),
            (&channel.into(), &status.into())
        );
    }
    assert_eq!(
        client.subscribe("a").await["event"],
        "pusher_internal:subscription_succeeded"
    );
}

#[tokio::test]
async fn a_socket_may_have_a_thousand_channels_and_no_more() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    for number in 0..1_000 {
        let answer = client.subscribe(&format!("c{number}")).await;
        assert_eq!(answer["event"], "pusher_internal:subscription_succeeded");
    }
    assert_eq!(client.subscribe("c1000").await["data"]["status"], 429);
    assert_eq!(
        client.subscribe("c7").await["event"],
        "pusher_internal:subscription_succeeded"
    );
}

#[tokio::test]
async fn nonsense_is_answered_by_an_error_and_the_socket_goes_on() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    for nonsense in [
        "",
        "no json",
        "[]",
        "7",
        r#"{"event":5}"#,
        r#"{"event":"pusher:subscribe"}"#,
        r#"{"event":"x"}"#,
    ] {
        client.say(nonsense).await;
        assert_eq!(client.frame().await["event"], "pusher:error", "{nonsense}");
    }
    client.say(r#"{"event":"pusher:ping"}"#).await;
    assert_eq!(client.frame().await["event"], "pusher:pong");
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_the_socket() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.say(&"x".repeat(20 * 1024)).await;
    let code = client.close_code().await;
    assert!([1006, 1009].contains(&code), "{code}");
    assert_eq!(
        sandbox.get("/sandbox/connections").await.json()["sockets"],
        0
    );
}

#[tokio::test]
async fn an_idle_client_is_pinged_and_closed_with_4201_when_it_does_not_answer() {
    let timeouts = Duration::from_millis(300);
    let options = Options {
        activity_timeout: timeouts,
        pong_timeout: timeouts,
        ..Options::default()
    };
    let sandbox = start_with(options).await;
    let mut client = sandbox.connect().await;
    for _ in 0..3 {
        assert_eq!(client.frame().await["event"], "pusher:ping");
        client.say(r#"{"event":"pusher:pong","data":{}}"#).await;
    }
    assert_eq!(client.frame().await["event"], "pusher:ping");
    assert_eq!(client.close_code().await, 4201);
}

#[tokio::test]
async fn all_sockets_are_closed_with_the_code_that_is_asked_for() {
    let sandbox = start().await;
    for code in [
        1000, 1001, 1011, 1012, 3000, 4000, 4001, 4100, 4200, 4201, 4300, 4999,
    ] {
        let mut clients = [sandbox.connect().await, sandbox.connect().await];
        let answer = sandbox
            .post("/sandbox/close", &json!({ "code": code, "reason": "test" }))
            .await;
        assert_eq!(answer.json()["closed"], 2);
        for client in &mut clients {
            assert_eq!(client.close_code().await, code);
        }
        assert_eq!(
            sandbox.get("/sandbox/connections").await.json()["sockets"],
            0
        );
    }
    let mut client = sandbox.connect().await;
    sandbox
        .post("/sandbox/close", &json!({ "code": 1006 }))
        .await;
    assert!(matches!(client.hear().await, Heard::Gone));
    for code in [0, 999, 1005, 2000, 5000] {
        assert_eq!(
            sandbox
                .post("/sandbox/close", &json!({ "code": code }))
                .await
                .status,
            400,
            "{code}"
        );
    }
}

#[tokio::test]
async fn a_socket_that_goes_away_takes_its_subscriptions_along() {
    let sandbox = start().await;
    let mut client = sandbox.connect().await;
    client.subscribe("a").await;
    client.subscribe("b").await;
    let before = sandbox.get("/sandbox/connections").await.json();
    assert_eq!(
        before,
        json!({ "sockets": 1, "subscriptions": 2, "channels": { "a": 1, "b": 1 } })
    );
    drop(client);
    for _ in 0..50 {
        if sandbox.get("/sandbox/connections").await.json()["sockets"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let after = sandbox.get("/sandbox/connections").await.json();
    assert_eq!(
        after,
        json!({ "sockets": 0, "subscriptions": 0, "channels": {} })
    );
}
