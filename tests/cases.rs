//! Cases from the field, each of which stands for a kind (`tests/data/cases/`: why, and what has to be shown), and more of the same kinds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{ORDER_ID, OTHER_ID, config, options, read, sample};
use serde_json::{Value, json};
use transak_order_tracker::link;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Amount, Order, Side, Status, Time, decode, deposit};
use transak_order_tracker::prompt::{Action, Copied, Prompt, PromptKind, Situation, prompt};
use transak_order_tracker::text::shortened;

/// The variants of a case, each with its name.
fn variants(name: &str) -> Vec<(String, Value)> {
    let case = sample(&format!("cases/{name}.json"));
    let variants = case["variants"].as_object().unwrap();
    assert!(!variants.is_empty());
    variants
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What a person is told of an order that is confirmed.
fn told(order: &Order) -> Prompt {
    let situation = Situation {
        followed: true,
        order: Some(order),
        side: order.side,
        confirmed: true,
        order_id: None,
        user: None,
        active_orders: &[],
    };
    prompt(&situation, &config(&options()).links).unwrap()
}

fn names(prompt: &Prompt) -> Vec<&'static str> {
    prompt.actions.iter().map(Action::name).collect()
}

fn copied(order: &Order) -> Vec<Copied> {
    let actions = told(order).actions;
    actions.iter().filter_map(Action::copied).collect()
}

fn transaction(order: &Order) -> Option<String> {
    let link = order.transaction_link.as_deref()?;
    link::explorer(link, order.transaction_hash.as_deref(), &[])
}

#[test]
fn a_completed_order_leads_to_the_explorer_that_transak_s_packages_name() {
    for file in ["explorers_of_transak_packages", "hedera_transaction_id"] {
        for (name, value) in variants(file) {
            let order = read(&value).unwrap();
            assert_eq!(order.status, Status::Completed, "{name}");
            assert_eq!(
                transaction(&order).as_deref(),
                value["transactionLink"].as_str(),
                "{name}"
            );
            assert_eq!(names(&told(&order)), ["view-transaction"], "{name}");
            let hash = value["transactionHash"].as_str().unwrap();
            assert!(shortened(hash).is_some(), "{name}: the id is shown");
        }
    }
}

#[test]
fn what_only_looks_like_an_id_of_hedera_leads_nowhere() {
    for hash in [
        "0.0.8432157",
        "0.0.8432157-1763632801",
        "0.0.8432157@1763632801-420517903x",
        "0.0.8432157/1763632801/420517903",
        "a.b.8432157-1763632801-420517903",
        "DUMMY_TX_ID",
    ] {
        let link = format!("https://hashscan.io/mainnet/transaction/{hash}");
        assert_eq!(link::explorer(&link, Some(hash), &[]), None, "{hash}");
    }
}

#[test]
fn a_transfer_that_needs_a_memo_is_shown_with_it_or_not_at_all() {
    let cases = variants("sell_with_memo");
    let [(_, without), (_, with)] = cases.as_slice() else {
        panic!("two variants")
    };
    let eth = read(without).unwrap();
    assert_eq!(
        copied(&eth),
        [Copied::Address, Copied::Amount, Copied::Network]
    );
    let xlm = read(with).unwrap();
    assert_eq!(deposit::memo(&xlm), Some("1058201934"));
    let all = [
        Copied::Address,
        Copied::Memo,
        Copied::Amount,
        Copied::Network,
    ];
    assert_eq!(copied(&xlm), all);

    let mut lacking = with.clone();
    for nothing in [json!(false), json!(null), json!(""), json!("  ")] {
        lacking["addressAdditionalData"] = nothing;
        let order = read(&lacking).unwrap();
        assert!(deposit::lacks_memo(&order));
        assert_eq!(copied(&order), []);
        assert_eq!(names(&told(&order)), ["resume"], "Transak's page has it");
    }
}

#[test]
fn a_memo_is_read_wherever_it_may_stand_and_one_that_cannot_be_read_withholds_the_address() {
    let sell = |memo: Value| {
        let order = json!({
            "id": ORDER_ID, "status": "AWAITING_PAYMENT_FROM_USER", "isBuyOrSell": "SELL", "network": "ethereum",
            "cryptoPaymentData": { "paymentAddress": "0xfa55" }, "addressAdditionalData": memo,
        });
        read(&order).unwrap()
    };
    assert_eq!(deposit::memo(&sell(json!("memo-7"))), Some("memo-7"));
    assert_eq!(
        deposit::memo(&sell(json!(1_058_201_934_u64))),
        Some("1058201934")
    );
    assert_eq!(deposit::memo(&sell(json!(0))), Some("0"));
    let inside = json!({
        "status": "AWAITING_PAYMENT_FROM_USER", "isBuyOrSell": "SELL", "network": "ton",
        "cryptoPaymentData": { "paymentAddress": "UQ1", "addressAdditionalData": "x1" },
    });
    assert_eq!(deposit::memo(&read(&inside).unwrap()), Some("x1"));
    // Nobody knows what these say, and a transfer without it may be lost.
    let long = "1".repeat(129);
    for odd in [
        json!(true),
        json!({ "memo": "7" }),
        json!(["7"]),
        json!(18_446_744_073_709_551_615_u64),
        json!(1.5),
        json!(-1),
        json!("мемо"),
        json!("7 8"),
        json!(long),
    ] {
        let order = sell(odd.clone());
        assert_eq!(deposit::address(&order), None, "{odd}");
        assert_eq!(deposit::memo(&order), None, "{odd}");
    }
}

#[test]
fn an_address_that_could_be_taken_for_another_is_neither_shown_nor_copied() {
    let sell = |address: &str| {
        let order = json!({
            "status": "AWAITING_PAYMENT_FROM_USER", "isBuyOrSell": "SELL", "network": "ethereum", "cryptoAmount": 1,
            "cryptoPaymentData": { "paymentAddress": address },
        });
        read(&order).unwrap()
    };
    for good in [
        "0xfa5545ac04da41f3ecd609681f2d01eaffc5d92c",
        "bc1q-x.y_z",
        "bitcoincash:qz1",
    ] {
        assert_eq!(deposit::address(&sell(good)), Some(good));
    }
    let long = "1".repeat(129);
    // A Cyrillic а, a full-width digit, a space within, a fraction slash, markup, too long.
    for bad in [
        "0xfа55",
        "0x１",
        "0x1 2",
        "0x1⁄2",
        "<b>0x1</b>",
        "0x1?amount=2",
        &long,
    ] {
        let order = sell(bad);
        assert_eq!(deposit::address(&order), None, "{bad}");
        assert_eq!(names(&told(&order)), ["resume"], "{bad}");
        assert!(!deposit::lacks_memo(&order));
    }
}

#[test]
fn a_network_needs_a_memo_by_its_name_and_where_that_says_nothing_by_its_coin() {
    let needs = |network: Option<&str>, coin: &str| {
        let order = Order {
            network: network.map(str::to_owned),
            crypto_currency: Some(coin.to_owned()),
            deposit_address: Some("abc".to_owned()),
            ..Order::new(Status::AwaitingPaymentFromUser)
        };
        deposit::lacks_memo(&order)
    };
    for network in [
        "ripple", "stellar", "TON", "cosmos", "osmosis", "eos", "hedera", "algorand",
    ] {
        assert!(needs(Some(network), "USDC"), "{network}");
    }
    for coin in ["XRP", "XLM", "ATOM", "HBAR", "ALGO"] {
        assert!(needs(None, coin) && needs(Some("mainnet"), coin), "{coin}");
        assert!(!needs(Some("ethereum"), coin), "{coin} wrapped as a token");
    }
    assert!(
        !needs(Some("mainnet"), "BTC") && !needs(None, "ETH") && !needs(Some("polygon"), "USDC")
    );
}

#[test]
fn a_memo_belongs_to_its_address_and_is_never_taken_for_another_s() {
    let known = |address: Option<&str>, memo: Option<&str>| Order {
        deposit_address: address.map(str::to_owned),
        deposit_memo: memo.map(str::to_owned),
        ..Order::new(Status::AwaitingPaymentFromUser)
    };
    let filled = |mut order: Order, from: &Order| {
        order.fill_from(from);
        (order.deposit_address, order.deposit_memo)
    };
    let before = known(Some("A"), Some("1"));
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(filled(known(None, None), &before), (some("A"), some("1")));
    assert_eq!(
        filled(known(Some("A"), None), &before),
        (some("A"), some("1"))
    );
    assert_eq!(filled(known(Some("B"), None), &before), (some("B"), None));
    assert_eq!(
        filled(known(Some("A"), Some("2")), &before),
        (some("A"), some("2"))
    );
}

#[test]
fn the_order_is_found_in_every_envelope_that_a_status_source_may_use() {
    for (name, value) in variants("status_endpoint_envelopes") {
        let order = read(&value).unwrap();
        assert_eq!(order.status, Status::Processing, "{name}");
        assert_eq!(order.payment_method.as_deref(), Some("sepa_bank_transfer"));
    }
    let bare = json!({ "id": ORDER_ID, "status": "PROCESSING" });
    for value in [
        json!([bare]),
        json!({ "data": [bare] }),
        json!({ "response": [bare] }),
        json!({ "order": [bare] }),
        json!({ "data": { "order": bare } }),
        json!({ "response": { "data": [bare] } }),
    ] {
        assert_eq!(
            read(&value).unwrap().id.as_deref(),
            Some(ORDER_ID),
            "{value}"
        );
    }
    for value in [
        json!([]),
        json!({ "data": [] }),
        json!([[[[[bare]]]]]),
        json!({ "list": [bare] }),
    ] {
        assert_eq!(read(&value), None, "{value}");
    }
}

#[test]
fn of_a_list_the_order_that_is_asked_about_is_taken_and_of_several_tries_the_one_that_counts() {
    let order = |id: &str, status: &str, day: u8| json!({ "id": id, "status": status, "createdAt": format!("2026-11-{day:02}T10:00:00Z") });
    let find = |list: &Value, id| {
        let order = decode::find(&NativeJson, list, id);
        order.and_then(|order| order.id)
    };
    let list = json!({ "data": [order("one", "FAILED", 1), order("two", "PROCESSING", 2), order("three", "EXPIRED", 3)] });
    assert_eq!(find(&list, Some("one")).as_deref(), Some("one"));
    assert_eq!(find(&list, Some("THREE")).as_deref(), Some("three"));
    assert_eq!(find(&list, Some("four")), None, "not ours");
    assert_eq!(find(&list, None).as_deref(), Some("two"), "it goes on");
    let list = json!([order("one", "COMPLETED", 1), order("two", "PROCESSING", 2)]);
    assert_eq!(find(&list, None).as_deref(), Some("one"), "it completed");
    let list = json!([order("one", "FAILED", 1), order("two", "EXPIRED", 2), { "status": 7 }]);
    assert_eq!(find(&list, None).as_deref(), Some("two"), "the newest");
    // A bare order of another id is for the merge rule to refuse.
    assert_eq!(
        find(&order(OTHER_ID, "FAILED", 1), Some(ORDER_ID)).as_deref(),
        Some(OTHER_ID)
    );
}

#[test]
fn a_code_that_nobody_documents_is_never_an_end_and_leads_to_transak_s_page() {
    let mut cases = variants("statuses_in_public_integrations");
    for code in ["CRYPTO_TRANSFER_PENDING", "ON_HOLD"] {
        cases.push((
            code.to_owned(),
            json!({ "id": ORDER_ID, "status": code, "isBuyOrSell": "SELL" }),
        ));
    }
    for (name, value) in cases {
        let order = read(&value).unwrap();
        assert_eq!(order.status.code(), value["status"].as_str().unwrap());
        assert!(!order.status.is_final(), "{name}");
        let prompt = told(&order);
        assert_eq!(prompt.kind, PromptKind::InProgress);
        assert_eq!(names(&prompt), ["resume"], "{name}");
    }
}

#[test]
fn the_user_api_s_spelling_is_read_and_empty_texts_are_as_good_as_none() {
    let cases = variants("user_api_transation_link");
    let of = |start: &str| {
        let (_, value) = cases
            .iter()
            .find(|(name, _)| name.starts_with(start))
            .unwrap();
        read(value).unwrap()
    };
    let done = of("with the link");
    assert_eq!(
        done.id.as_deref(),
        Some("2d1c0c6a-d575-420e-af6c-f5a7e12c44de")
    );
    assert_eq!(names(&told(&done)), ["view-transaction"]);
    let awaiting = of("awaiting");
    assert_eq!(awaiting.transaction_hash, None);
    assert_eq!(awaiting.transaction_link, None);
    assert_eq!(awaiting.completed_at, None);
    assert_eq!(
        awaiting.payment_method.as_deref(),
        Some("credit_debit_card")
    );
    assert_eq!(
        told(&of("failed")).kind,
        PromptKind::TryAnotherMethod,
        "a bank transfer"
    );
    let failed = |more: Value| {
        let mut order = json!({ "status": "FAILED", "isBuyOrSell": "BUY" });
        order
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        told(&read(&order).unwrap()).kind
    };
    assert_eq!(
        failed(json!({})),
        PromptKind::TryAnotherMethod,
        "nobody knows"
    );
    assert_eq!(
        failed(json!({ "paymentDetails": [] })),
        PromptKind::TryAnotherMethod
    );
    assert_eq!(
        failed(json!({ "paymentDetails": [{ "paymentMethod": "credit_debit_card" }] })),
        PromptKind::TryAnotherCard
    );
    let both = json!({ "paymentOptionId": "pm_pix", "paymentDetails": [{ "paymentMethod": "credit_debit_card" }] });
    assert_eq!(
        failed(both),
        PromptKind::TryAnotherMethod,
        "the order's own counts"
    );
}

#[test]
fn the_oldest_webhook_is_read_with_its_spelling_and_its_time_zone() {
    let input = &sample("cases/webhook_of_2020.json")["input"];
    let order = read(input).unwrap();
    assert_eq!(order.status, Status::AwaitingPaymentFromUser);
    assert_eq!(order.crypto_amount, Some(Amount::Number(731.34)));
    assert_eq!(order.crypto_currency.as_deref(), Some("CDAI"));
    assert_eq!(order.fee, Some(Amount::Number(5.526_527_643_368_64)));
    assert_eq!(order.payment_method, None, "an empty list");
    assert_eq!(order.expires_at, Time::parse("2026-11-20T10:45:05Z"));
    assert_eq!(order.side, Some(Side::Buy));
    let new = json!({ "status": "PROCESSING", "totalFee": 1, "totalFeeInFiat": 2, "cryptocurrency": "OLD", "cryptoCurrency": "NEW" });
    let new = read(&new).unwrap();
    assert_eq!(new.fee, Some(Amount::Number(2.0)), "the new names count");
    assert_eq!(new.crypto_currency.as_deref(), Some("NEW"));
}
