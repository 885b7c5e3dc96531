//! An order as Transak spells it (partner API, webhook and stream, user API) → [`Order`].
//!
//! Invariant: this is the allow-list. A field that is not named here goes no further; a field of a wrong type is as good as none.

use super::deposit::UNKNOWN;
use super::tidy::{MAX_TEXT, clean, short};
use super::{Amount, Order, Side, Status, Time};
use crate::json::Json;
use crate::subject::{self, Outcome};
use crate::trap;

/// The longest link that is kept, in bytes.
const MAX_LINK: usize = 700;
/// How many envelopes may lie around an order, a list among them.
const MAX_ENVELOPES: u8 = 4;
/// How many entries of a list are read.
const MAX_LIST: usize = 50;
/// What may lie around an order: a webhook's, a widget's, and those of status sources.
const ENVELOPES: [&str; 5] = ["webhookData", "status", "data", "response", "order"];

/// Finds the order in what a status source, the stream or the host gave: the bare order, `{ data: order }`, `{ response: order }`,
/// `{ order: order }`, a webhook's `{ eventID, webhookData }`, a widget's `{ event_id, data }` with `{ eventName, status: order }`
/// inside, or a list in any of these. Of several in a list the one that counts is taken, as of several tries.
///
/// `None` where there is no order with a status that can be one.
pub fn order<J: Json>(json: &J, value: &J::Value) -> Option<Order> {
    find(json, value, None)
}

/// The same, where the order's id is known: of a list only an order with that id is taken, or one that names none.
pub fn find<J: Json>(json: &J, value: &J::Value, id: Option<&str>) -> Option<Order> {
    trap::here("decode");
    unwrap(json, value, id, MAX_ENVELOPES)
}

fn unwrap<J: Json>(json: &J, value: &J::Value, id: Option<&str>, left: u8) -> Option<Order> {
    if let Some(items) = json.items(value) {
        let left = left.checked_sub(1)?;
        let orders = items.iter().take(MAX_LIST);
        return choose(orders.filter_map(|item| unwrap(json, item, None, left)), id);
    }
    if !json.is_object(value) {
        return None;
    }
    for envelope in ENVELOPES {
        if let Some(inner) = json.get(value, envelope)
            && (json.is_object(&inner) || json.items(&inner).is_some())
        {
            return unwrap(json, &inner, id, left.checked_sub(1)?);
        }
    }
    read(json, value)
}

/// The order of a list that is asked about, or counts.
fn choose(orders: impl Iterator<Item = Order>, id: Option<&str>) -> Option<Order> {
    let rank = |order: &Order| (Outcome::of(&order.status), (order.created_at, 0));
    let mut chosen: Option<Order> = None;
    for order in orders {
        if let (Some(wanted), Some(named)) = (id, &order.id)
            && !subject::is_same(wanted, named)
        {
            continue;
        }
        let (outcome, placed) = rank(&order);
        let counts = chosen.as_ref().is_none_or(|best| {
            let best = rank(best);
            outcome > best.0 || (outcome == best.0 && subject::is_newer(placed, best.1))
        });
        if counts {
            chosen = Some(order);
        }
    }
    chosen
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
    let ticker = &["cryptoCurrency", "cryptocurrency"];
    fields.text(&mut order.crypto_currency, ticker, 20);
    fields.text(&mut order.network, &["network"], 60);
    fields.method(&mut order.payment_method);
    fields.time(&mut order.created_at, "createdAt");
    fields.time(&mut order.updated_at, "updatedAt");
    fields.time(&mut order.completed_at, "completedAt");
    fields.time(&mut order.expires_at, "autoExpiresAt");
    let hash = &["transactionHash", "txHash"];
    fields.text(&mut order.transaction_hash, hash, MAX_TEXT);
    order.transaction_link = fields.link();
    if let Some(reason) = fields.raw("statusReason") {
        order.status_reason = Some(clean(&reason)).filter(|text| !text.is_empty());
    }
    fields.amount(&mut order.fee, "totalFee");
    fields.amount(&mut order.fee, "totalFeeInFiat");
    if order.side != Some(Side::Buy) {
        fields.deposit(&mut order);
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

    /// The payment method; the user API names it within `paymentDetails`, the oldest webhooks call it `paymentOption`.
    fn method(&self, method: &mut Option<String>) {
        let names = &["paymentOptionId", "paymentMethod", "paymentOption"];
        self.text(method, names, 60);
        if method.is_none()
            && let Some(details) = self.json.get(self.value, "paymentDetails")
            && let Some(first) = self.json.items(&details).unwrap_or_default().first()
        {
            let fields = Fields {
                json: self.json,
                value: first,
            };
            fields.text(method, &["paymentMethod"], 60);
        }
    }

    /// The link to the transaction; the user API spells it without a `c`.
    fn link(&self) -> Option<String> {
        let mut link = None;
        for name in ["transationLink", "transactionLink"] {
            let found = self.raw(name);
            link = found.filter(|link| !link.is_empty()).or(link);
        }
        link.filter(|link| link.len() <= MAX_LINK)
    }

    /// Where the crypto of a sell order goes, and what is to be told beside the address. What the samples have of the latter is `false`;
    /// whatever else it is, the address is not all.
    fn deposit(&self, order: &mut Order) {
        let name = "addressAdditionalData";
        let mut memo = self.json.get(self.value, name);
        if let Some(data) = self.json.get(self.value, "cryptoPaymentData") {
            let fields = Fields {
                json: self.json,
                value: &data,
            };
            fields.text(&mut order.deposit_address, &["paymentAddress"], MAX_TEXT);
            memo = self.json.get(&data, name).or(memo);
        }
        order.deposit_memo = memo.and_then(|memo| self.memo(&memo));
    }

    /// As a text; [`UNKNOWN`] where there is something that is none.
    #[allow(clippy::cast_possible_truncation)] // the range is checked
    fn memo(&self, memo: &J::Value) -> Option<String> {
        if let Some(text) = self.json.text(memo) {
            return match clean(&text) {
                text if text.is_empty() => None,
                _ => short(&text, MAX_TEXT).or_else(|| Some(UNKNOWN.to_owned())),
            };
        }
        if let Some(number) = self.json.number(memo) {
            // Beyond that, JSON's numbers have lost digits.
            let is_exact = (0.0..9e15).contains(&number) && number.fract() == 0.0;
            let mut digits = String::new();
            super::time::push_number(&mut digits, number as i64, 1);
            return Some(if is_exact { digits } else { UNKNOWN.to_owned() });
        }
        let is_something = self.json.flag(memo) == Some(true)
            || self.json.is_object(memo)
            || self.json.items(memo).is_some();
        is_something.then(|| UNKNOWN.to_owned())
    }

    #[inline(never)]
    fn amount(&self, amount: &mut Option<Amount>, name: &str) {
        if let Some(value) = self.json.get(self.value, name) {
            let known = match self.json.number(&value) {
                Some(number) => Amount::from_number(number),
                None => self.raw(name).and_then(|text| Amount::from_text(&text)),
            };
            *amount = known.or(amount.take());
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
