//! Events: which come out, and in what shape.

use crate::world::{ESTABLISHED, Server, World, channel, event, granted, refused};
use serde_json::{Value, json};
use transak_order_tracker::feed::stream::Output;

const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl";

/// What comes out for one frame on the live channel `a`.
fn outputs(frame: &str) -> Vec<Output<Value>> {
    let mut world = World::live(&["a"]);
    world.frame(frame);
    assert!(world.is_live("a") && world.sent.is_empty());
    world.log
}

fn message(data: Value) -> Vec<Output<Value>> {
    vec![Output::Message {
        channel: channel("a"),
        event: "ORDER_PROCESSING".into(),
        data,
    }]
}

#[test]
fn data_is_an_object_or_its_text_or_the_text_of_its_text() {
    let order = json!({ "id": "1", "status": "PROCESSING" });
    let once = Value::String(order.to_string());
    let twice = Value::String(once.to_string());
    for data in [&order, &once, &twice] {
        assert_eq!(
            outputs(&event("a", "ORDER_PROCESSING", data)),
            message(order.clone()),
            "{data}"
        );
    }
}

#[test]
fn data_that_is_no_object_is_dropped() {
    let thrice = Value::String(Value::String(Value::String("{}".into()).to_string()).to_string());
    let text = |text: &str| Value::String(text.into());
    let all = [
        thrice,
        json!(null),
        json!(7),
        json!([]),
        json!([{}]),
        json!(true),
    ];
    for data in all.into_iter().chain(
        [
            "",
            "plain",
            "7",
            "null",
            "[]",
            "[{}]",
            "{",
            "{}x",
            "\u{feff}{}",
        ]
        .map(text),
    ) {
        assert_eq!(
            outputs(&event("a", "ORDER_PROCESSING", &data)),
            [],
            "{data}"
        );
    }
    assert_eq!(outputs(r#"{"event":"ORDER_PROCESSING","channel":"a"}"#), []);
}

#[test]
fn a_token_is_named_and_not_looked_into() {
    let token = Value::String(JWT.into());
    for data in [&token, &Value::String(token.to_string())] {
        assert_eq!(
            outputs(&event("a", "322dc79c", data)),
            [Output::Token(channel("a"))]
        );
        assert_eq!(
            outputs(&event("z", "322dc79c", data)),
            [],
            "of another channel"
        );
    }
    assert_eq!(
        outputs(&event(
            "a",
            "322dc79c",
            &Value::String("eyJust text.".into())
        )),
        []
    );
}

#[test]
fn frames_that_are_no_event_are_ignored() {
    let frames = [
        "",
        " ",
        "null",
        "true",
        "42",
        "\"x\"",
        "[]",
        "{}",
        "{",
        "\u{feff}{\"event\":\"x\"}",
        "\0",
        "[[[[",
        r#"{"event":5}"#,
        r#"{"event":null}"#,
        r#"{"event":["x"]}"#,
        r#"{"event":{}}"#,
        r#"{"data":{}}"#,
        r#"{"event":"X","channel":7,"data":{}}"#,
        r#"{"event":"X","data":{}}"#,
        r#"{"event":"","channel":"a","data":{}}"#,
        r#"{"event":"X","channel":["a"],"data":{}}"#,
        r#"{"event":"X","channel":"A","data":{}}"#,
        r#"{"event":"pusher_internal:subscription_succeeded"}"#,
        r#"{"event":"pusher:subscription_error"}"#,
        r#"{"event":"pusher:subscription_error","channel":7,"data":7}"#,
    ];
    for frame in frames {
        assert_eq!(outputs(frame), [], "{frame}");
    }
    assert_eq!(outputs(&"[".repeat(60_000)), []);
}

#[test]
fn pushers_own_events_and_those_of_clients_never_come_out() {
    let names = [
        "pusher:error",
        "pusher:pong",
        "pusher:cache_miss",
        "pusher:signin_success",
        "pusher:x",
        "pusher_internal:subscription_count",
        "pusher_internal:member_added",
        "pusher_internal:x",
        "client-ORDER_COMPLETED",
        "client-",
    ];
    for name in names {
        assert_eq!(
            outputs(&event("a", name, &json!({ "status": "COMPLETED" }))),
            [],
            "{name}"
        );
    }
}

#[test]
fn the_name_of_an_event_may_have_200_characters() {
    let named = |name: &str| outputs(&event("a", name, &json!({}))).len();
    assert_eq!(named(&"x".repeat(200)), 1);
    assert_eq!(named(&"é".repeat(200)), 1);
    assert_eq!(named(&"x".repeat(201)), 0);
    assert_eq!(
        named("anything else"),
        1,
        "the decoder knows what an order's events are"
    );
}

#[test]
fn a_frame_may_have_64_kib() {
    let framed = |length: usize| {
        let empty = event("a", "ORDER_PROCESSING", &json!({ "x": "" }));
        event(
            "a",
            "ORDER_PROCESSING",
            &json!({ "x": "x".repeat(length - empty.len()) }),
        )
    };
    assert_eq!(framed(65_536).len(), 65_536);
    assert_eq!(outputs(&framed(65_536)).len(), 1);
    assert_eq!(outputs(&framed(65_537)).len(), 0);
}

#[test]
fn events_of_channels_that_nobody_wants_never_come_out() {
    let mut world = World::live(&["a", "b"]);
    world.frame(&event("z", "ORDER_PROCESSING", &json!({})));
    world.unsubscribe("b");
    world.frame(&event("b", "ORDER_PROCESSING", &json!({})));
    assert!(world.log.is_empty());
}

#[test]
fn an_event_before_the_answer_to_the_subscription_is_a_hint_like_any_other() {
    let mut world = World::new(Server::Mute);
    world.subscribe("a");
    world.frame(&event("a", "ORDER_PROCESSING", &json!({})));
    assert!(world.log.is_empty(), "before the handshake it is nonsense");
    world.frame(ESTABLISHED);
    world.frame(&event("a", "ORDER_PROCESSING", &json!({})));
    assert_eq!(world.log, message(json!({})));
    world.frame(&granted("a"));
    assert_eq!(world.log.len(), 2, "and not repeated");
}

#[test]
fn an_event_of_a_refused_channel_is_dropped() {
    let mut world = World::live(&["a"]);
    world.frame(&refused("a", "403"));
    world.look();
    world.frame(&event("a", "ORDER_PROCESSING", &json!({})));
    assert!(world.log.is_empty());
}
