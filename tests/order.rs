//! The nouns: statuses, the lifecycles, and the decoder with its allow-list.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{ORDER_ID, order, read, sample};
use serde_json::{Value, json};
use transak_order_tracker::order::lifecycle::{Finality, Lane, flow, progress, stage};
use transak_order_tracker::order::{Amount, Side, Status, Time};

const BUY: Option<Side> = Some(Side::Buy);
const SELL: Option<Side> = Some(Side::Sell);

fn status(code: &str) -> Status {
    Status::parse(code).unwrap()
}

/// The steps as `placed:done paid:current …`.
fn steps(code: &str, side: Option<Side>, reached: Option<&str>) -> String {
    let reached = reached.map(status);
    let steps = progress(Some(&status(code)), side, reached.as_ref());
    steps
        .iter()
        .map(|(step, state)| format!("{}:{}", step.name(), state.name()))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_live_status_stands_at_the_step_that_the_contract_names() {
    for (code, buy, sell) in [
        ("AWAITING_PAYMENT_FROM_USER", "placed", "placed"),
        ("PAYMENT_DONE_MARKED_BY_USER", "paid", "crypto-sent"),
        ("PROCESSING", "verified", "crypto-sent"),
        ("PENDING_DELIVERY_FROM_TRANSAK", "delivering", "paying-out"),
        (
            "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
            "delivering",
            "paying-out",
        ),
        ("COMPLETED", "completed", "completed"),
    ] {
        assert_eq!(stage(&status(code), BUY, None).name(), buy, "{code}");
        assert_eq!(stage(&status(code), SELL, None).name(), sell, "{code}");
        assert_eq!(
            stage(&status(code), None, None).name(),
            buy,
            "{code}, side unknown"
        );
    }
}

#[test]
fn steps_before_the_stage_are_done_and_later_ones_still_to_come() {
    assert_eq!(
        steps("PROCESSING", BUY, None),
        "placed:done paid:done verified:current delivering:todo completed:todo"
    );
    assert_eq!(
        steps("PENDING_DELIVERY_FROM_TRANSAK", SELL, None),
        "placed:done crypto-sent:done paying-out:current completed:todo"
    );
}

#[test]
fn on_hold_asks_for_attention_at_its_step() {
    assert_eq!(
        steps("ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", BUY, None),
        "placed:done paid:done verified:done delivering:attention completed:todo"
    );
}

#[test]
fn completed_has_every_step_done() {
    assert_eq!(
        steps("COMPLETED", SELL, None),
        "placed:done crypto-sent:done paying-out:done completed:done"
    );
}

#[test]
fn a_stop_stands_at_the_step_that_was_reached() {
    assert_eq!(
        steps("FAILED", BUY, Some("PROCESSING")),
        "placed:done paid:done verified:stopped delivering:todo completed:todo"
    );
    assert_eq!(
        steps(
            "REFUNDED",
            SELL,
            Some("ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK")
        ),
        "placed:done crypto-sent:done paying-out:stopped completed:todo"
    );
}

#[test]
fn a_stop_whose_way_is_not_known_stands_where_the_contract_says() {
    for (code, buy, sell) in [
        ("EXPIRED", "placed", "placed"),
        ("CANCELLED", "placed", "placed"),
        ("FAILED", "paid", "crypto-sent"),
        ("REFUNDED", "delivering", "paying-out"),
    ] {
        assert_eq!(stage(&status(code), BUY, None).name(), buy, "{code}");
        assert_eq!(stage(&status(code), SELL, None).name(), sell, "{code}");
    }
}

#[test]
fn with_nothing_known_no_step_is_current() {
    assert!(
        progress(None, BUY, None)
            .iter()
            .all(|(_, state)| state.name() == "todo")
    );
}

#[test]
fn an_unknown_status_is_in_progress_at_the_step_it_had_reached() {
    assert_eq!(
        steps("SOMETHING_NEW", BUY, Some("PENDING_DELIVERY_FROM_TRANSAK")),
        "placed:done paid:done verified:done delivering:current completed:todo"
    );
    assert!(!status("SOMETHING_NEW").is_final());
}

#[test]
fn five_statuses_are_final_and_two_of_them_for_good() {
    let of = |finality| {
        Status::KNOWN
            .iter()
            .filter(|status| status.finality() == finality)
            .map(Status::code)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Finality::Hard), ["COMPLETED", "REFUNDED"]);
    assert_eq!(of(Finality::Soft), ["CANCELLED", "FAILED", "EXPIRED"]);
}

#[test]
fn an_unknown_code_is_kept_if_it_is_plain_and_called_unknown_if_not() {
    assert_eq!(status("KYC_PENDING_2").code(), "KYC_PENDING_2");
    for odd in ["<b>x</b>", "completed", "A B", &"A".repeat(65)] {
        assert_eq!(status(odd).code(), "UNKNOWN", "{odd}");
    }
    for impossible in ["", "  ", &"A".repeat(10_000)] {
        assert_eq!(Status::parse(impossible), None);
    }
}

#[test]
fn the_partner_api_answer_is_read() {
    let order = read(&sample("get-order-buy-bank-completed.json")).unwrap();
    assert_eq!(order.id.as_deref(), Some(ORDER_ID));
    assert_eq!(order.status, Status::Completed);
    assert_eq!(order.side, BUY);
    assert_eq!(order.fiat_amount, Some(Amount::Number(45.0)));
    assert_eq!(order.fiat_currency.as_deref(), Some("EUR"));
    assert_eq!(order.crypto_amount, Some(Amount::Number(0.017_887_52)));
    assert_eq!(order.crypto_currency.as_deref(), Some("ETH"));
    assert_eq!(order.network.as_deref(), Some("ethereum"));
    assert_eq!(order.payment_method.as_deref(), Some("sepa_bank_transfer"));
    assert_eq!(
        order.created_at.unwrap().to_iso(),
        "2024-10-15T14:29:11.104Z"
    );
    assert_eq!(
        order.updated_at.unwrap().to_iso(),
        "2024-10-15T14:29:19.220Z"
    );
    assert_eq!(
        order.completed_at.unwrap().to_iso(),
        "2024-10-15T14:29:26.029Z"
    );
    assert_eq!(
        order.expires_at.unwrap().to_iso(),
        "2024-10-15T15:14:11.000Z"
    );
    assert_eq!(order.transaction_hash.as_deref(), Some("DUMMY_TX_ID"));
    assert_eq!(order.fee, Some(Amount::Number(1.61)));
    assert_eq!(order.deposit_address, None);
}

#[test]
fn the_webhook_of_the_same_order_reads_the_same_but_for_what_it_lacks() {
    let hooks = sample("webhook-buy-bank-completed.json");
    let mut from_hook = read(&hooks["data"][0]).unwrap();
    let from_api = read(&sample("get-order-buy-bank-completed.json")).unwrap();
    assert_eq!(from_hook.expires_at, None);
    from_hook.expires_at = from_api.expires_at;
    assert_eq!(from_hook, from_api);
}

#[test]
fn a_card_order_that_went_well_has_a_status_reason_all_the_same() {
    let order = read(&sample("get-orders-buy-card-completed.json")).unwrap();
    assert_eq!(
        order.status_reason.as_deref(),
        Some("Payment captured from user card.")
    );
    assert_eq!(order.payment_method.as_deref(), Some("credit_debit_card"));
}

#[test]
fn a_sell_order_has_its_deposit_address() {
    let order = read(&sample("get-orders-sell-bank-completed.json")).unwrap();
    assert_eq!(order.side, SELL);
    assert_eq!(
        order.deposit_address.as_deref(),
        Some("0x343B3F1793E2434f210BCF778Bc6Da841C0d58A3")
    );
}

#[test]
fn the_spelling_of_the_user_api_is_read() {
    let answer = json!({ "data": { "orderId": ORDER_ID, "status": "COMPLETED", "isBuyOrSell": "BUY",
        "paymentMethod": "credit_debit_card", "txHash": "0xabc", "transactionLink": "https://etherscan.io/tx/0xabc" } });
    let order = read(&answer).unwrap();
    assert_eq!(order.id.as_deref(), Some(ORDER_ID));
    assert_eq!(order.payment_method.as_deref(), Some("credit_debit_card"));
    assert_eq!(order.transaction_hash.as_deref(), Some("0xabc"));
}

#[test]
fn an_underscore_id_counts_where_there_is_no_id() {
    assert_eq!(
        read(&json!({ "_id": "b", "status": "PROCESSING" }))
            .unwrap()
            .id
            .as_deref(),
        Some("b")
    );
    assert_eq!(
        read(&json!({ "_id": "b", "id": "a", "status": "PROCESSING" }))
            .unwrap()
            .id
            .as_deref(),
        Some("a")
    );
}

#[test]
fn both_forms_of_a_widget_message_are_read() {
    let bare = json!({ "id": ORDER_ID, "status": "PROCESSING" });
    let new = json!({ "event_id": "TRANSAK_ORDER_SUCCESSFUL", "data": bare });
    let old = json!({ "event_id": "TRANSAK_ORDER_CREATED", "data": { "eventName": "TRANSAK_ORDER_CREATED", "status": bare } });
    assert_eq!(read(&new), read(&bare));
    assert_eq!(read(&old), read(&bare));
}

#[test]
fn nothing_off_the_allow_list_is_kept() {
    for name in [
        "get-order-buy-bank-completed.json",
        "get-orders-buy-card-completed.json",
        "get-orders-sell-bank-completed.json",
    ] {
        let kept = format!("{:?}", read(&sample(name)).unwrap());
        for personal in [
            "user@example.com",
            "masked",
            "IBAN",
            "0xD902d7eB",
            "0xad50e229",
            "35.177.158.9",
            "243a8ce2",
            "Karnataka",
            "11114444",
        ] {
            assert!(!kept.contains(personal), "{name} keeps {personal}");
        }
    }
}

#[test]
fn what_has_no_status_is_no_order() {
    for odd in [
        json!(null),
        json!(true),
        json!(42),
        json!("x"),
        json!([]),
        json!({}),
        json!({ "status": null }),
        json!({ "status": 7 }),
        json!({ "status": ["COMPLETED"] }),
        json!({ "status": "A".repeat(10_000) }),
        json!({ "data": { "data": { "data": { "data": { "data": { "data": { "status": "COMPLETED" } } } } } } }),
    ] {
        assert_eq!(read(&odd), None, "{odd}");
    }
}

#[test]
fn a_field_of_a_wrong_type_is_as_good_as_none() {
    let odd = json!({ "id": 7, "status": "PROCESSING", "fiatAmount": { "a": [1, { "b": 2 }] }, "cryptoAmount": [1, [2]],
        "fiatCurrency": false, "createdAt": 5, "cryptoPaymentData": "x", "isBuyOrSell": "SWAP", "statusReason": null });
    assert_eq!(
        read(&odd).unwrap(),
        transak_order_tracker::order::Order::new(Status::Processing)
    );
}

#[test]
fn amounts_are_never_negative_nor_infinite_and_texts_keep_their_digits() {
    let amount = |value: Value| {
        read(&json!({ "status": "PROCESSING", "fiatAmount": value }))
            .unwrap()
            .fiat_amount
    };
    assert_eq!(amount(json!(45.005)), Some(Amount::Number(45.005)));
    assert_eq!(
        amount(json!("0.123456789012345678")),
        Some(Amount::Text("0.123456789012345678".to_owned()))
    );
    assert_eq!(amount(json!(-0.0)), Some(Amount::Number(0.0)));
    for odd in [
        json!(null),
        json!(-1),
        json!("1e5"),
        json!("-1"),
        json!("NaN"),
        json!(""),
        json!("1.2.3"),
        json!("."),
        json!("1".repeat(41)),
    ] {
        assert_eq!(amount(odd.clone()), None, "{odd}");
    }
    assert_eq!(Amount::from_number(f64::INFINITY), None);
    assert_eq!(Amount::from_number(f64::NAN), None);
}

#[test]
fn a_long_status_reason_is_cut_and_loses_its_control_and_bidi_characters() {
    let reason = |text: &str| {
        read(&json!({ "status": "FAILED", "statusReason": text }))
            .unwrap()
            .status_reason
    };
    assert_eq!(reason(&"é".repeat(100_000)).unwrap().chars().count(), 200);
    assert_eq!(
        reason("a\u{202e}b\u{0}c\nd\u{feff}").as_deref(),
        Some("abc d")
    );
    assert_eq!(
        reason("<img src=x onerror=alert(1)>").as_deref(),
        Some("<img src=x onerror=alert(1)>")
    );
}

#[test]
fn an_overlong_address_or_id_is_dropped_rather_than_cut() {
    let long = "a".repeat(201);
    let order = read(&json!({ "id": long, "status": "PROCESSING", "cryptoPaymentData": { "paymentAddress": long } })).unwrap();
    assert_eq!((order.id, order.deposit_address), (None, None));
}

#[test]
fn times_are_strict_rfc_3339_or_none() {
    for (text, iso) in [
        ("2024-10-15T14:29:11.104Z", Some("2024-10-15T14:29:11.104Z")),
        (
            "2024-10-15T15:14:11+00:00",
            Some("2024-10-15T15:14:11.000Z"),
        ),
        (
            "2024-10-15T20:44:11.5+05:30",
            Some("2024-10-15T15:14:11.500Z"),
        ),
        ("2024-02-29T00:00:00-0100", Some("2024-02-29T01:00:00.000Z")),
        ("2020-07-01T10:00:00", Some("2020-07-01T10:00:00.000Z")),
        (
            "2024-10-15T14:29:11.123456Z",
            Some("2024-10-15T14:29:11.123Z"),
        ),
        ("2024-02-30T00:00:00Z", None),
        ("2023-02-29T00:00:00Z", None),
        ("10/15/2024", None),
        ("2024-10-15", None),
        ("2024-10-15T25:00:00Z", None),
        ("2024-10-15T14:29:11.Z", None),
        ("2024-10-15T14:29:11Zjunk", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("", None),
    ] {
        assert_eq!(
            Time::parse(text).map(Time::to_iso).as_deref(),
            iso,
            "{text}"
        );
    }
}

#[test]
fn filling_in_never_touches_the_status_or_what_is_known() {
    let mut known = order("COMPLETED");
    let mut other = order("PROCESSING");
    other.network = Some("base".to_owned());
    other.id = Some("other".to_owned());
    known.fill_from(&other);
    assert_eq!(known.status, Status::Completed);
    assert_eq!(known.network.as_deref(), Some("base"));
    assert_eq!(known.id.as_deref(), Some(ORDER_ID));
}

#[test]
fn the_flow_holds_every_status_once_and_its_way_is_the_lifecycle() {
    for side in [Some(Side::Buy), Some(Side::Sell), None] {
        let flow = flow(side);
        for status in &Status::KNOWN {
            let places = flow.iter().filter(|(its, _)| its == status).count();
            let is_missing = side == Some(Side::Sell) && *status == Status::Processing;
            assert_eq!(places, usize::from(!is_missing), "{status:?}");
        }
        let way: Vec<_> = flow.iter().filter(|(_, lane)| *lane == Lane::Way).collect();
        assert!(
            way.windows(2)
                .all(|pair| pair[0].0.rank() < pair[1].0.rank())
        );
        for (status, lane) in &flow {
            let is_beside = matches!(lane, Lane::Stop | Lane::Refund);
            assert_eq!(is_beside, status.is_final() && *status != Status::Completed);
        }
    }
}
