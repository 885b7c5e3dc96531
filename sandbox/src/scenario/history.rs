//! `statusHistories`: Transak's notes to itself, sent along with the order.
//!
//! Transak's real notes hold the person's name, e-mail and bank account, and no reader of an order has any business with
//! them. These hold constructed ones, so that a test can see that the tracker drops them.

use serde_json::{Value, json};

use super::Side;
use super::flow::{AWAITING, COMPLETED, PENDING, PROCESSING};
use super::payload::{NAME, USER_ID, crypto_amount, transaction_link, wallet};
use super::quote::{CRYPTO, quote};
use super::record::{Moment, Record};
use super::time::rfc3339;

const EMAIL: &str = "alex.constructed@example.com";
const ACCOUNT: &str = "00000000";

/// The whole history, as the partner API tells it.
pub(crate) fn whole(record: &Record) -> Value {
    record
        .moments()
        .map(|moment| note(record, moment))
        .collect()
}

/// The history of a pushed order: only the note before the current one, as in the real samples.
pub(crate) fn pushed(record: &Record) -> Value {
    record
        .before_last()
        .into_iter()
        .map(|moment| note(record, moment))
        .collect()
}

fn note(record: &Record, moment: &Moment) -> Value {
    let is_told = matches!(moment.status.as_ref(), AWAITING | COMPLETED);
    json!({
        "status": moment.status,
        "createdAt": rfc3339(moment.at),
        "message": message(record, &moment.status),
        "isEmailSentToUser": is_told,
        "partnerEventId": moment.event,
    })
}

fn message(record: &Record, status: &str) -> String {
    let quote = quote(record.scenario);
    let side = record.scenario.side();
    match (status, side) {
        (AWAITING, _) => placed(record),
        (PROCESSING | PENDING, Side::Buy) => {
            format!(
                "*💸 Payment reconciled successfully. Received {} {}",
                quote.fiat_amount, quote.fiat
            )
        }
        (PROCESSING | PENDING, Side::Sell) => {
            format!(
                "*💸 Payment reconciled successfully. Received {} {CRYPTO}",
                quote.crypto_estimate
            )
        }
        (COMPLETED, Side::Buy) => {
            format!(
                "✅ Crypto sent successfully to {NAME}\n\nTransaction Link: {}",
                transaction_link(record)
            )
        }
        (COMPLETED, Side::Sell) => format!(
            "{} {} sent successfully to {NAME} in their bank account number {ACCOUNT}. As received from {}",
            quote.fiat_amount, quote.fiat, quote.liquidity_provider
        ),
        _ => format!("Order of {NAME} ({EMAIL}) is now {status}"),
    }
}

fn placed(record: &Record) -> String {
    let quote = quote(record.scenario);
    let order = match record.scenario.side() {
        Side::Buy => "order",
        Side::Sell => "sell order",
    };
    format!(
        "*📦 New {order} by {NAME}* \n*Order Id:* {}\n*Email:* {EMAIL}\n*Crypto Amount:* {} {CRYPTO}\n*Fiat Amount:* {} {}\n\
         *Payment Method:*  {}\n*Liquidity Provider*  {}\n*Wallet Address:* {}\n*User Id:* {USER_ID} \n*Partner name:* Sandbox",
        record.identity.order_id,
        crypto_amount(record),
        quote.fiat_amount,
        quote.fiat,
        quote.payment_option,
        quote.liquidity_provider,
        wallet(record),
    )
}
