//! Where the crypto of a sell order is to be sent: address, network and amount, each to copy.

use super::Look;
use super::element::{element, isolated, nothing};
use super::press::copied_name;
use crate::prompt::{Action, Copied};
use crate::state::State;
use crate::text::{self, Key};
use crate::web::intl;
use leptos::prelude::AnyView;

/// The things to copy, while the prompt offers them.
pub(super) fn deposit(look: &Look<'_>) -> AnyView {
    let mut rows = Vec::new();
    for action in look.state.prompt.iter().flat_map(|prompt| &prompt.actions) {
        if let Action::Copy(what) = action {
            rows.push(row(look, *what));
        }
    }
    if rows.is_empty() {
        return nothing();
    }
    let note = vec![isolated(look.label("send.note"))];
    let children = vec![
        element("P", &[("part", "deposit-note")], "", note),
        element("DL", &[("part", "deposit")], "", rows),
    ];
    element("DIV", &[("class", "send")], "", children)
}

/// What is shown and copied, exactly.
pub(super) fn value(state: &State, what: Copied) -> Option<String> {
    let order = state.order.as_ref()?;
    match what {
        Copied::Address => order.deposit_address.as_deref().map(text::clean),
        Copied::Network => order.network.as_deref().map(text::named),
        Copied::Amount => order.crypto_amount.as_ref().map(intl::plain),
    }
}

fn row(look: &Look<'_>, what: Copied) -> AnyView {
    let name = look.text(Key::Copied(what));
    let shown = value(look.state, what).unwrap_or_default();
    let shown = element("BDI", &[("class", "copied")], &shown, Vec::new());
    let unit = element("SPAN", &[], &unit(look.state, what), Vec::new());
    let value = element("BDI", &[("dir", "ltr")], "", vec![shown, unit]);
    let value = element("SPAN", &[("class", "value")], "", vec![value]);
    let children = vec![
        element("DT", &[], name, Vec::new()),
        element("DD", &[], "", vec![value, button(look, what, name)]),
    ];
    element("DIV", &[("class", "row")], "", children)
}

/// The ticker, behind the amount: it isn't copied.
fn unit(state: &State, what: Copied) -> String {
    match state
        .order
        .as_ref()
        .and_then(|order| order.crypto_currency.as_deref())
    {
        Some(ticker) if what == Copied::Amount => ["\u{a0}", &text::clean(ticker)].concat(),
        Some(_) | None => String::new(),
    }
}

/// The button, which says for a moment how it went.
fn button(look: &Look<'_>, what: Copied, name: &str) -> AnyView {
    let label = match look.local.copied.get() {
        Some((copied, worked)) if copied == what => outcome(worked),
        Some(_) | None => "action.copy",
    };
    let of_what = element(
        "SPAN",
        &[("class", "unseen")],
        &[" ", name].concat(),
        Vec::new(),
    );
    let attributes = [
        ("part", "action copy"),
        ("data-action", "copy"),
        ("data-copy", copied_name(what)),
        ("type", "button"),
    ];
    element("BUTTON", &attributes, look.label(label), vec![of_what])
}

/// The message that tells how it went.
pub(super) const fn outcome(worked: bool) -> &'static str {
    if worked { "copied" } else { "copy-failed" }
}
