use std::collections::BTreeSet;

use serde_json::Value;

use super::flow::{AWAITING, COMPLETED, FAILED, PENDING, PROCESSING};
use super::*;

const ORDER_ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";
const START: u64 = 1_729_002_551_104;

fn orders(scenario: Scenario) -> Vec<Value> {
    let identity = Identity::new(ORDER_ID);
    (0..scenario.steps().len())
        .map(|index| order(scenario, index, &identity, START))
        .collect()
}

/// The documented transitions, and the ones that follow from the documentation.
fn may_follow(from: &str, to: &str) -> bool {
    let followers: &[&str] = match from {
        "AWAITING_PAYMENT_FROM_USER" => &[
            "PAYMENT_DONE_MARKED_BY_USER",
            "PROCESSING",
            "PENDING_DELIVERY_FROM_TRANSAK",
            "EXPIRED",
            "CANCELLED",
            "FAILED",
        ],
        "PAYMENT_DONE_MARKED_BY_USER" => &[
            "PENDING_DELIVERY_FROM_TRANSAK",
            "FAILED",
            "CANCELLED",
            "EXPIRED",
        ],
        "PROCESSING" => &[
            "PENDING_DELIVERY_FROM_TRANSAK",
            "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
            "FAILED",
        ],
        "PENDING_DELIVERY_FROM_TRANSAK" => &[
            "COMPLETED",
            "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
            "REFUNDED",
            "FAILED",
        ],
        "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK" => {
            &["PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED", "REFUNDED"]
        }
        "FAILED" => &["REFUNDED"],
        _ => &[],
    };
    followers.contains(&to)
}

#[test]
fn every_scenario_follows_the_flow_from_creation_to_an_end() {
    for scenario in Scenario::all() {
        let steps = scenario.steps();
        assert_eq!(
            (steps[0].event, steps[0].status, steps[0].after_ms),
            ("ORDER_CREATED", AWAITING, 0)
        );
        for pair in steps.windows(2) {
            assert!(
                may_follow(pair[0].status, pair[1].status),
                "{}: {pair:?}",
                scenario.name()
            );
            assert!(pair[1].after_ms > 0);
        }
        let end = steps.last().unwrap().status;
        assert!(
            ["COMPLETED", "CANCELLED", "FAILED", "REFUNDED", "EXPIRED"].contains(&end),
            "{}",
            scenario.name()
        );
    }
}

#[test]
fn every_status_and_every_event_occurs_somewhere() {
    let steps: Vec<Step> = Scenario::all()
        .iter()
        .flat_map(|scenario| scenario.steps())
        .collect();
    let statuses: BTreeSet<_> = steps.iter().map(|step| step.status).collect();
    let events: BTreeSet<_> = steps.iter().map(|step| step.event).collect();
    assert_eq!(statuses, BTreeSet::from(STATUSES));
    assert_eq!(events, BTreeSet::from(EVENTS));
}

#[test]
fn a_sell_is_never_processing_and_both_sides_know_every_other_end() {
    for scenario in Scenario::all()
        .iter()
        .filter(|scenario| scenario.side() == Side::Sell)
    {
        assert!(
            scenario
                .steps()
                .iter()
                .all(|step| step.status != PROCESSING),
            "{}",
            scenario.name()
        );
    }
    for side in [Side::Buy, Side::Sell] {
        let ends: BTreeSet<_> = Scenario::all()
            .iter()
            .filter(|scenario| scenario.side() == side)
            .flat_map(|scenario| scenario.steps())
            .map(|step| step.status)
            .collect();
        for end in ["COMPLETED", "CANCELLED", "FAILED", "REFUNDED", "EXPIRED"] {
            assert!(ends.contains(end), "{side:?} {end}");
        }
    }
}

#[test]
fn a_name_finds_its_scenario_and_no_two_share_one() {
    let names: BTreeSet<_> = Scenario::all()
        .iter()
        .map(|scenario| scenario.name())
        .collect();
    assert_eq!(names.len(), Scenario::all().len());
    for scenario in Scenario::all() {
        assert_eq!(Scenario::find(scenario.name()), Some(*scenario));
        assert!(!scenario.title().is_empty());
    }
    assert_eq!(Scenario::find("Card"), None);
}

#[test]
fn the_payload_of_each_step_has_its_status_and_the_types_of_the_sdk() {
    let texts = [
        "id",
        "createdAt",
        "status",
        "fiatCurrency",
        "userId",
        "cryptoCurrency",
        "isBuyOrSell",
        "ipAddress",
    ];
    let more = [
        "paymentOptionId",
        "orderProcessingType",
        "network",
        "countryCode",
        "autoExpiresAt",
        "userKycType",
    ];
    let numbers = [
        "fiatAmount",
        "amountPaid",
        "conversionPrice",
        "cryptoAmount",
        "totalFeeInFiat",
        "referenceCode",
    ];
    for scenario in Scenario::all() {
        for (order, step) in orders(*scenario).iter().zip(scenario.steps()) {
            assert_eq!(order["status"], step.status);
            assert_eq!(order["isBuyOrSell"], scenario.side().code());
            assert!(
                texts
                    .iter()
                    .chain(&more)
                    .all(|name| order[name].is_string()),
                "{order}"
            );
            assert!(
                numbers.iter().all(|name| order[name].is_number()),
                "{order}"
            );
            assert!(order["statusHistories"].is_array() && order["paymentOptions"].is_array());
        }
    }
}

#[test]
fn every_payload_fits_into_a_message_of_the_stream() {
    for order in Scenario::all()
        .iter()
        .flat_map(|scenario| orders(*scenario))
    {
        assert!(
            order.to_string().len() <= 10 * 1024,
            "{} bytes",
            order.to_string().len()
        );
    }
}

#[test]
fn the_payload_carries_constructed_personal_data_for_the_tracker_to_drop() {
    let processing = &orders(Scenario::Card)[1];
    let message = processing["statusHistories"][0]["message"]
        .as_str()
        .unwrap();
    assert!(
        message.contains("alex.constructed@example.com") && message.contains("Alex Constructed")
    );
    let redirect =
        &processing["cardPaymentData"]["pgData"]["redirectionRequestData"]["redirectUrl"];
    assert!(
        redirect
            .as_str()
            .unwrap()
            .starts_with("https://3ds.example/")
    );
    assert!(
        orders(Scenario::BankTransfer)[0]["paymentOptions"][0]["fields"]
            .to_string()
            .contains("IBAN")
    );
}

#[test]
fn amounts_of_the_card_order_change_as_in_the_real_one() {
    let amounts: Vec<_> = orders(Scenario::Card)
        .iter()
        .map(|o| (o["amountPaid"].as_f64().unwrap(), o["cryptoAmount"].clone()))
        .collect();
    assert_eq!(amounts[0], (0.0, 0.015_564_09.into()));
    assert_eq!(amounts[1], (50.0, 0.015_564_09.into()));
    assert_eq!(amounts[3], (50.0, 0.015_556_72.into()));
}

#[test]
fn a_completed_order_was_updated_before_it_was_completed() {
    for scenario in [Scenario::Card, Scenario::BankTransfer, Scenario::Sell] {
        let all = orders(scenario);
        let last = all.last().unwrap();
        let before = &all[all.len() - 2];
        let time = |order: &Value, name: &str| order[name].as_str().unwrap().to_owned();
        assert!(time(last, "updatedAt") < time(last, "completedAt"));
        assert!(time(before, "updatedAt") < time(last, "updatedAt"));
        assert!(before.get("completedAt").is_none());
    }
}

#[test]
fn times_never_run_backward_even_where_everything_happens_at_once() {
    let mut record = Record::place(Scenario::Card, Identity::new(ORDER_ID), START);
    record.happen("ORDER_PROCESSING", PENDING, START);
    record.happen("ORDER_COMPLETED", COMPLETED, START - 5);
    let order = record.spell(Spelling::Stream);
    assert_eq!(order["createdAt"], order["completedAt"]);
    assert_eq!(order["createdAt"], order["updatedAt"]);
}

#[test]
fn the_window_to_pay_is_45_minutes_to_buy_and_60_to_sell() {
    assert_eq!(
        orders(Scenario::Card)[0]["autoExpiresAt"],
        "2024-10-15T15:14:11+00:00"
    );
    assert_eq!(
        orders(Scenario::Sell)[0]["autoExpiresAt"],
        "2024-10-15T15:29:11+00:00"
    );
    let short =
        Record::place(Scenario::Expired, Identity::new(ORDER_ID), START).with_payment_window(9_000);
    assert_eq!(
        short.spell(Spelling::Partner)["data"]["autoExpiresAt"],
        "2024-10-15T14:29:20+00:00"
    );
}

#[test]
fn a_completed_purchase_links_to_its_transaction_and_a_sell_has_none() {
    let last = |scenario| orders(scenario).pop().unwrap();
    assert_eq!(
        last(Scenario::BankTransfer)["transactionLink"],
        "https://sepolia.etherscan.io/tx/DUMMY_TX_ID"
    );
    let hash = "0x322dc79cfad24df1bf50b292191fc953322dc79cfad24df1bf50b292191fc953";
    assert_eq!(last(Scenario::Card)["transactionHash"], hash);
    assert_eq!(
        last(Scenario::Card)["transactionLink"],
        format!("https://etherscan.io/tx/{hash}")
    );
    assert!(last(Scenario::Sell).get("transactionHash").is_none());
    assert!(last(Scenario::Refunded).get("transactionHash").is_none());
}

#[test]
fn a_sell_tells_where_to_send_the_crypto() {
    for order in orders(Scenario::SellFailed) {
        assert!(
            order["cryptoPaymentData"]["paymentAddress"]
                .as_str()
                .unwrap()
                .starts_with("0x")
        );
        assert!(order.get("cardPaymentData").is_none() && order.get("walletAddress").is_none());
    }
}

#[test]
fn each_spelling_has_its_own_names_for_the_same_order() {
    let record = Record::at_step(Scenario::Card, 9, Identity::new(ORDER_ID), START);
    let webhook = record.spell(Spelling::Webhook);
    assert_eq!(
        (&webhook["eventID"], &webhook["webhookData"]["id"]),
        (&"ORDER_COMPLETED".into(), &ORDER_ID.into())
    );
    assert!(webhook["webhookData"].get("autoExpiresAt").is_none());
    let partner = record.spell(Spelling::Partner);
    assert_eq!(
        (&partner["meta"]["orderId"], &partner["data"]["_id"]),
        (&ORDER_ID.into(), &ORDER_ID.into())
    );
    assert_eq!(
        partner["data"]["statusHistories"].as_array().unwrap().len(),
        4
    );
    assert!(partner["data"].get("userId").is_none());
    let user = record.spell(Spelling::User);
    assert_eq!(
        (&user["data"]["orderId"], &user["data"]["paymentMethod"]),
        (&ORDER_ID.into(), &"credit_debit_card".into())
    );
    assert_eq!(user["data"]["txHash"], partner["data"]["transactionHash"]);
    for absent in [
        "id",
        "transactionHash",
        "paymentOptionId",
        "statusHistories",
        "autoExpiresAt",
    ] {
        assert!(user["data"].get(absent).is_none(), "{absent}");
    }
}

#[test]
fn a_frame_holds_its_order_as_json_in_a_string() {
    let order = order(Scenario::Declined, 1, &Identity::new(ORDER_ID), START);
    let frame: Value = serde_json::from_str(&frame(ORDER_ID, "ORDER_FAILED", &order)).unwrap();
    assert_eq!(
        (&frame["event"], &frame["channel"]),
        (&"ORDER_FAILED".into(), &ORDER_ID.into())
    );
    let data: Value = serde_json::from_str(frame["data"].as_str().unwrap()).unwrap();
    assert_eq!(data["status"], FAILED);
}

#[test]
fn a_status_that_nobody_knows_is_told_as_work_in_progress() {
    assert_eq!(event_for("AWAITING_MOON_PHASE"), "ORDER_PROCESSING");
    let mut record = Record::place(Scenario::Card, Identity::new(ORDER_ID), START);
    record.happen(
        "ORDER_PROCESSING",
        "AWAITING_MOON_PHASE".to_owned(),
        START + 1,
    );
    assert_eq!(
        record.spell(Spelling::Stream)["status"],
        "AWAITING_MOON_PHASE"
    );
}

#[test]
fn users_are_returning_restricted_or_in_the_middle_of_an_order() {
    assert_eq!(
        user(UserKind::Returning, START)["user"]["kycStatus"],
        "APPROVED"
    );
    assert_eq!(
        user(UserKind::Restricted, START)["user"]["isAllowedToPlaceOrder"],
        false
    );
    let pending = user(UserKind::Pending, START);
    assert_eq!(pending["activeOrders"][0]["status"], AWAITING);
    assert_eq!(
        pending["activeOrders"][0]["createdAt"],
        "2024-10-15T14:24:11.104Z"
    );
}
