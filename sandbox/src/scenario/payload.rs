//! The fields that an order has in every spelling but the user API's.

use serde_json::{Map, Value, json};

use super::flow::{CANCELLED, COMPLETED, EXPIRED, FAILED, ON_HOLD, PENDING};
use super::payment;
use super::quote::{CRYPTO, NETWORK, pays_by_card, quote};
use super::record::{Record, Transaction};
use super::time::{rfc3339, rfc3339_offset};
use super::{Side, history};

pub(crate) const NAME: &str = "Alex Constructed";
pub(crate) const USER_ID: &str = "5a4db0c5-0000-4000-8000-0000000000bb";
const QUOTE_ID: &str = "5a4db0c5-0000-4000-8000-0000000000cc";
/// An address of the block that is reserved for documentation.
const IP: &str = "203.0.113.7";
/// Mixed case with a wrong checksum: a wallet refuses to send anything there.
const WALLET: &str = "0x5A4dB0C500000000000000000000000000000Aa1";
const DEPOSIT: &str = "0x5A4dB0C500000000000000000000000000000Bb2";

/// What every order has.
pub(crate) fn common(record: &Record) -> Map<String, Value> {
    let quote = quote(record.scenario);
    let mut order = fields(json!({
        "id": record.identity.order_id,
        "partnerOrderId": record.identity.partner_order_id,
        "createdAt": rfc3339(record.placed.at),
        "updatedAt": rfc3339(updated_at(record)),
        "status": record.status(),
        "isBuyOrSell": record.scenario.side().code(),
        "fiatCurrency": quote.fiat,
        "fiatAmount": quote.fiat_amount,
        "fiatAmountInUsd": quote.fiat_amount_in_usd,
        "amountPaid": amount_paid(record),
        "cryptoCurrency": CRYPTO,
        "cryptoAmount": crypto_amount(record),
        "conversionPrice": quote.conversion_price,
        "totalFeeInFiat": quote.fee,
        "paymentOptionId": quote.payment_option,
        "network": NETWORK,
        "ipAddress": IP,
        "countryCode": quote.country,
        "stateCode": "Constructed",
        "quoteId": QUOTE_ID,
        "userKycType": "STANDARD",
        "isFirstOrder": false,
        "orderProcessingType": "NORMAL",
        "orderChannelType": "WIDGET",
        "addressAdditionalData": false,
        "tokenContractAddress": "0x0000000000000000000000000000000000000000",
        "statusHistories": history::pushed(record),
    }));
    order.extend(side(record));
    order.extend(outcome(record));
    order
}

/// When the payment window ends. Only whole seconds, so it is up to a second short, like Transak's.
pub(crate) fn expires_at(record: &Record) -> String {
    rfc3339_offset(record.placed.at.saturating_add(record.window_ms))
}

/// Where the crypto comes from: for a sell, the address to send it to.
pub(crate) fn wallet(record: &Record) -> &'static str {
    match record.scenario.side() {
        Side::Buy => WALLET,
        Side::Sell => DEPOSIT,
    }
}

fn side(record: &Record) -> Map<String, Value> {
    match record.scenario.side() {
        Side::Buy => fields(json!({
            "walletAddress": WALLET,
            "walletLink": format!("https://sepolia.etherscan.io/address/{WALLET}"),
            "cardPaymentData": payment::data(record),
        })),
        Side::Sell => fields(json!({ "cryptoPaymentData": { "paymentAddress": DEPOSIT } })),
    }
}

fn outcome(record: &Record) -> Map<String, Value> {
    let mut outcome = Map::new();
    if let Some(reason) = status_reason(record) {
        outcome.insert("statusReason".to_owned(), reason.into());
    }
    if record.status() == COMPLETED {
        outcome.insert(
            "completedAt".to_owned(),
            rfc3339(completed_at(record)).into(),
        );
        match record.scenario.side() {
            Side::Buy => {
                outcome.insert(
                    "transactionHash".to_owned(),
                    transaction_hash(record).into(),
                );
                outcome.insert(
                    "transactionLink".to_owned(),
                    transaction_link(record).into(),
                );
            }
            Side::Sell => {
                outcome.insert(
                    "fiatAmountPaid".to_owned(),
                    quote(record.scenario).fiat_amount.into(),
                );
            }
        }
    }
    outcome
}

fn transaction_hash(record: &Record) -> String {
    match record.transaction {
        Transaction::Dummy => "DUMMY_TX_ID".to_owned(),
        Transaction::Explorer => record.identity.transaction_hash(),
    }
}

pub(crate) fn transaction_link(record: &Record) -> String {
    let host = match record.transaction {
        Transaction::Dummy => "sepolia.etherscan.io",
        Transaction::Explorer => "etherscan.io",
    };
    format!("https://{host}/tx/{}", transaction_hash(record))
}

/// Transak gives a reason on good orders too. Only the one of a captured card payment is known from a real order; the
/// others are constructed.
pub(crate) fn status_reason(record: &Record) -> Option<&'static str> {
    let by_card = pays_by_card(record.scenario);
    match (record.status(), record.scenario.side()) {
        (PENDING | COMPLETED, Side::Buy) if by_card => Some("Payment captured from user card."),
        (FAILED, Side::Buy) if by_card => Some("Payment declined by the card issuer."),
        (FAILED, Side::Buy) => Some("The sender's name does not match the account holder's."),
        (FAILED, Side::Sell) => Some("The payout was rejected by the bank."),
        (ON_HOLD, Side::Buy) => Some("The payment is under review."),
        (ON_HOLD, Side::Sell) => Some("The payout could not be sent yet."),
        (CANCELLED, _) => Some("Cancelled by user."),
        (EXPIRED, _) => Some("No payment was received in time."),
        _ => None,
    }
}

/// A purchase is paid once the payment is validated; a sell repeats the fiat amount from the start.
fn amount_paid(record: &Record) -> f64 {
    match record.scenario.side() {
        Side::Buy if !record.is_paid() => 0.0,
        Side::Buy | Side::Sell => quote(record.scenario).fiat_amount,
    }
}

pub(crate) fn crypto_amount(record: &Record) -> f64 {
    let quote = quote(record.scenario);
    if record.status() == COMPLETED {
        quote.crypto_delivered
    } else {
        quote.crypto_estimate
    }
}

/// `updatedAt` lags on a completed order: it is that of the delivery's begin, before `completedAt`.
fn updated_at(record: &Record) -> u64 {
    let last = record.last();
    match record.before_last() {
        Some(before) if record.status() == COMPLETED => {
            before.at + ((last.at - before.at) / 2).min(4_830)
        }
        Some(_) | None => last.at,
    }
}

/// A little before the note of it in the history.
pub(crate) fn completed_at(record: &Record) -> u64 {
    let last = record.last().at;
    let before = record.before_last().map_or(last, |moment| moment.at);
    last - ((last - before) / 4).min(988)
}

/// The fields of a JSON object; those that are `null` are left out.
pub(crate) fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
