//! What Transak's `redirectURL` fills into the page's query.
//!
//! Invariant: anybody can write a link, so nothing is taken without a UUID for the order id, and never an address: Transak also
//! sends `walletAddress` (on a sell order, where the crypto is to go), but who followed a forged link would send it to a thief. The
//! address comes from the status source or the stream.

use super::query::Query;
use crate::order::tidy::short;
use crate::order::{Amount, Order, Side, Status};

/// The order that the query is about, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// Transak's order id, a UUID.
    pub order_id: String,
    /// The partner's order id, not checked; of use only together with the partner's API key.
    pub partner_order_id: Option<String>,
    /// What it says; `None` without a status.
    pub order: Option<Order>,
}

impl Redirect {
    /// Whether it is about the order that the page names: the page's word goes before the query's.
    pub(super) fn is_about(&self, order_id: Option<&str>, partner_order_id: Option<&str>) -> bool {
        match (order_id, partner_order_id) {
            (Some(id), _) => id.eq_ignore_ascii_case(&self.order_id),
            (None, Some(reference)) => self.partner_order_id.as_deref() == Some(reference),
            (None, None) => true,
        }
    }
}

/// Reads a query (`location.search`); `None` where it has no order id that is a UUID.
pub fn read(query: &str) -> Option<Redirect> {
    let query = Query::read(query)?;
    let order_id = query.text("orderId").filter(|id| is_uuid(id))?;
    let status = query.text("status");
    let order = status.and_then(|status| Status::parse(&status));
    Some(Redirect {
        order: order.map(|status| about(query, &order_id, status)),
        order_id,
        partner_order_id: query.text("partnerOrderId"),
    })
}

/// What the query says beside the status; some names have an older spelling.
#[inline(never)]
fn about(query: Query<'_>, order_id: &str, status: Status) -> Order {
    let mut order = Order::new(status);
    order.id = Some(order_id.to_owned());
    order.side = query
        .either("isBuyOrSell", "isBuyorSell")
        .and_then(|side| Side::parse(&side));
    query.amount(&mut order.fiat_amount, "fiatAmount", "fiatAmount");
    query.amount(&mut order.crypto_amount, "cryptoAmount", "cryptoAmount");
    query.amount(&mut order.fee, "totalFeeInFiat", "totalFee");
    query.short(&mut order.fiat_currency, "fiatCurrency", 20);
    query.short(&mut order.crypto_currency, "cryptocurrency", 20);
    query.short(&mut order.crypto_currency, "cryptoCurrency", 20);
    query.short(&mut order.network, "network", 60);
    order
}

impl Query<'_> {
    /// A text of at most `most` characters, if there is one.
    #[inline(never)]
    fn short(self, slot: &mut Option<String>, name: &str, most: usize) {
        if let Some(text) = self.text(name) {
            *slot = short(&text, most);
        }
    }

    #[inline(never)]
    fn amount(self, slot: &mut Option<Amount>, name: &str, old: &str) {
        if let Some(text) = self.either(name, old) {
            *slot = Amount::from_text(&text);
        }
    }
}

/// 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.as_bytes().iter().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
