//! An order as Transak spells it (partner API, webhook and stream, user API) → [`Order`].
//!
//! Invariant: this is the allow-list. A field that is not named here goes no further; a field of a wrong type is as good as none.

use super::tidy::{MAX_TEXT, clean, short};
use super::{Amount, Order, Side, Status, Time};
use crate::json::Json;
use crate::trap;

/// The longest link that is kept, in bytes.
const MAX_LINK: usize = 700;
/// How many envelopes may lie around an order.
const MAX_ENVELOPES: u8 = 4;

/// Finds the order in what a status source, the stream or the host gave: the bare order, `{ data: order }`,
/// a webhook's `{ eventID, webhookData }`, or a widget's `{ event_id, data }` with `{ eventName, status: order }` inside.
///
/// `None` where there is no order with a status that can be one.
pub fn order<J: Json>(json: &J, value: &J::Value) -> Option<Order> {
    trap::here("decode");
    unwrap(json, value, MAX_ENVELOPES)
}

fn unwrap<J: Json>(json: &J, value: &J::Value, left: u8) -> Option<Order> {
    if !json.is_object(value) {
        return None;
    }
    for envelope in &["webhookData", "status", "data"] {
        if let Some(inner) = json.get(value, envelope)
            && json.is_object(&inner)
        {
            return unwrap(json, &inner, left.checked_sub(1)?);
        }
    }
    read(json, value)
}

#[inline(never)]
fn read<J: Json>(json: &J, value: &J::Value) -> Option<Order> {
    let fields = Fields { json, value };
    let mut order = Order::new(Status::parse(&fields.raw("status")?)?);
    fields.text(&mut order.id, &["id", "orderId", "_id"], MAX_TEXT);
    let mut side = None;
    fields.text(&mut side, &["isBuyOrSell"], 8);
    order.side = side.as_deref().and_then(Side::parse);
    fields.amount(&mut order.fiat_amount, "fiatAmount");
    fields.text(&mut order.fiat_currency, &["fiatCurrency"], 20);
    fields.amount(&mut order.crypto_amount, "cryptoAmount");
    fields.text(&mut order.crypto_currency, &["cryptoCurrency"], 20);
    fields.text(&mut order.network, &["network"], 60);
    let method = &["paymentOptionId", "paymentMethod"];
    fields.text(&mut order.payment_method, method, 60);
    fields.time(&mut order.created_at, "createdAt");
    fields.time(&mut order.updated_at, "updatedAt");
    fields.time(&mut order.completed_at, "completedAt");
    fields.time(&mut order.expires_at, "autoExpiresAt");
    let hash = &["transactionHash", "txHash"];
    fields.text(&mut order.transaction_hash, hash, MAX_TEXT);
    let link = fields.raw("transactionLink");
    order.transaction_link = link.filter(|link| link.len() <= MAX_LINK);
    if let Some(reason) = fields.raw("statusReason") {
        order.status_reason = Some(clean(&reason)).filter(|text| !text.is_empty());
    }
    fields.amount(&mut order.fee, "totalFeeInFiat");
    // Where the crypto of a sell order goes.
    if order.side != Some(Side::Buy)
        && let Some(data) = json.get(value, "cryptoPaymentData")
    {
        let fields = Fields { json, value: &data };
        fields.text(&mut order.deposit_address, &["paymentAddress"], MAX_TEXT);
    }
    Some(order)
}

/// The fields of one object. A field of a wrong type is as good as none, and leaves what is read into as it was.
struct Fields<'a, J: Json> {
    json: &'a J,
    value: &'a J::Value,
}

impl<J: Json> Fields<'_, J> {
    #[inline(never)]
    fn raw(&self, name: &str) -> Option<String> {
        self.json.field(self.value, name)
    }

    /// The text of the first of the names that has one.
    #[inline(never)]
    fn text(&self, text: &mut Option<String>, names: &[&str], most: usize) {
        for name in names {
            if let Some(raw) = self.raw(name) {
                *text = short(&raw, most);
            }
            if text.is_some() {
                return;
            }
        }
    }

    #[inline(never)]
    fn amount(&self, amount: &mut Option<Amount>, name: &str) {
        if let Some(value) = self.json.get(self.value, name) {
            *amount = match self.json.number(&value) {
                Some(number) => Amount::from_number(number),
                None => self.raw(name).and_then(|text| Amount::from_text(&text)),
            };
        }
    }

    #[inline(never)]
    fn time(&self, time: &mut Option<Time>, name: &str) {
        if let Some(text) = self.raw(name) {
            *time = Time::parse(&text);
        }
    }
}

/// Reads a list of orders, for the `activeOrders` property; entries that are no orders are left out. At most 20 are kept.
pub fn orders<J: Json>(json: &J, value: &J::Value) -> Vec<Order> {
    let mut orders = Vec::new();
    for item in json.items(value).unwrap_or_default() {
        if orders.len() < 20
            && let Some(order) = order(json, &item)
        {
            orders.push(order);
        }
    }
    orders
}
