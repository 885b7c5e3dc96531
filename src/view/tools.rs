//! What a person can do besides: be told when it is done, and copy what support asks for. It is in the second part.

use super::Look;
use super::deposit;
use super::element::Tree;
use crate::prompt::Copied;

/// Whether the person is to be told of the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notice {
    /// There is no way: the tab is not ours.
    #[default]
    Nowhere,
    /// Not asked for.
    Off,
    /// By a notification, and the tab's title.
    On,
    /// By the tab's title: notifications are refused, or there are none.
    TitleOnly,
}

/// `[part="tools"]`.
pub(super) fn tools(look: &Look<'_>, tree: &mut Tree) {
    if look.state.order.is_none() {
        return tree.nothing();
    }
    tree.open();
    notice(look, tree);
    let label = match look.copied {
        Some((Copied::Report, worked)) => look.label(deposit::outcome(worked)),
        Some(_) | None => look.more("action.report"),
    };
    tool("report", &[], label, tree);
    match note(look) {
        Some(note) => tree.leaf("P", &[("part", "tools-note")], note),
        None => tree.nothing(),
    }
    if look.report.is_empty() {
        tree.nothing();
    } else {
        let attributes = [("part", "report"), ("dir", "ltr"), ("tabindex", "0")];
        tree.leaf("PRE", &attributes, look.report);
    }
    tree.close("DIV", &[("part", "tools")], "");
}

/// The button, as long as the end has not come.
fn notice(look: &Look<'_>, tree: &mut Tree) {
    if look.notice == Notice::Nowhere || look.state.is_final() {
        return tree.nothing();
    }
    let is_on = look.notice != Notice::Off;
    let pressed = [("aria-pressed", if is_on { "true" } else { "false" })];
    tool("notify", &pressed, look.more("action.notify"), tree);
}

/// What follows from its press.
pub(crate) fn note<'a>(look: &'a Look<'_>) -> Option<&'a str> {
    match look.notice {
        _ if look.state.is_final() => None,
        Notice::On => Some(look.more("notify.on")),
        Notice::TitleOnly => Some(look.more("notify.blocked")),
        Notice::Nowhere | Notice::Off => None,
    }
}

fn tool(name: &str, more: &[(&'static str, &str)], label: &str, tree: &mut Tree) {
    let mut attributes = vec![("part", "tool"), ("data-tool", name), ("type", "button")];
    attributes.extend_from_slice(more);
    tree.leaf("BUTTON", &attributes, label);
}
