//! What people look for once they have seen the status: the transaction, the rate, and how long it takes. It is in the second part.

use super::Look;
use super::element::Tree;
use super::summary::named;
use crate::edge::{clock, intl};
use crate::order::{Amount, Order, Side, Status, Time};
use crate::text;

/// The rows of the summary that nobody looks for first.
pub(super) fn facts(look: &Look<'_>, order: &Order, tree: &mut Tree) {
    transaction(look, order, tree);
    let label = look.more("summary.rate");
    named(look, label, false, rate(look, order), tree);
    let locale = &look.settings.locale;
    let placed = order.created_at.filter(|_| !order.status.is_final());
    let ago = placed.and_then(|placed| intl::ago(locale, placed));
    named(look, look.more("summary.placed"), false, ago, tree);
    let took = span(order).and_then(|seconds| intl::span(locale, seconds));
    named(look, look.more("summary.took"), false, took, tree);
    let usual = usual(look, order).and_then(|(from, to)| intl::minutes(locale, from, to));
    named(look, look.more("summary.usual"), false, usual, tree);
}

fn transaction(look: &Look<'_>, order: &Order, tree: &mut Tree) {
    let hash = order.transaction_hash.as_deref().unwrap_or_default();
    if let Some(short) = text::shortened(hash) {
        let attributes = [("dir", "ltr"), ("class", "code"), ("title", hash)];
        tree.open();
        tree.leaf("DT", &[], look.label("summary.transaction"));
        tree.open();
        tree.leaf("BDI", &attributes, &short);
        tree.close("DD", &[], "");
        tree.close("DIV", &[("class", "row")], "");
    }
}

/// What a unit of the crypto costs, before fees: `1 ETH ≈ €2,425.71`, and `=` once it is settled. Only where all that it follows from is known. (It is Transak's `conversionPrice`:
/// in all samples, the amounts and the fee give the same.)
fn rate(look: &Look<'_>, order: &Order) -> Option<String> {
    let fiat = intl::number(order.fiat_amount.as_ref()?);
    let crypto = intl::number(order.crypto_amount.as_ref()?);
    let fee = intl::number(order.fee.as_ref()?);
    let exchanged = match look.state.side? {
        Side::Buy => fiat - fee,
        Side::Sell => fiat + fee,
    };
    let rate = exchanged / crypto;
    if !(rate.is_finite() && rate > 0.0) {
        return None;
    }
    let locale = &look.settings.locale;
    let one = intl::crypto(
        locale,
        &Amount::Number(1.0),
        order.crypto_currency.as_deref(),
    );
    let price = intl::price(locale, rate, order.fiat_currency.as_deref());
    let is_settled = order.status == Status::Completed;
    let sign = if is_settled { " = " } else { " ≈ " };
    Some([one.as_str(), sign, price.as_str()].concat())
}

/// How long a completed order took, in seconds.
fn span(order: &Order) -> Option<i64> {
    let (Time(from), Time(to)) = (order.created_at?, order.completed_at?);
    let is_done = order.status == Status::Completed;
    is_done
        .then_some((to - from) / 1_000)
        .filter(|span| *span > 0)
}

/// The time that Transak's own list of payment methods gives for the method (`processingTime`), in minutes, once it is paid. No other is known for sure, so
/// no other is told; nor this one any more when it has passed.
fn usual(look: &Look<'_>, order: &Order) -> Option<(i32, i32)> {
    let is_paid = matches!(
        order.status,
        Status::PaymentDoneMarkedByUser | Status::Processing | Status::PendingDeliveryFromTransak
    );
    let is_card = order.payment_method.as_deref() == Some("credit_debit_card");
    let (from, to) = (1, 3);
    let since = clock::wall().0 - order.created_at?.0;
    let in_time = (0..i64::from(to) * 60_000).contains(&since);
    (is_paid && is_card && in_time && look.state.side == Some(Side::Buy)).then_some((from, to))
}
