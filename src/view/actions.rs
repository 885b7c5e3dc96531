//! The actions of the prompt: links and buttons. Each has a place of its own, so it keeps its element (and the focus) as long as it
//! is offered.

use super::Look;
use super::element::Tree;
use crate::prompt::PromptKind;
use crate::text::Key;

/// The actions, in the order in which they are shown; `copy` stands beside what it copies.
const NAMES: [&str; 4] = ["resume", "retry", "view-transaction", "support"];

/// The row of actions.
pub(super) fn actions(look: &Look<'_>, kind: PromptKind, tree: &mut Tree) {
    tree.open();
    for name in NAMES {
        action(look, kind, name, tree);
    }
    tree.close("DIV", &[("class", "actions")], "");
}

/// `[part~="action"]`: a link where it leads somewhere, else a button.
fn action(look: &Look<'_>, kind: PromptKind, name: &'static str, tree: &mut Tree) {
    let mut offered = look.state.prompt.iter().flat_map(|prompt| &prompt.actions);
    let Some(action) = offered.find(|action| action.name() == name) else {
        return tree.nothing();
    };
    let part = if name == "support" {
        "action"
    } else {
        "action primary"
    };
    let label = look.text(Key::Action(name, kind));
    let Some(href) = action.href() else {
        let attributes = [("part", part), ("data-action", name), ("type", "button")];
        return tree.leaf("BUTTON", &attributes, label);
    };
    let attributes = [
        ("part", part),
        ("data-action", name),
        ("href", href),
        ("target", "_blank"),
        ("rel", "noopener noreferrer"),
    ];
    let note = [" ", look.label("new-tab")].concat();
    tree.open();
    tree.leaf("SPAN", &[("class", "unseen")], &note);
    tree.close("A", &attributes, label);
}
