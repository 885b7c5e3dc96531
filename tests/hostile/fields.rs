//! What the fields of an order may hold.

use super::{framed, outputs, processing};
use crate::common::{Driven, ORDER_ID, read, with_source};
use serde_json::json;
use transak_order_tracker::link::explorer;
use transak_order_tracker::order::{Amount, Order, Side, Status};
use transak_order_tracker::text;

/// Bad input 15.
#[test]
fn markup_in_a_text_is_text() {
    for evil in [
        "<img src=x onerror=alert(1)>",
        "<script>1</script>",
        "{{7*7}}",
        "</style>",
        "{time}",
    ] {
        let texts = json!({
            "id": evil, "status": "FAILED", "fiatCurrency": evil, "cryptoCurrency": evil, "network": evil, "paymentOptionId": evil,
            "transactionHash": evil, "transactionLink": evil, "statusReason": evil, "cryptoPaymentData": { "paymentAddress": evil },
        });
        let order = read(&texts).unwrap();
        assert_eq!(order.status_reason.as_deref(), Some(evil));
        assert_eq!(text::clean(evil), evil);
        assert_eq!(text::shortened(evil), None);
        assert_eq!(text::fill("at {time}", "time", evil), format!("at {evil}"));
        assert_eq!(explorer(evil, None, &[]), None);
    }
    let evil = json!({ "status": "<img src=x onerror=alert(1)>" });
    assert_eq!(read(&evil).unwrap().status.code(), "UNKNOWN");
}

/// Bad input 16.
#[test]
fn a_reason_of_100_kb_is_refused_on_the_stream_and_cut_elsewhere() {
    let reason = "r".repeat(100_000);
    let data = json!({ "status": "FAILED", "statusReason": reason });
    assert_eq!(outputs(&framed("ORDER_FAILED", &data.to_string())), []);
    let order = read(&data).unwrap();
    assert_eq!(order.status_reason.unwrap().len(), 200);
    // Nothing but characters that are taken out, and spaces.
    let empty = json!({ "status": "FAILED", "statusReason": "\u{202e} \u{0}".repeat(30_000) });
    assert_eq!(read(&empty).unwrap().status_reason, None);
}

#[test]
fn no_text_of_an_order_holds_control_or_bidi_characters() {
    let odd: String = ('\0'..=' ')
        .chain('\u{7f}'..='\u{a0}')
        .chain(['\u{ad}', '\u{61c}', '\u{180e}', '\u{feff}'])
        .chain('\u{200b}'..='\u{200f}')
        .chain('\u{2028}'..='\u{202f}')
        .chain('\u{2060}'..='\u{206f}')
        .chain('\u{e0000}'..='\u{e007f}')
        .collect();
    for c in odd.chars() {
        let reason = json!({ "status": "FAILED", "statusReason": format!("{c}a{c}b{c}") });
        let reason = read(&reason).unwrap().status_reason.unwrap();
        let shown = text::clean(&reason);
        let plain: String = shown
            .chars()
            // Joiners stay in free text: Persian and Hindi need them.
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{200c}' | '\u{200d}'))
            .collect();
        assert_eq!(plain, "ab", "{c:?}");
    }
    let address = format!("0x{}", "\u{202e}\u{200b}\u{200d}1a".repeat(20));
    let order = read(
        &json!({ "status": "AWAITING_PAYMENT_FROM_USER", "isBuyOrSell": "SELL", "cryptoPaymentData": { "paymentAddress": address } }),
    );
    assert_eq!(
        order.unwrap().deposit_address,
        Some(format!("0x{}", "1a".repeat(20)))
    );
}

/// Bad input 20.
#[test]
fn a_hash_that_is_none_is_no_link_of_a_completed_order() {
    for hash in [
        "DUMMY_TX_ID",
        "x",
        "a b c d e f 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5",
        &"1a".repeat(5_000),
    ] {
        let order = read(
            &json!({ "id": ORDER_ID, "status": "COMPLETED", "transactionHash": hash, "transactionLink": format!("https://etherscan.io/tx/{hash}") }),
        );
        let mut feed = Driven::new(&with_source());
        feed.subscribe();
        feed.pass(1_000);
        feed.answer(order.unwrap());
        let prompt = feed.feed.state().prompt.clone().unwrap();
        assert_eq!(
            (prompt.kind.name(), prompt.actions),
            ("completed", vec![]),
            "{hash:.20}"
        );
    }
}

/// Bad input 21. The browser's `JSON.parse` reads `1e400` as infinity, which is no amount either.
#[test]
fn an_amount_is_a_number_that_can_be_shown_or_none() {
    let fiat = |number: &str| Some(processing(&format!(r#""fiatAmount":{number}"#))?.fiat_amount);
    for broken in [
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x10",
        "1_000",
        "45,5",
    ] {
        assert_eq!(fiat(broken), None, "{broken}: no JSON");
    }
    for none in [
        "null", "-1", "-1e-300", "true", "[45]", "\"1e5\"", "\"NaN\"", "\"-0\"", "\" \"", "\"٤٥\"",
        "\"45,5\"", "\"0x10\"",
    ] {
        assert_eq!(fiat(none), Some(None), "{none}");
    }
    for (number, read) in [
        ("45.005", 45.005),
        ("1e21", 1e21),
        ("0.30000000000000004", 0.1 + 0.2),
        ("1.7976931348623157e308", f64::MAX),
        ("5e-324", 5e-324),
    ] {
        assert_eq!(fiat(number), Some(Some(Amount::Number(read))), "{number}");
    }
    for zero in ["-0", "-0.0", "0", "-0e0"] {
        let Some(Some(Amount::Number(number))) = fiat(zero) else {
            panic!("{zero}")
        };
        assert!(number.is_sign_positive(), "{zero}");
    }
    assert_eq!(fiat("\"45\""), Some(Some(Amount::Text("45".to_owned()))));
}

/// Bad input 22: what `Intl` makes of it is for `web::intl`, which shows a plain number.
#[test]
fn a_currency_is_a_short_text_or_none() {
    let currency = |text: &str| {
        read(&json!({ "status": "COMPLETED", "fiatCurrency": text }))
            .unwrap()
            .fiat_currency
    };
    for kept in ["US", "eur", "EURO", "€", "<b>"] {
        assert_eq!(currency(kept).as_deref(), Some(kept));
    }
    assert_eq!(currency(" E\u{202e}U\u{0}R "), Some("EUR".to_owned()));
    for none in ["", "  ", "\u{200b}", &"x".repeat(21), &"€".repeat(10_000)] {
        assert_eq!(currency(none), None);
    }
}

/// Bad input 23.
#[test]
fn a_side_that_is_none_leaves_the_words_neutral() {
    for (value, side) in [
        (json!("buy"), Some(Side::Buy)),
        (json!(" SELL "), Some(Side::Sell)),
        (json!(null), None),
        (json!("SWAP"), None),
        (json!(1), None),
    ] {
        let order =
            read(&json!({ "id": ORDER_ID, "status": "PROCESSING", "isBuyOrSell": value })).unwrap();
        assert_eq!(order.side, side, "{value}");
        let mut feed = Driven::new(&with_source());
        feed.stream(order);
        assert_eq!(feed.feed.state().side_name(), side.map_or("", Side::name));
    }
}

/// Bad input 30.
#[test]
fn ten_thousand_status_histories_say_nothing() {
    let history = json!({ "status": "COMPLETED", "createdAt": "2024-10-15T14:29:11Z", "message": "user@example.com" });
    let order = read(&json!({ "status": "PROCESSING", "statusHistories": vec![history; 10_000] }));
    assert_eq!(order, Some(Order::new(Status::Processing)));
}
