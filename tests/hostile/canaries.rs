//! A canary in every field of Transak's that is not on the allow-list: none of them gets into what the core keeps, shows, tells or
//! asks.

use crate::common::{Driven, ORDER_ID, options, read, with_source};
use serde_json::{Value, json};
use transak_order_tracker::feed::{Feed, Input};
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Status, Time, decode};
use transak_order_tracker::state::Source;
use transak_order_tracker::tracking::{News, Tracking};

/// Fields of the stream's, the webhook's and the APIs' orders; a number is a place in a list.
const FIELDS: [&str; 63] = [
    "_id",
    "appVersionName",
    "bankId",
    "cardPaymentData.orderId",
    "cardPaymentData.paymentId",
    "cardPaymentData.pgData.beneficiaryName",
    "cardPaymentData.pgData.liquidityProvider",
    "cardPaymentData.pgData.paymentOptions.0.fields.0.value",
    "cardPaymentData.pgData.redirectionRequestData.body",
    "cardPaymentData.pgData.redirectionRequestData.header",
    "cardPaymentData.pgData.redirectionRequestData.redirectUrl",
    "cardPaymentData.pgData.status",
    "cardPaymentData.statusReason",
    "conversionPriceData.id",
    "conversionPriceData.notes.0",
    "conversionPriceData.partnerApiKey",
    "countryCode",
    "cryptoTransactionData.address",
    "cryptoTransactionData.txid",
    "dispute",
    "email",
    "errorMessage",
    "exchangeId",
    "fromWalletAddress",
    "internalOrderStatus",
    "ipAddress",
    "liquidityProvider",
    "liquidityProviderData.accountNumber",
    "liquidityProviderData.payerName",
    "liquidityProviderData.postalAddress",
    "liquidityProviderData.sortCode",
    "nftAssetInfo.collection",
    "orderChannelType",
    "orderProcessingType",
    "partnerApiKey",
    "partnerCustomerId",
    "partnerFeeInUsd",
    "partnerOrderId",
    "partnerTransactionHash",
    "partnerUserId",
    "paymentDetails.0.fields.0.value",
    "paymentOptions.0.fields.0.name",
    "paymentOptions.0.fields.0.value",
    "paymentOptions.0.name",
    "paymentTnxId",
    "payoutFiatData.payoutDetails.accountNumber",
    "payoutFiatData.payoutDetails.firstName",
    "payoutFiatData.payoutDetails.lastName",
    "payoutFiatData.payoutDetails.sortCode",
    "payoutFiatData.payoutDetails.userId",
    "quoteId",
    "redirectURL",
    "referenceCode",
    "slackThreadId",
    "stateCode",
    "statusHistories.0.message",
    "statusHistories.0.partnerEventId",
    "tokenContractAddress",
    "userId",
    "userKycType",
    "walletAddress",
    "walletLink",
    "webhookResponses.0.webhookResponse.body",
];

/// No field's real value has this in it.
const CANARY: &str = "Canary";

fn put(into: &mut Value, path: &str, what: Value) {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let slot = if key == "0" {
        if !into.is_array() {
            *into = json!([null]);
        }
        &mut into[0]
    } else {
        &mut into[key]
    };
    if rest.is_empty() {
        *slot = what;
    } else {
        put(slot, rest, what);
    }
}

/// An order with everything that is kept, and a canary in everything that is not.
fn order(status: &str, side: &str) -> Value {
    let mut order = json!({
        "id": ORDER_ID, "status": status, "isBuyOrSell": side, "fiatAmount": 45, "fiatCurrency": "EUR", "cryptoAmount": 0.0155,
        "cryptoCurrency": "ETH", "network": "ethereum", "paymentOptionId": "credit_debit_card", "totalFeeInFiat": 1.5,
        "createdAt": "2024-10-15T14:29:11.104Z", "updatedAt": "2024-10-15T14:40:00Z", "completedAt": "2024-10-15T14:41:00Z",
        "autoExpiresAt": "2024-10-15T15:14:11+00:00", "statusReason": "Declined.",
        "transactionHash": "0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b",
        "transactionLink": "https://etherscan.io/tx/0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b",
    });
    if side == "SELL" {
        order["cryptoPaymentData"] =
            json!({ "paymentAddress": "0xad50e2290ed3cb0ad2ff9b8e0ad9a6c0a7d1ad3f" });
    } else if side == "BUY" {
        put(
            &mut order,
            "cryptoPaymentData.paymentAddress",
            json!("Canary of a buyer"),
        );
    }
    canaries(order)
}

/// An order with little else: what is missing must not be taken from where it doesn't belong.
fn sparse(status: &str) -> Value {
    canaries(json!({ "id": ORDER_ID, "status": status }))
}

fn canaries(mut order: Value) -> Value {
    for (number, path) in FIELDS.iter().enumerate() {
        put(
            &mut order,
            path,
            json!(format!("{CANARY} {number}: {path}")),
        );
    }
    order
}

/// The same order in each of the envelopes that it comes in, with canaries beside it.
fn envelopes(order: &Value) -> [Value; 4] {
    let meta = json!({ "orderId": "Canary of the meta" });
    [
        order.clone(),
        json!({ "meta": meta, "data": order }),
        json!({ "eventID": "Canary of the event", "webhookData": order, "partnerApiKey": "Canary" }),
        json!({ "event_id": "Canary", "data": { "eventName": "Canary", "status": order } }),
    ]
}

fn silent(what: &str, told: &impl std::fmt::Debug) {
    let told = format!("{told:?}");
    let at = told.find(CANARY);
    let around = at.and_then(|at| told.get(at..told.len().min(at + 60)));
    assert_eq!(around, None, "in {what}");
}

fn each(mut look: impl FnMut(&Value)) {
    for status in Status::KNOWN.iter().map(Status::code).chain(["NEW_CODE"]) {
        for side in ["BUY", "SELL", "SWAP"] {
            for value in envelopes(&order(status, side)) {
                look(&value);
            }
        }
        look(&sparse(status));
    }
}

#[test]
fn every_canary_is_in_its_place_and_would_be_heard() {
    let text = order("FAILED", "BUY").to_string();
    for (number, path) in FIELDS.iter().enumerate() {
        assert!(
            text.contains(&format!("{CANARY} {number}: {path}")),
            "{path}"
        );
    }
    let mut kept = order("FAILED", "BUY");
    kept["statusReason"] = json!("Canary");
    assert!(format!("{:?}", read(&kept)).contains(CANARY));
}

#[test]
fn no_canary_is_kept_of_an_order_or_of_a_list_of_them() {
    each(|value| {
        let order = read(value).expect("an order");
        silent("the order", &order);
    });
    let list = Value::Array(envelopes(&order("FAILED", "SELL")).into());
    assert_eq!(decode::orders(&NativeJson, &list).len(), 4);
    silent("the list", &decode::orders(&NativeJson, &list));
}

#[test]
fn no_canary_is_kept_by_the_merge_rule() {
    for has_source in [false, true] {
        each(|value| {
            let mut tracking = Tracking::new(None, has_source);
            for source in [Source::Initial, Source::Stream, Source::Push, Source::Poll] {
                tracking.merge(&News {
                    order: read(value).expect("an order").into(),
                    source,
                    asked: None,
                    at: Time(0),
                });
                silent("what is known", &tracking);
            }
        });
    }
}

#[test]
fn no_canary_is_shown_told_or_asked() {
    for options in [options(), with_source()] {
        each(|value| {
            let order = read(value).expect("an order");
            let mut driven = Driven::new(&options);
            driven.subscribe();
            driven.handle(Input::News(Source::Initial, order.clone().into()));
            driven.stream(order.clone());
            driven.pass(2_000);
            if driven.feed.is_asking() {
                driven.answer(order.clone());
            }
            driven.handle(Input::News(Source::Push, order.clone().into()));
            driven.handle(Input::ActiveOrders(vec![order]));
            driven.handle(Input::Refresh);
            assert!(!driven.events().is_empty() && driven.feed.state().order.is_some());
            silent("the state", driven.feed.state());
            silent("the prompt", &driven.feed.state().prompt);
            silent("the events and the questions", &driven.outputs);
            silent("the feed", &driven.feed);
            silent("what outlives it", &Feed::into_memory(driven.feed));
        });
    }
}
