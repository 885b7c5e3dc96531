//! How fresh it is: live, or since when not.

use super::Look;
use super::element::Tree;
use crate::edge::intl;
use crate::state::Freshness;
use crate::text::{self, Key};

/// `[part="freshness"]`.
pub(super) fn freshness(look: &Look<'_>, tree: &mut Tree) {
    let freshness = look.state.freshness;
    let attributes = [("part", "freshness"), ("data-freshness", freshness.name())];
    tree.open();
    tree.leaf("SPAN", &[("class", "dot")], "");
    tree.leaf(
        "SPAN",
        &[("class", "label")],
        look.text(Key::Freshness(freshness)),
    );
    tree.leaf("SPAN", &[("class", "since")], &since(look));
    tree.close("P", &attributes, "");
}

/// When it was last confirmed; what is old also says how old.
fn since(look: &Look<'_>) -> String {
    let is_old = matches!(look.state.freshness, Freshness::Stale | Freshness::Offline);
    let Some(at) = look.state.last_confirmed_at else {
        let never = is_old && look.state.order.is_some();
        return if never {
            ["\u{a0}· ", look.label("never-confirmed")].concat()
        } else {
            String::new()
        };
    };
    let locale = &look.settings.locale;
    let mut time = intl::moment(locale, at);
    if is_old && let Some(ago) = intl::ago(locale, at) {
        time = [&time, " (", &ago, ")"].concat();
    }
    [
        "\u{a0}· ",
        &text::fill(look.label("confirmed-at"), "time", &time),
    ]
    .concat()
}
