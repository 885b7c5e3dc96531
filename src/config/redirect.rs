//! What Transak's `redirectURL` fills into the page's query.
//!
//! Invariant: anybody can write a link, so nothing is taken without a UUID for the order id, and never an address: Transak also
//! sends `walletAddress` (on a sell order, where the crypto is to go), but who followed a forged link would send it to a thief. The
//! address comes from the status source or the stream.

use super::query::Query;
use crate::order::decode::clean;
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
    let either = |name: &str, old: &str| query.text(name).or_else(|| query.text(old));
    let order_id = query.text("orderId").filter(|id| is_uuid(id))?;
    let short = |text: Option<String>, most: usize| {
        let text = clean(&text?, most + 1);
        (!text.is_empty() && text.chars().count() <= most).then_some(text)
    };
    let amount = |text: Option<String>| Amount::from_text(&text?);
    let side = either("isBuyOrSell", "isBuyorSell").and_then(|side| Side::parse(&side));
    let order = query
        .text("status")
        .and_then(|status| Status::parse(&status))
        .map(|status| Order {
            id: Some(order_id.clone()),
            side,
            fiat_amount: amount(query.text("fiatAmount")),
            fiat_currency: short(query.text("fiatCurrency"), 20),
            crypto_amount: amount(query.text("cryptoAmount")),
            crypto_currency: short(either("cryptoCurrency", "cryptocurrency"), 20),
            network: short(query.text("network"), 60),
            fee: amount(either("totalFeeInFiat", "totalFee")),
            ..Order::new(status)
        });
    Some(Redirect {
        order_id,
        partner_order_id: query.text("partnerOrderId"),
        order,
    })
}

/// 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
