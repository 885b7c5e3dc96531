//! The history: what happened and when, in local time. It is in the second part.

use super::Look;
use super::element::Tree;
use crate::edge::intl;
use crate::state::Happening;
use crate::text::Key;

/// `[part="history"]`, oldest first.
pub(super) fn history(look: &Look<'_>, tree: &mut Tree) {
    if look.state.history.is_empty() {
        return tree.nothing();
    }
    tree.open();
    tree.leaf("H3", &[], look.label("history"));
    tree.open();
    for happening in &look.state.history {
        item(look, happening, tree);
    }
    tree.close("OL", &[("role", "list")], "");
    tree.close("DIV", &[("part", "history")], "");
}

fn item(look: &Look<'_>, happening: &Happening, tree: &mut Tree) {
    let what = look.text(Key::Status(&happening.status, look.state.side));
    let when = intl::moment(&look.settings.locale, happening.at);
    tree.open();
    tree.leaf("SPAN", &[], &[what, " "].concat());
    tree.leaf("TIME", &[("datetime", &happening.at.to_iso())], &when);
    tree.close("LI", &[], "");
}
