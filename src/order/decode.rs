//! An order as Transak spells it (partner API, webhook and stream, user API) → [`Order`].
//!
//! Invariant: this is the allow-list. A field that is not named here goes no further; a field of a wrong type is as good as none.

use super::{Amount, Order, Side, Status, Time};
use crate::json::Json;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

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
        if let Some(inner) = json
            .get(value, envelope)
            .filter(|inner| json.is_object(inner))
        {
            return unwrap(json, &inner, left.checked_sub(1)?);
        }
    }
    let address = json
        .get(value, "cryptoPaymentData")
        .and_then(|data| json.get(&data, "paymentAddress"))
        .and_then(|address| json.text(&address));
    let raw: Raw = json.read(value)?;
    raw.order(address)
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

/// The fields that are kept, in all spellings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Raw {
    id: Scalar,
    order_id: Scalar,
    #[serde(rename = "_id")]
    underscore_id: Scalar,
    status: Scalar,
    is_buy_or_sell: Scalar,
    fiat_amount: Scalar,
    fiat_currency: Scalar,
    crypto_amount: Scalar,
    crypto_currency: Scalar,
    network: Scalar,
    payment_option_id: Scalar,
    payment_method: Scalar,
    created_at: Scalar,
    updated_at: Scalar,
    completed_at: Scalar,
    auto_expires_at: Scalar,
    transaction_hash: Scalar,
    tx_hash: Scalar,
    transaction_link: Scalar,
    status_reason: Scalar,
    total_fee_in_fiat: Scalar,
}

impl Raw {
    fn order(self, address: Option<String>) -> Option<Order> {
        let side = self.is_buy_or_sell.text(8).as_deref().and_then(Side::parse);
        Some(Order {
            id: self
                .id
                .text(MAX_TEXT)
                .or_else(|| self.order_id.text(MAX_TEXT))
                .or_else(|| self.underscore_id.text(MAX_TEXT)),
            status: Status::parse(self.status.raw()?)?,
            side,
            fiat_amount: self.fiat_amount.amount(),
            fiat_currency: self.fiat_currency.text(20),
            crypto_amount: self.crypto_amount.amount(),
            crypto_currency: self.crypto_currency.text(20),
            network: self.network.text(60),
            payment_method: self
                .payment_option_id
                .text(60)
                .or_else(|| self.payment_method.text(60)),
            created_at: self.created_at.time(),
            updated_at: self.updated_at.time(),
            completed_at: self.completed_at.time(),
            expires_at: self.auto_expires_at.time(),
            transaction_hash: self
                .transaction_hash
                .text(MAX_TEXT)
                .or_else(|| self.tx_hash.text(MAX_TEXT)),
            transaction_link: self
                .transaction_link
                .raw()
                .filter(|link| link.len() <= MAX_LINK)
                .map(str::to_owned),
            status_reason: self
                .status_reason
                .raw()
                .map(|text| clean(text, MAX_TEXT))
                .filter(|text| !text.is_empty()),
            fee: self.total_fee_in_fiat.amount(),
            deposit_address: address
                .filter(|_| side != Some(Side::Buy))
                .and_then(|address| Scalar::Text(address).text(MAX_TEXT)),
        })
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

/// A JSON value that is not an object or array; those, and `null`, are `None`.
#[derive(Default)]
enum Scalar {
    #[default]
    None,
    Text(String),
    Number(f64),
}

impl Scalar {
    fn raw(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::None | Self::Number(_) => None,
        }
    }

    /// A text of at most `most` characters, clean and not empty; a longer one is dropped: half an address is a wrong address.
    fn text(&self, most: usize) -> Option<String> {
        let text = self.raw().filter(|text| text.len() <= most * 4)?;
        let text = clean(text, usize::MAX);
        (!text.is_empty() && text.chars().count() <= most).then_some(text)
    }

    fn amount(&self) -> Option<Amount> {
        match self {
            Self::Number(number) => Amount::from_number(*number),
            Self::Text(text) => Amount::from_text(text),
            Self::None => None,
        }
    }

    fn time(&self) -> Option<Time> {
        self.raw().and_then(Time::parse)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(text))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    #[allow(clippy::cast_precision_loss)] // an amount; JSON numbers are doubles anyway
    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss)] // as above
    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Scalar, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
}
