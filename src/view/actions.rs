//! The actions of the prompt: links and buttons. Each has a place of its own, so it keeps its element (and the focus) as long as it
//! is offered.

use super::Look;
use super::element::{element, nothing};
use crate::prompt::PromptKind;
use crate::text::Key;
use leptos::prelude::AnyView;

/// The actions, in the order in which they are shown; `copy` stands beside what it copies.
const NAMES: [&str; 4] = ["resume", "retry", "view-transaction", "support"];

/// The row of actions.
pub(super) fn actions(look: &Look<'_>, kind: PromptKind) -> AnyView {
    let mut places = Vec::new();
    for name in NAMES {
        places.push(action(look, kind, name));
    }
    element("DIV", &[("class", "actions")], "", places)
}

/// `[part~="action"]`: a link where it leads somewhere, else a button.
fn action(look: &Look<'_>, kind: PromptKind, name: &'static str) -> AnyView {
    let mut offered = look.state.prompt.iter().flat_map(|prompt| &prompt.actions);
    let Some(action) = offered.find(|action| action.name() == name) else {
        return nothing();
    };
    let part = if name == "support" {
        "action"
    } else {
        "action primary"
    };
    let label = look.text(Key::Action(name, kind));
    let Some(href) = action.href() else {
        let attributes = [("part", part), ("data-action", name), ("type", "button")];
        return element("BUTTON", &attributes, label, Vec::new());
    };
    let attributes = [
        ("part", part),
        ("data-action", name),
        ("href", href),
        ("target", "_blank"),
        ("rel", "noopener noreferrer"),
    ];
    let note = [" ", look.label("new-tab")].concat();
    let note = element("SPAN", &[("class", "unseen")], &note, Vec::new());
    element("A", &attributes, label, vec![note])
}
