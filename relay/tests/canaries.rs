//! What is not on the allow-list of an order leaves the relay by no way: no answer, stream, published event, log or metric.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::pusher::Pusher;
use support::transak::Transak;
use support::{Db, TOKEN, new_id, order, session, signed, start_with};
use tracing_subscriber::fmt::MakeWriter;

/// Fields that Transak sends or may send, and that are nobody's business.
const FIELDS: [&str; 32] = [
    "walletAddress",
    "fromWalletAddress",
    "ipAddress",
    "countryCode",
    "stateCode",
    "userId",
    "email",
    "firstName",
    "lastName",
    "name",
    "dob",
    "mobileNumber",
    "address",
    "walletLink",
    "quoteId",
    "userKycType",
    "partnerApiKey",
    "slackThreadId",
    "paymentTnxId",
    "internalOrderStatus",
    "exchangeId",
    "referenceCode",
    "redirectURL",
    "errorMessage",
    "appVersionName",
    "orderChannelType",
    "tokenContractAddress",
    "liquidityProvider",
    "partnerFeeInUsd",
    "accessToken",
    "orderProcessingType",
    "__proto__",
];

/// Forty canaries: in fields of their own, and deep in those that Transak has.
fn planted(id: &str, status: &str, canaries: &mut Vec<String>) -> Value {
    let mut plant = || {
        canaries.push(format!(
            "canary-{}-{}",
            canaries.len(),
            id.get(..8).unwrap()
        ));
        Value::from(canaries[canaries.len() - 1].as_str())
    };
    let mut order = order(id, status);
    for field in FIELDS {
        order[field] = plant();
    }
    order["statusHistories"] =
        json!([{ "status": status, "message": plant(), "partnerEventId": plant() }]);
    order["paymentOptions"] =
        json!([{ "name": plant(), "fields": [{ "name": "IBAN", "value": plant() }] }]);
    order["cardPaymentData"] = json!({ "pgData": { "redirectionRequestData": { "redirectUrl": plant() } }, "statusReason": plant() });
    order["liquidityProviderData"] = json!({ "payer": plant() });
    order["statusReason"] = plant();
    // A reason is told only where it says why an order came to nothing; and only a sell order has a deposit address.
    order["cryptoPaymentData"] = json!({ "paymentAddress": plant(), "privateKey": plant() });
    order
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_canaries_are_in_no_answer_no_log_no_metric_and_no_published_event() {
    let log = Log::default();
    // Everything that the relay and its libraries would ever say.
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    let (pusher, transak) = (Pusher::start().await, Transak::start().await);
    let it = start_with(
        &Db::sqlite(),
        transak,
        &[("PUSHER_URL", &pusher.url), ("RELAY_QUIET_SECONDS", "1")],
    )
    .await;
    let mut canaries = Vec::new();
    let (id, asked, customer) = (new_id(), new_id(), "customer-1");
    let mut seen = Vec::new();

    let mut webhook = planted(&id, "PROCESSING", &mut canaries);
    assert!(canaries.len() >= 40, "{}", canaries.len());
    webhook["partnerCustomerId"] = customer.into();
    it.transak.set(&planted(&id, "COMPLETED", &mut canaries));
    it.transak.set(&planted(
        &asked,
        "PENDING_DELIVERY_FROM_TRANSAK",
        &mut canaries,
    ));
    it.transak
        .users
        .lock()
        .unwrap()
        .insert(customer.to_owned(), planted(&new_id(), "x", &mut canaries));
    let mut stream = it.get(&format!("/orders/{id}/events")).await;

    it.webhook(&webhook).await;
    let signals = it
        .http
        .get(format!("{}/users/{customer}/signals", it.url))
        .bearer_auth(session(customer, 60));
    seen.push(signals.send().await.unwrap().text().await.unwrap());
    seen.push(it.get(&format!("/orders/{id}")).await.text().await.unwrap());
    seen.push(
        it.get(&format!("/orders/{asked}"))
            .await
            .text()
            .await
            .unwrap(),
    );
    it.until(&id, "COMPLETED").await;
    seen.push(it.get(&format!("/orders/{id}")).await.text().await.unwrap());
    // Refused ones are not logged either.
    it.send(&signed(
        &planted(&new_id(), "PROCESSING", &mut canaries),
        "another's",
    ))
    .await;
    it.send(&planted(&new_id(), "PROCESSING", &mut canaries).to_string())
        .await;
    it.send(&signed(&json!({ "eventID": "KYC_APPROVED", "webhookData": planted(&new_id(), "APPROVED", &mut canaries) }), TOKEN)).await;

    while let Ok(Ok(Some(chunk))) =
        tokio::time::timeout(Duration::from_secs(1), stream.chunk()).await
    {
        seen.push(String::from_utf8_lossy(&chunk).into_owned());
    }
    pusher
        .until(|events| {
            events
                .iter()
                .any(|event| event["data"].as_str().unwrap().contains("COMPLETED"))
        })
        .await;
    seen.push(json!(pusher.events()).to_string());
    seen.push(
        it.http
            .get(format!("{}/metrics", it.admin))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
    );
    seen.push(String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned());

    let all = seen.join("\n");
    for canary in &canaries {
        assert!(!all.contains(canary.as_str()), "{canary} got out");
    }
    for secret in [TOKEN, support::SESSION_SECRET, "pusher-secret"] {
        assert!(!all.contains(secret), "a secret got out");
    }
    assert!(all.contains("COMPLETED") && all.contains("relay_webhooks_total"));
}
