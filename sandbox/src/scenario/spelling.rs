//! The ways that Transak spells one and the same order, and the frame that carries it on the stream.

use serde_json::{Map, Value, json};

use super::flow::COMPLETED;
use super::payload::{common, completed_at, expires_at, fields};
use super::quote::{CRYPTO, quote};
use super::record::Record;
use super::time::rfc3339;
use super::{Side, history, payload, payment};

/// Who tells of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// The public channel: the bare order. Its history is short, its personal data is not.
    Stream,
    /// A webhook, decoded: `{ eventID, createdAt, webhookData }`.
    Webhook,
    /// The partner API's answer: `{ meta: { orderId }, data: order }`, with `_id` and the whole history.
    Partner,
    /// The user API's answer: `{ data: order }`, with `orderId`, `txHash` and `paymentMethod`.
    User,
}

impl Spelling {
    /// Every spelling.
    pub fn all() -> &'static [Self] {
        &[Self::Stream, Self::Webhook, Self::Partner, Self::User]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Webhook => "webhook",
            Self::Partner => "partner",
            Self::User => "user",
        }
    }

    /// The spelling of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all()
            .iter()
            .copied()
            .find(|spelling| spelling.name() == name)
    }
}

/// The text frame in which the stream carries an order. Its `data` is JSON in a string: encoded twice, as Pusher does.
pub fn frame(channel: &str, event: &str, order: &Value) -> String {
    json!({ "event": event, "channel": channel, "data": order.to_string() }).to_string()
}

pub(crate) fn spell(record: &Record, spelling: Spelling) -> Value {
    match spelling {
        Spelling::Stream => Value::Object(stream(record)),
        Spelling::Webhook => json!({
            "eventID": record.last().event,
            "createdAt": rfc3339(record.last().at),
            "webhookData": webhook(record),
        }),
        Spelling::Partner => {
            json!({ "meta": { "orderId": record.identity.order_id }, "data": partner(record) })
        }
        Spelling::User => json!({ "data": user(record) }),
    }
}

fn stream(record: &Record) -> Map<String, Value> {
    let mut order = common(record);
    order.extend(fields(json!({
        "userId": payload::USER_ID,
        "referenceCode": 204_115,
        "autoExpiresAt": expires_at(record),
        "paymentOptions": payment::options(record.scenario),
        "partnerFeeInLocalCurrency": quote(record.scenario).partner_fee,
    })));
    order
}

fn webhook(record: &Record) -> Map<String, Value> {
    let mut order = common(record);
    order.extend(fields(json!({
        "userId": payload::USER_ID,
        "conversionPriceData": price(record),
        "partnerFeeInLocalCurrency": quote(record.scenario).partner_fee,
    })));
    order
}

fn partner(record: &Record) -> Map<String, Value> {
    let mut order = common(record);
    order.extend(fields(json!({
        "_id": record.identity.order_id,
        "appVersionName": "staging-api",
        "autoExpiresAt": expires_at(record),
        "conversionPriceData": price(record),
        "exchangeId": "binance",
        "internalOrderStatus": "RISK_APPROVED",
        "paymentOptions": payment::options(record.scenario),
        "statusHistories": history::whole(record),
    })));
    if record.scenario.side() == Side::Buy {
        order.insert(
            "fromWalletAddress".to_owned(),
            "0x5a4db0c500000000000000000000000000000cc3".into(),
        );
    }
    order
}

/// The quote, as far as it tells anything. It has an `id` and a `createdAt` of its own, which are not the order's.
fn price(record: &Record) -> Value {
    let quote = quote(record.scenario);
    let id = "5a4db0c5-0000-4000-8000-0000000000dd";
    json!({
        "_id": id,
        "id": id,
        "createdAt": rfc3339(record.last().at),
        "fiatCurrency": quote.fiat,
        "cryptoCurrency": CRYPTO,
        "paymentMethod": quote.payment_option,
        "fiatAmount": quote.fiat_amount,
        "cryptoAmount": payload::crypto_amount(record),
        "isBuyOrSell": record.scenario.side().code(),
        "conversionPrice": quote.conversion_price,
        "notes": [],
        "fees": [
            { "name": "Transak fee", "value": quote.fee - quote.partner_fee, "id": "transak_fee", "ids": ["transak_fee"] },
            { "name": "Partner fee", "value": quote.partner_fee, "id": "partner_fee", "ids": ["partner_fee"] },
        ],
    })
}

/// What the user API calls as the others do.
const KEPT: [&str; 20] = [
    "partnerOrderId",
    "status",
    "isBuyOrSell",
    "fiatCurrency",
    "cryptoCurrency",
    "network",
    "walletAddress",
    "quoteId",
    "fiatAmount",
    "fiatAmountInUsd",
    "amountPaid",
    "cryptoAmount",
    "conversionPrice",
    "totalFeeInFiat",
    "transactionLink",
    "walletLink",
    "cryptoPaymentData",
    "statusReason",
    "createdAt",
    "updatedAt",
];

/// The user API has names of its own, and no time of expiry.
fn user(record: &Record) -> Map<String, Value> {
    let mut order = common(record);
    let completed = (record.status() == COMPLETED).then(|| rfc3339(completed_at(record)));
    let renamed = fields(json!({
        "orderId": order.remove("id"),
        "paymentMethod": order.remove("paymentOptionId"),
        "txHash": order.remove("transactionHash"),
        "partnerUserId": payload::USER_ID,
        "networkId": "5a4db0c5-0000-4000-8000-0000000000ee",
        "paymentDetails": payment::options(record.scenario),
        "completedAt": completed,
    }));
    order.retain(|name, _| KEPT.contains(&name.as_str()));
    order.extend(renamed);
    order
}
