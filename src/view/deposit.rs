//! Where the crypto of a sell order is to be sent: address, memo, network and amount, each to copy.

use super::Look;
use super::element::Tree;
use crate::edge::intl;
use crate::order::deposit;
use crate::prompt::{Action, Copied, Prompt, PromptKind};
use crate::state::State;
use crate::text::{self, Key};

/// The things to copy, while the prompt asks for the crypto; where no address may be shown, why not.
pub(super) fn deposit(look: &Look<'_>, tree: &mut Tree) {
    let prompt = look.state.prompt.as_ref();
    let prompt = prompt.filter(|prompt| prompt.kind == PromptKind::SendCrypto);
    let (Some(prompt), Some(order)) = (prompt, &look.state.order) else {
        return tree.nothing();
    };
    let note = match deposit::address(order) {
        Some(_) => "send.note",
        None if deposit::lacks_memo(order) => "send.memo",
        None => "send.elsewhere",
    };
    tree.open();
    tree.open();
    tree.isolated(look.label(note));
    tree.close("P", &[("part", "deposit-note")], "");
    copies(look, prompt, tree);
    tree.close("DIV", &[("class", "send")], "");
}

fn copies(look: &Look<'_>, prompt: &Prompt, tree: &mut Tree) {
    let mut copies = prompt.actions.iter().filter_map(Action::copied).peekable();
    if copies.peek().is_none() {
        return tree.nothing();
    }
    tree.open();
    for what in copies {
        row(look, what, tree);
    }
    tree.close("DL", &[("part", "deposit")], "");
}

/// What is shown and copied, exactly.
pub(crate) fn value(state: &State, what: Copied) -> Option<String> {
    let order = state.order.as_ref()?;
    match what {
        Copied::Address => deposit::address(order).map(str::to_owned),
        Copied::Memo => deposit::memo(order).map(str::to_owned),
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
        Copied::Memo => "memo",
        Copied::Network => "network",
        Copied::Amount => "amount",
        Copied::Report => "report",
    }
}
