//! What the stream may carry, and a JSON text may be.

use super::{TOKEN, framed, outputs, processing, shown};
use crate::common::{Driven, ORDER_ID, parse, read, with_source};
use serde_json::json;
use transak_order_tracker::feed::stream::Output;
use transak_order_tracker::order::{Order, Status};

/// Bad input 5.
#[test]
fn a_frame_above_64_kib_is_dropped_however_large() {
    for (size, taken) in [
        (63 * 1_024, 1),
        (64 * 1_024 + 1, 0),
        (1 << 20, 0),
        (16 << 20, 0),
    ] {
        let reason = format!(
            r#"{{"status":"COMPLETED","statusReason":"{}"}}"#,
            "x".repeat(size)
        );
        let outputs = outputs(&framed("ORDER_COMPLETED", &reason));
        assert_eq!(outputs.len(), taken, "{size}");
    }
}

#[test]
fn a_hundred_thousand_brackets_are_no_json_and_harm_nothing() {
    for (open, close) in [("[", "]"), ("{\"data\":", "}"), ("[{\"a\":", "}]")] {
        let deep = open.repeat(100_000) + "1" + &close.repeat(100_000);
        assert_eq!(parse(&deep), None);
        assert_eq!(
            parse(&open.repeat(100_000)),
            None,
            "nor where it ends early"
        );
        // Encoded once more, it is a text first.
        assert_eq!(outputs(&framed("X", &json!(deep).to_string())), []);
    }
    // Thirty thousand are not too long for a frame, and ten are heard of.
    for (depth, taken) in [(10, 1), (30_000, 0)] {
        let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        for data in [&deep, &json!(deep).to_string()] {
            assert_eq!(outputs(&framed("X", data)).len(), taken, "{depth}");
        }
    }
}

#[test]
fn what_lies_deep_inside_an_order_is_not_looked_at() {
    let deep = "[".repeat(90) + &"]".repeat(90);
    let order = processing(&format!(
        r#""cryptoPaymentData":{deep},"fiatAmount":{deep},"x":{deep}"#
    ));
    assert_eq!(order, Some(Order::new(Status::Processing)));
}

#[test]
fn an_order_that_is_broken_off_anywhere_is_none() {
    let whole = json!({ "id": ORDER_ID, "status": "COMPLETED", "statusReason": "é\u{1F600}\"\\" });
    let whole = whole.to_string();
    for (end, _) in whole.char_indices() {
        assert_eq!(parse(whole.get(..end).unwrap()), None, "{end}");
    }
    for odd in [
        "\u{feff}{}",
        "{}x",
        "{} {}",
        "{'status':1}",
        "{status:1}",
        "{\"a\":1,}",
        "\"\\ud800\"",
        "\"\u{1}\"",
        "01",
        "+1",
        ".5",
        "0x1",
    ] {
        assert_eq!(parse(odd), None, "{odd}");
    }
}

/// Bad input 7.
#[test]
fn the_status_decides_and_not_the_name_of_the_event() {
    let mut feed = Driven::new(&with_source());
    shown(
        &mut feed,
        &framed("ORDER_COMPLETED", r#"{"status":"PROCESSING"}"#),
    );
    assert_eq!(feed.shown(), ("PROCESSING", false));
}

/// Bad input 9.
#[test]
fn a_proto_key_is_a_key_like_any_other() {
    for odd in [
        r#"{"__proto__":{"status":"COMPLETED"}}"#,
        r#"{"constructor":{"prototype":{"status":"COMPLETED"}}}"#,
        r#"{"id":"1","__proto__":{"status":"COMPLETED"},"toString":"COMPLETED"}"#,
    ] {
        assert_eq!(read(&parse(odd).unwrap()), None, "{odd}");
    }
    let order = processing(r#""__proto__":{"id":"x","fiatAmount":7},"hasOwnProperty":1"#);
    assert_eq!(order, Some(Order::new(Status::Processing)));
}

#[test]
fn of_a_key_that_comes_twice_the_last_counts() {
    let order = processing(r#""status":"COMPLETED","id":"1","id":"2""#).unwrap();
    assert_eq!(
        (order.status, order.id.as_deref()),
        (Status::Completed, Some("2"))
    );
}

/// Bad input 39.
#[test]
fn a_token_on_the_channel_is_told_without_a_word_of_it() {
    for data in [json!(TOKEN), json!(json!(TOKEN).to_string())] {
        let frame = framed(ORDER_ID, &data.to_string());
        let outputs = outputs(&frame);
        assert!(matches!(&outputs[..], [Output::Token(_)]), "{outputs:?}");
        let mut feed = Driven::new(&with_source());
        shown(&mut feed, &frame);
        assert_eq!((feed.errors(), feed.shown()), (vec!["CONFIG"], ("", false)));
        let told = format!("{outputs:?}{:?}{:?}", feed.outputs, feed.feed.state());
        assert!(!told.contains("eyJ") && !told.contains("user@example.com"));
    }
}
