//! Where the crypto of a sell order is to be sent: address, network and amount, each to copy.

use super::Look;
use super::element::Tree;
use crate::edge::intl;
use crate::prompt::{Action, Copied};
use crate::state::State;
use crate::text::{self, Key};

/// The things to copy, while the prompt offers them.
pub(super) fn deposit(look: &Look<'_>, tree: &mut Tree) {
    let offers = |action: &Action| matches!(action, Action::Copy(_));
    let prompt = look.state.prompt.as_ref();
    let Some(prompt) = prompt.filter(|prompt| prompt.actions.iter().any(offers)) else {
        return tree.nothing();
    };
    tree.open();
    tree.open();
    tree.isolated(look.label("send.note"));
    tree.close("P", &[("part", "deposit-note")], "");
    tree.open();
    for action in &prompt.actions {
        if let Action::Copy(what) = action {
            row(look, *what, tree);
        }
    }
    tree.close("DL", &[("part", "deposit")], "");
    tree.close("DIV", &[("class", "send")], "");
}

/// What is shown and copied, exactly.
pub(crate) fn value(state: &State, what: Copied) -> Option<String> {
    let order = state.order.as_ref()?;
    match what {
        Copied::Address => order.deposit_address.as_deref().map(text::clean),
        Copied::Network => order.network.as_deref().map(text::named),
        Copied::Amount => order.crypto_amount.as_ref().map(intl::plain),
        Copied::Report => None,
    }
}

fn row(look: &Look<'_>, what: Copied, tree: &mut Tree) {
    let name = look.text(Key::Copied(what));
    let shown = value(look.state, what).unwrap_or_default();
    tree.open();
    tree.leaf("DT", &[], name);
    tree.open();
    tree.open();
    tree.open();
    tree.leaf("BDI", &[("class", "copied")], &shown);
    tree.leaf("SPAN", &[], &unit(look.state, what));
    tree.close("BDI", &[("dir", "ltr")], "");
    tree.close("SPAN", &[("class", "value")], "");
    button(look, what, name, tree);
    tree.close("DD", &[], "");
    tree.close("DIV", &[("class", "row")], "");
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
fn button(look: &Look<'_>, what: Copied, name: &str, tree: &mut Tree) {
    let label = match look.copied {
        Some((copied, worked)) if copied == what => outcome(worked),
        Some(_) | None => "action.copy",
    };
    let attributes = [
        ("part", "action copy"),
        ("data-action", "copy"),
        ("data-copy", copied_name(what)),
        ("type", "button"),
    ];
    tree.open();
    tree.leaf("SPAN", &[("class", "unseen")], &[" ", name].concat());
    tree.close("BUTTON", &attributes, look.label(label));
}

/// The message that tells how it went.
pub(crate) const fn outcome(worked: bool) -> &'static str {
    if worked { "copied" } else { "copy-failed" }
}

/// The name in `data-copy`.
pub(crate) const fn copied_name(what: Copied) -> &'static str {
    match what {
        Copied::Address => "address",
        Copied::Network => "network",
        Copied::Amount => "amount",
        Copied::Report => "report",
    }
}
