//! What of an order leaves the relay: the fields of the tracker's allow-list, as Transak's partner API spells them.
//!
//! Invariant: it is written from an [`Order`], which holds nothing else. No field of Transak's is ever passed through.

use serde_json::{Map, Value, json};
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Amount, Order, Side, Status, Time, decode};

/// The order as JSON.
pub fn write(order: &Order) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let time = |time: Option<Time>| time.map(|time| Value::from(time.to_iso()));
    put("id", text(&order.id));
    put("status", Some(Value::from(order.status.code())));
    put("isBuyOrSell", order.side.map(side));
    put("fiatAmount", order.fiat_amount.as_ref().map(amount));
    put("fiatCurrency", text(&order.fiat_currency));
    put("cryptoAmount", order.crypto_amount.as_ref().map(amount));
    put("cryptoCurrency", text(&order.crypto_currency));
    put("network", text(&order.network));
    put("paymentOptionId", text(&order.payment_method));
    put("createdAt", time(order.created_at));
    put("updatedAt", time(order.updated_at));
    put("completedAt", time(order.completed_at));
    put("autoExpiresAt", time(order.expires_at));
    put("transactionHash", text(&order.transaction_hash));
    put("transactionLink", text(&order.transaction_link));
    put("statusReason", text(&order.status_reason));
    put("totalFeeInFiat", order.fee.as_ref().map(amount));
    let deposit = |address: &String| json!({ "paymentAddress": address });
    put(
        "cryptoPaymentData",
        order.deposit_address.as_ref().map(deposit),
    );
    put("addressAdditionalData", text(&order.deposit_memo));
    Value::Object(fields)
}

/// The order that [`write`] wrote, or that Transak sent in any of its spellings.
pub fn read(value: &Value) -> Option<Order> {
    let mut order = decode::order(&NativeJson, value)?;
    // Free text of Transak's, of which the tracker shows none where all goes well.
    if !tells_why(&order.status) {
        order.status_reason = None;
    }
    Some(order)
}

/// Transak's name of the event that tells of a status.
pub fn event(status: &Status) -> &'static str {
    match status {
        Status::AwaitingPaymentFromUser => "ORDER_CREATED",
        Status::PaymentDoneMarkedByUser => "ORDER_PAYMENT_VERIFYING",
        Status::Completed => "ORDER_COMPLETED",
        Status::Failed | Status::Cancelled | Status::Expired => "ORDER_FAILED",
        Status::Refunded => "ORDER_REFUNDED",
        Status::Processing
        | Status::PendingDeliveryFromTransak
        | Status::OnHoldPendingDeliveryFromTransak
        | Status::Unknown(_) => "ORDER_PROCESSING",
    }
}

fn tells_why(status: &Status) -> bool {
    matches!(
        status,
        Status::Failed
            | Status::Cancelled
            | Status::Expired
            | Status::OnHoldPendingDeliveryFromTransak
    )
}

fn side(side: Side) -> Value {
    Value::from(match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    })
}

fn amount(amount: &Amount) -> Value {
    match amount {
        Amount::Number(number) => Value::from(*number),
        Amount::Text(text) => Value::from(text.as_str()),
    }
}
