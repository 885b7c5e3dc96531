//! The summary: what is paid and what is delivered, where and how.

use super::Look;
use super::element::{element, isolated, nothing};
use crate::order::{Order, Side, Status};
use crate::text;
use crate::web::intl;
use leptos::prelude::AnyView;

/// `[part="summary"]`, where something of the order is known.
pub(super) fn summary(look: &Look<'_>) -> AnyView {
    let mut rows = Vec::new();
    if let Some(order) = &look.state.order {
        if look.state.side == Some(Side::Sell) {
            rows.extend(crypto(look, order));
            rows.extend(fiat(look, order));
        } else {
            rows.extend(fiat(look, order));
            rows.extend(crypto(look, order));
        }
        rows.extend(details(look, order).into_iter().flatten());
    }
    if rows.is_empty() {
        nothing()
    } else {
        element("DL", &[("part", "summary")], "", rows)
    }
}

fn row(look: &Look<'_>, label: &'static str, about: &str, value: AnyView) -> AnyView {
    let children = vec![
        element("DT", &[], look.label(label), Vec::new()),
        element("DD", &[], about, vec![value]),
    ];
    element("DIV", &[("class", "row")], "", children)
}

fn fiat(look: &Look<'_>, order: &Order) -> Option<AnyView> {
    // What a sell order pays out follows the rate of the moment, and Transak doesn't say here what it was.
    let (label, is_estimate) = match look.state.side {
        Some(Side::Buy) => ("summary.payment", false),
        Some(Side::Sell) => ("summary.payout", true),
        None => ("summary.amount", false),
    };
    let amount = intl::fiat(
        &look.settings.locale,
        order.fiat_amount.as_ref()?,
        order.fiat_currency.as_deref(),
    );
    Some(row(
        look,
        label,
        &about(look, is_estimate),
        isolated(&amount),
    ))
}

fn crypto(look: &Look<'_>, order: &Order) -> Option<AnyView> {
    let amount = intl::crypto(
        &look.settings.locale,
        order.crypto_amount.as_ref()?,
        order.crypto_currency.as_deref(),
    );
    let is_estimate = look.state.side != Some(Side::Sell) && order.status != Status::Completed;
    Some(row(
        look,
        "summary.crypto",
        &about(look, is_estimate),
        isolated(&amount),
    ))
}

fn about(look: &Look<'_>, is_estimate: bool) -> String {
    if is_estimate {
        [look.label("summary.about"), " "].concat()
    } else {
        String::new()
    }
}

fn details(look: &Look<'_>, order: &Order) -> [Option<AnyView>; 4] {
    let network = order.network.as_deref().map(text::named);
    let method = order
        .payment_method
        .as_deref()
        .map(|id| text::clean(&text::method(id, &look.settings.messages)));
    let fee = order.fee.as_ref();
    let fee = fee.map(|fee| intl::fiat(&look.settings.locale, fee, order.fiat_currency.as_deref()));
    let told = |label, value: Option<String>| Some(row(look, label, "", isolated(&value?)));
    [
        told("summary.network", network),
        told("summary.method", method),
        told("summary.fee", fee),
        transaction(look, order),
    ]
}

fn transaction(look: &Look<'_>, order: &Order) -> Option<AnyView> {
    let hash = order.transaction_hash.as_deref()?;
    let attributes = [("dir", "ltr"), ("class", "code"), ("title", hash)];
    let value = element("BDI", &attributes, &text::shortened(hash)?, Vec::new());
    Some(row(look, "summary.transaction", "", value))
}
