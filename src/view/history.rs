//! The history: what happened and when, in local time.

use super::Look;
use super::element::{element, nothing};
use crate::state::Happening;
use crate::text::Key;
use crate::web::intl;
use leptos::prelude::AnyView;

/// `[part="history"]`, oldest first.
pub(super) fn history(look: &Look<'_>) -> AnyView {
    if look.state.history.is_empty() {
        return nothing();
    }
    let mut items = Vec::new();
    for happening in &look.state.history {
        items.push(item(look, happening));
    }
    let children = vec![
        element("H3", &[], look.label("history"), Vec::new()),
        element("OL", &[("role", "list")], "", items),
    ];
    element("DIV", &[("part", "history")], "", children)
}

fn item(look: &Look<'_>, happening: &Happening) -> AnyView {
    let what = [
        look.text(Key::Status(&happening.status, look.state.side)),
        " ",
    ]
    .concat();
    let when = intl::moment(&look.settings.locale, happening.at);
    let children = vec![
        element("SPAN", &[], &what, Vec::new()),
        element(
            "TIME",
            &[("datetime", &happening.at.to_iso())],
            &when,
            Vec::new(),
        ),
    ];
    element("LI", &[], "", children)
}
