//! How the person pays: `paymentOptions` and `cardPaymentData`, which Transak also fills for bank transfers.
//!
//! The bank details are constructed: an IBAN with a wrong check number, a bank that does not exist.

use serde_json::{Value, json};

use super::flow::PROCESSING;
use super::payload::{NAME, fields, status_reason};
use super::quote::{pays_by_card, quote};
use super::record::Record;
use super::time::rfc3339;
use super::{Scenario, Side};

/// The instructions to pay, where a bank transfer needs some.
pub(crate) fn options(scenario: Scenario) -> Value {
    if pays_by_card(scenario) || scenario.side() == Side::Sell {
        return json!([]);
    }
    let quote = quote(scenario);
    let field = |name: &str, value: &str| json!({ "name": name, "value": value });
    json!([{
        "currency": quote.fiat,
        "id": quote.payment_option,
        "name": "Bank Transfer Details",
        "fields": [
            field("Account Type", "Personal"),
            field("Amount", &format!("{} {}", quote.fiat_amount, quote.fiat)),
            field("First Name (Beneficiary)", "Alex"),
            field("Last Name (Beneficiary)", "Constructed"),
            field("IBAN", "DE00000000000000000000"),
            field("Bank Name", "Bank of the Sandbox"),
            field("Bank Country", "Malta"),
            field("Bank Address", "1 Constructed Street, Nowhere"),
        ],
    }])
}

/// The state of the payment of a purchase. A sell has none.
pub(crate) fn data(record: &Record) -> Option<Value> {
    if record.scenario.side() == Side::Sell {
        return None;
    }
    let quote = quote(record.scenario);
    Some(Value::Object(fields(json!({
        "orderId": record.identity.order_id,
        "paymentId": "5a4db0c50000000000000001",
        "pgData": gateway(record.scenario),
        "liquidityProvider": quote.liquidity_provider,
        "updatedAt": rfc3339(record.last().at),
        "status": card_status(record),
        "statusReason": status_reason(record),
    }))))
}

fn card_status(record: &Record) -> Option<&'static str> {
    if !pays_by_card(record.scenario) || !record.is_paid() {
        return None;
    }
    Some(if record.status() == PROCESSING {
        "AUTHORIZED"
    } else {
        "CAPTURED"
    })
}

fn gateway(scenario: Scenario) -> Value {
    let quote = quote(scenario);
    if pays_by_card(scenario) {
        return json!({
            "redirectionRequired": true,
            "redirectionRequestData": {
                "method": "GET",
                "header": {},
                "redirectUrl": "https://3ds.example/sessions-interceptor/sid_constructed",
                "body": {},
            },
            "liquidityProvider": quote.liquidity_provider,
            "status": "CREATED",
        });
    }
    json!({
        "liquidityProvider": quote.liquidity_provider,
        "status": "CREATED",
        "beneficiaryName": NAME,
        "paymentOptions": options(scenario),
    })
}
