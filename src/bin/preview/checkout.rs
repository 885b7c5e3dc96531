//! A make-believe shop: what was ordered, and the tracker where the confirmation would be.

use crate::desk::Desk;
use crate::{theme, tracker};
use leptos::html;
use leptos::prelude::*;
use transak_sandbox::scenario::{self, Identity, Scenario, Side};

/// The shop's page.
pub(crate) fn shop(desk: Desk) -> AnyView {
    html::section()
        .class("shop")
        .attr("aria-label", "A make-believe checkout")
        .attr("dir", move || desk.dir())
        .attr("data-compare", move || desk.compare.get().to_string())
        .child((
            html::header().child((
                html::span().class("brand").child("Harbour Wallet"),
                html::span()
                    .class("pretend")
                    .child("A make-believe shop: no money moves"),
            )),
            html::div()
                .class("checkout")
                .child((move || cart(desk), confirmation(desk))),
        ))
        .into_any()
}

/// The tracker, and those beside it.
fn confirmation(desk: Desk) -> AnyView {
    let stage = NodeRef::new();
    theme::apply(desk, stage);
    let tracked = move || desk.run.get().map(|run| tracker::tracker(desk, &run, None));
    let chosen = move || desk.width.get().filter(|_| !desk.compare.get());
    let width = move || chosen().map_or_else(|| "auto".to_owned(), |width| format!("{width}px"));
    // A wide place goes below the summary.
    let basis = move || format!("{}px", chosen().unwrap_or(440));
    html::div()
        .class("confirmation")
        .style(("flex-basis", basis))
        .child((
            html::h2().child(move || heading(desk)),
            html::div().class("stage").node_ref(stage).child((
                html::figure()
                    .class("frame")
                    .style(("inline-size", width))
                    .child((
                        html::figcaption()
                            .attr("hidden", move || !desk.compare.get())
                            .child("full"),
                        tracked,
                    )),
                move || desk.compare.get().then(|| beside(desk)),
            )),
        ))
        .into_any()
}

/// The same order in the other layouts.
fn beside(desk: Desk) -> AnyView {
    let run = desk.run.get();
    let figure = |layout| {
        let tracker = run
            .as_ref()
            .map(|run| tracker::tracker(desk, run, Some(layout)));
        html::figure()
            .class("frame")
            .attr("data-beside", layout)
            .child((html::figcaption().child(layout), tracker))
    };
    tracker::BESIDE.map(figure).collect_view().into_any()
}

fn heading(desk: Desk) -> &'static str {
    if desk.visitor.get().follows() {
        "Thank you. Here is your order"
    } else {
        "Before you order"
    }
}

/// What is bought or sold. The amounts are the scenario's own.
fn cart(desk: Desk) -> AnyView {
    let rows = rows(desk.scenario.get());
    let row = |(label, amount): (&'static str, String)| {
        // From left to right wherever it stands.
        let amount = html::bdi().child(amount);
        html::div().child((html::dt().child(label), html::dd().child(amount)))
    };
    let reference = desk
        .run
        .get()
        .filter(|run| run.visitor.follows())
        .map(|run| {
            let reference: String = run.identity.partner_order_id.chars().take(13).collect();
            html::p()
                .class("reference")
                .child(["Your reference: ", &reference].concat())
        });
    html::aside()
        .class("cart")
        .attr("aria-label", "Summary")
        .child((
            html::div().class("item").child((
                html::span()
                    .class("coin")
                    .attr("aria-hidden", "true")
                    .child("Ξ"),
                html::div().child((
                    html::strong().child("Ether"),
                    html::span().child("on Ethereum"),
                )),
            )),
            html::dl().child(rows.into_iter().map(row).collect_view()),
            reference,
        ))
        .into_any()
}

fn rows(scenario: Scenario) -> [(&'static str, String); 3] {
    let order = scenario::order(scenario, 0, &Identity::new(""), 0);
    let amount = |name: &str| {
        order
            .get(name)
            .and_then(leptos::serde_json::Value::as_f64)
            .unwrap_or(0.0)
    };
    let currency = |name: &str| order.get(name).and_then(|text| text.as_str()).unwrap_or("");
    let fiat = |name: &str| format!("{:.2} {}", amount(name), currency("fiatCurrency"));
    let crypto = format!("{} {}", amount("cryptoAmount"), currency("cryptoCurrency"));
    match scenario.side() {
        Side::Buy => [
            ("You get about", crypto),
            ("Fees, included", fiat("totalFeeInFiat")),
            ("You pay", fiat("fiatAmount")),
        ],
        Side::Sell => [
            ("You sell", crypto),
            ("Fees, taken off", fiat("totalFeeInFiat")),
            ("You get", fiat("fiatAmount")),
        ],
    }
}
