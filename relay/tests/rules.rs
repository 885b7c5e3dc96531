//! The pure core: what news makes of a record, when to ask, and bodies of any kind.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;
use serde_json::{Value, json};
use transak_order_relay::record::{Record, Voice};
use transak_order_relay::webhook::{Told, Webhook, order_id, read, told_order};
use transak_order_relay::{public, schedule};
use transak_order_tracker::order::Status;

const ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";
const NOW: i64 = 1_800_000_000_000;
const MINUTE: i64 = 60_000;

fn told(status: &str, minute: i64) -> Told {
    let updated = transak_order_tracker::order::Time(NOW + minute * MINUTE).to_iso();
    let sent = json!({ "id": ID, "status": status, "updatedAt": updated, "createdAt": "2027-01-15T07:00:00Z", "fiatAmount": 45.5 });
    told_order(&sent).unwrap()
}

fn known(status: &str, voice: Voice) -> Record {
    let mut record = Record {
        id: ID.to_owned(),
        ..Record::default()
    };
    record.apply(&told(status, 0), voice, NOW, NOW);
    record
}

fn statuses() -> impl Strategy<Value = Vec<(usize, i64, bool)>> {
    proptest::collection::vec((0..Status::KNOWN.len(), 0..30i64, any::<bool>()), 1..12)
}

proptest! {
    #[test]
    fn a_completed_order_stays_completed_whatever_comes(news in statuses()) {
        let mut record = known("COMPLETED", Voice::Webhook);
        for (status, minute, api) in news {
            record.apply(&told(Status::KNOWN[status].code(), minute), if api { Voice::Api } else { Voice::Webhook }, NOW, NOW);
            prop_assert_eq!(record.order().unwrap().status, Status::Completed);
        }
    }

    #[test]
    fn the_same_news_twice_is_the_same_as_once(news in statuses()) {
        let mut record = Record { id: ID.to_owned(), ..Record::default() };
        for (status, minute, api) in news {
            let (news, voice) = (told(Status::KNOWN[status].code(), minute), if api { Voice::Api } else { Voice::Webhook });
            record.apply(&news, voice, NOW, NOW);
            let once = record.clone();
            prop_assert!(!record.apply(&news, voice, NOW, NOW));
            prop_assert_eq!(&record, &once);
        }
    }

    #[test]
    fn what_is_written_of_an_order_reads_as_the_same_order(status in 0..Status::KNOWN.len(), amount in 0.0..1e12f64, text in "\\PC{0,60}") {
        let sent = json!({ "id": ID, "status": Status::KNOWN[status].code(), "fiatAmount": amount, "network": text, "statusReason": text,
            "cryptoCurrency": text, "transactionLink": text, "isBuyOrSell": "SELL", "cryptoPaymentData": { "paymentAddress": text }, "addressAdditionalData": text });
        let order = public::read(&sent).unwrap();
        prop_assert_eq!(public::read(&public::write(&order)).unwrap(), order);
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(read(&body, &["a".to_owned(), "b".to_owned()]).is_err());
    }

    #[test]
    fn no_signed_claims_make_the_reader_panic(status in "\\PC{0,40}", id in "\\PC{0,40}", deep in 0..60usize) {
        let mut claims = json!({ "webhookData": { "id": id, "status": status }, "eventID": status, "createdAt": id });
        for _ in 0..deep {
            claims = json!({ "data": claims });
        }
        let key = jsonwebtoken::EncodingKey::from_secret(b"secret");
        let token = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap();
        let told = read(json!({ "data": token }).to_string().as_bytes(), &["secret".to_owned()]).unwrap();
        prop_assert!(matches!(told, Webhook::Other | Webhook::Order(_)));
    }

    #[test]
    fn an_order_that_goes_on_is_always_asked_about_again(tries in 0..100i64, random: u32) {
        let mut record = known("PROCESSING", Voice::Api);
        record.created_ms = NOW;
        record.tries = tries;
        let next = schedule::after_news(&record, MINUTE, NOW, random).unwrap();
        prop_assert!(next > NOW + 40_000 && next < NOW + 13 * MINUTE, "{}", next - NOW);
    }
}

#[test]
fn the_samples_webhook_reads_as_its_order() {
    let claims: Value =
        serde_json::from_str(include_str!("data/webhook-buy-bank-completed.json")).unwrap();
    let told = told_order(&claims).unwrap();
    assert_eq!(told.order.status, Status::Completed);
    let written = public::write(&told.order);
    assert_eq!(written["id"], ID);
    for dropped in [
        "walletAddress",
        "ipAddress",
        "userId",
        "cardPaymentData",
        "statusHistories",
    ] {
        assert_eq!(written.get(dropped), None, "{dropped}");
    }
}

#[test]
fn an_ended_order_is_asked_about_until_the_api_says_so_too() {
    let by_webhook = known("COMPLETED", Voice::Webhook);
    let next = schedule::after_news(&by_webhook, MINUTE, NOW, 500).unwrap();
    assert!(next <= NOW + 6_000, "soon: {}", next - NOW);
    assert_eq!(
        schedule::after_news(&known("COMPLETED", Voice::Api), MINUTE, NOW, 500),
        None
    );
    let mut vain = by_webhook;
    vain.tries = 8;
    assert_eq!(schedule::after_news(&vain, MINUTE, NOW, 500), None);
}

#[test]
fn a_stopped_order_is_asked_about_for_a_week_since_a_refund_may_follow() {
    let mut record = known("FAILED", Voice::Api);
    record.created_ms = NOW;
    assert!(schedule::after_news(&record, MINUTE, NOW, 0).is_some());
    record.created_ms = NOW - 8 * 86_400_000;
    assert_eq!(schedule::after_news(&record, MINUTE, NOW, 0), None);
}

#[test]
fn an_answer_that_may_be_older_than_a_stop_does_not_bring_the_order_back_to_life() {
    let stopped = known("FAILED", Voice::Webhook);
    let again = |minute, asked| {
        let mut record = stopped.clone();
        record.apply(
            &told("PROCESSING", minute),
            Voice::Api,
            asked,
            NOW + asked.max(NOW) - NOW,
        );
        record.order().unwrap().status
    };
    // Transak's `updatedAt` may stay the same when the status changes.
    assert_eq!(again(0, NOW - 1), Status::Failed, "asked before it");
    assert_eq!(again(0, NOW + 5_000), Status::Failed, "soon after it");
    assert_eq!(
        again(0, NOW + 31_000),
        Status::Processing,
        "it still says so"
    );
    assert_eq!(again(1, NOW - 1), Status::Processing, "surely newer");
    assert_eq!(again(-1, NOW + 31_000), Status::Failed, "surely older");
}

#[test]
fn of_tries_of_one_purchase_a_completed_one_counts_then_one_that_goes_on() {
    let of = |status| known(status, Voice::Webhook).outcome();
    assert!(of("COMPLETED") > of("PROCESSING"));
    assert!(of("AWAITING_PAYMENT_FROM_USER") > of("EXPIRED"));
    assert_eq!(of("REFUNDED"), of("FAILED"));
}

#[test]
fn the_api_is_asked_when_the_time_for_the_payment_is_up() {
    let mut record = Record {
        id: ID.to_owned(),
        ..Record::default()
    };
    let mut awaited = told("AWAITING_PAYMENT_FROM_USER", 0);
    awaited.order.expires_at = Some(transak_order_tracker::order::Time(NOW + 10_000));
    record.apply(&awaited, Voice::Api, NOW, NOW);
    record.created_ms = NOW;
    assert_eq!(
        schedule::after_news(&record, MINUTE, NOW, 0),
        Some(NOW + 12_000)
    );
}

#[test]
fn questions_without_an_answer_come_ever_more_seldom() {
    let delays: Vec<i64> = (0..12)
        .map(|tries| schedule::after_failure(tries, 0, 500))
        .collect();
    assert!(
        delays.windows(2).all(|pair| pair[0] <= pair[1]),
        "{delays:?}"
    );
    assert!(delays[0] >= 4_000 && delays[11] <= 360_000, "{delays:?}");
}

#[test]
fn only_uuids_are_order_ids() {
    assert_eq!(
        order_id("322DC79C-fad2-4df1-bf50-b292191fc953").as_deref(),
        Some(ID)
    );
    for wrong in [
        "",
        "322dc79c",
        "322dc79c-fad2-4df1-bf50-b292191fc95g",
        "322dc79cxfad2-4df1-bf50-b292191fc953",
        "../../partners/api/v2/orders?limit=1",
    ] {
        assert_eq!(order_id(wrong), None, "{wrong}");
    }
}
