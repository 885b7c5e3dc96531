//! The summary: what is paid and what is delivered, where and how.

use super::Look;
use super::element::Tree;
use crate::edge::intl;
use crate::order::{Amount, Order, Side, Status};
use crate::text;

/// `[part="summary"]`, where something of the order is known.
pub(super) fn summary(look: &Look<'_>, tree: &mut Tree) {
    let Some(order) = &look.state.order else {
        return tree.nothing();
    };
    tree.open();
    // First what the person gives, then what comes of it.
    if look.state.side == Some(Side::Sell) {
        crypto(look, order, tree);
        fiat(look, order, tree);
    } else {
        fiat(look, order, tree);
        crypto(look, order, tree);
    }
    details(look, order, tree);
    tree.close_filled("DL", &[("part", "summary")]);
}

/// A row, where its value is known.
#[inline(never)]
fn row(
    look: &Look<'_>,
    label: &'static str,
    is_estimate: bool,
    value: Option<String>,
    tree: &mut Tree,
) {
    named(look, look.label(label), is_estimate, value, tree);
}

/// The same, with its label in words.
#[inline(never)]
pub(super) fn named(
    look: &Look<'_>,
    label: &str,
    is_estimate: bool,
    value: Option<String>,
    tree: &mut Tree,
) {
    if let Some(value) = value {
        tree.open();
        tree.leaf("DT", &[], label);
        tree.open();
        tree.isolated(&value);
        let about = if is_estimate {
            &[look.label("summary.about"), " "].concat()
        } else {
            ""
        };
        tree.close("DD", &[], about);
        tree.close("DIV", &[("class", "row")], "");
    }
}

fn fiat(look: &Look<'_>, order: &Order, tree: &mut Tree) {
    // What a sell order pays out follows the rate of the moment, and Transak doesn't say here what it was.
    let (label, is_estimate) = match look.state.side {
        Some(Side::Buy) => ("summary.payment", false),
        Some(Side::Sell) => ("summary.payout", true),
        None => ("summary.amount", false),
    };
    let amount = money(look, order, order.fiat_amount.as_ref());
    row(look, label, is_estimate, amount, tree);
}

fn money(look: &Look<'_>, order: &Order, amount: Option<&Amount>) -> Option<String> {
    let currency = order.fiat_currency.as_deref();
    Some(intl::fiat(&look.settings.locale, amount?, currency))
}

fn crypto(look: &Look<'_>, order: &Order, tree: &mut Tree) {
    let ticker = order.crypto_currency.as_deref();
    let amount = order.crypto_amount.as_ref();
    let amount = amount.map(|amount| intl::crypto(&look.settings.locale, amount, ticker));
    let is_estimate = look.state.side != Some(Side::Sell) && order.status != Status::Completed;
    row(look, "summary.crypto", is_estimate, amount, tree);
}

fn details(look: &Look<'_>, order: &Order, tree: &mut Tree) {
    let network = order.network.as_deref().map(text::named);
    row(look, "summary.network", false, network, tree);
    let method = order.payment_method.as_deref();
    let method = method.map(|id| text::clean(&text::method(id, &look.layers())));
    row(look, "summary.method", false, method, tree);
    let fee = money(look, order, order.fee.as_ref());
    row(look, "summary.fee", false, fee, tree);
    if let Some(second) = look.second {
        (second.facts)(look, order, tree);
    }
}
