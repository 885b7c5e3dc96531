//! An order as Transak spells it (partner API, webhook and stream, user API) → [`Order`].
//!
//! Invariant: this is the allow-list. A field that is not named here goes no further; a field of a wrong type is as good as none.

use super::{Amount, Order, Side, Status, Time};
use crate::json::Json;

/// The longest text that is kept, in characters; longer ones are cut (`statusReason`) or dropped (all others).
pub const MAX_TEXT: usize = 200;
/// The longest link that is kept, in bytes.
const MAX_LINK: usize = 700;
/// How many envelopes may lie around an order.
const MAX_ENVELOPES: u8 = 4;

/// Finds the order in what a status source, the stream or the host gave: the bare order, `{ data: order }`,
/// a webhook's `{ eventID, webhookData }`, or a widget's `{ event_id, data }` with `{ eventName, status: order }` inside.
///
/// `None` where there is no order with a status that can be one.
pub fn order<J: Json>(json: &J, value: &J::Value) -> Option<Order> {
    unwrap(json, value, MAX_ENVELOPES)
}

fn unwrap<J: Json>(json: &J, value: &J::Value, left: u8) -> Option<Order> {
    if !json.is_object(value) {
        return None;
    }
    for envelope in ["webhookData", "status", "data"] {
        if let Some(inner) = json.get(value, envelope).filter(|inner| json.is_object(inner)) {
            return unwrap(json, &inner, left.checked_sub(1)?);
        }
    }
    let fields = Fields { json, value };
    let side = fields.text("isBuyOrSell", 8).as_deref().and_then(Side::parse);
    Some(Order {
        id: fields.first(["id", "orderId", "_id"], MAX_TEXT),
        status: Status::parse(&fields.raw("status")?)?,
        side,
        fiat_amount: fields.amount("fiatAmount"),
        fiat_currency: fields.text("fiatCurrency", 20),
        crypto_amount: fields.amount("cryptoAmount"),
        crypto_currency: fields.text("cryptoCurrency", 20),
        network: fields.text("network", 60),
        payment_method: fields.first(["paymentOptionId", "paymentMethod", ""], 60),
        created_at: fields.time("createdAt"),
        updated_at: fields.time("updatedAt"),
        completed_at: fields.time("completedAt"),
        expires_at: fields.time("autoExpiresAt"),
        transaction_hash: fields.first(["transactionHash", "txHash", ""], MAX_TEXT),
        transaction_link: fields.raw("transactionLink").filter(|link| link.len() <= MAX_LINK),
        status_reason: fields.raw("statusReason").map(|text| clean(&text, MAX_TEXT)).filter(|text| !text.is_empty()),
        fee: fields.amount("totalFeeInFiat"),
        deposit_address: fields.deposit_address().filter(|_| side != Some(Side::Buy)),
    })
}

/// Reads a list of orders, for the `activeOrders` property; entries that are no orders are left out. At most 20 are read.
pub fn orders<J: Json>(json: &J, value: &J::Value) -> Vec<Order> {
    let items = json.items(value).unwrap_or_default();
    items
        .iter()
        .take(20)
        .filter_map(|item| order(json, item))
        .collect()
}

/// The fields of one object. A field of a wrong type is as good as none.
struct Fields<'a, J: Json> {
    json: &'a J,
    value: &'a J::Value,
}

impl<J: Json> Fields<'_, J> {
    fn raw(&self, name: &str) -> Option<String> {
        self.json.text(&self.json.get(self.value, name)?)
    }

    /// A text of at most `most` characters, clean and not empty; a longer one is dropped: half an address is a wrong address.
    fn text(&self, name: &str, most: usize) -> Option<String> {
        let text = self.raw(name).filter(|text| text.len() <= most * 4)?;
        let text = clean(&text, usize::MAX);
        (!text.is_empty() && text.chars().count() <= most).then_some(text)
    }

    /// The text of the first of the names that has one.
    fn first(&self, names: [&str; 3], most: usize) -> Option<String> {
        names.into_iter().find_map(|name| self.text(name, most))
    }

    fn amount(&self, name: &str) -> Option<Amount> {
        let value = self.json.get(self.value, name)?;
        match self.json.number(&value) {
            Some(number) => Amount::from_number(number),
            None => Amount::from_text(&self.json.text(&value)?),
        }
    }

    fn time(&self, name: &str) -> Option<Time> {
        Time::parse(&self.raw(name)?)
    }

    /// Where the crypto of a sell order goes.
    fn deposit_address(&self) -> Option<String> {
        let data = self.json.get(self.value, "cryptoPaymentData")?;
        Fields { json: self.json, value: &data }.text("paymentAddress", MAX_TEXT)
    }
}

/// Plain text of at most `most` characters: control, zero-width and bidirectional formatting characters are taken out,
/// so that a text can't disguise another.
pub fn clean(text: &str, most: usize) -> String {
    let shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let text: String = text.chars().filter(shown).take(most).collect();
    text.trim().to_owned()
}
