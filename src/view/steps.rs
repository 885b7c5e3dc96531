//! The steps: an ordered list, with the state of each step also in words.

use super::Look;
use super::element::Tree;
use super::icon::{self, icon};
use crate::order::{Step, StepState};
use crate::text::Key;

/// `ol[part="steps"]`.
pub(super) fn steps(look: &Look<'_>, tree: &mut Tree) {
    crate::trap::here("view.steps");
    tree.open();
    for (name, how) in look.state.steps() {
        step(look, name, how, tree);
    }
    // Safari forgets that a list without bullets is one, but for the role.
    tree.close("OL", &[("part", "steps"), ("role", "list")], "");
}

fn step(look: &Look<'_>, name: Step, how: StepState, tree: &mut Tree) {
    let part = ["step step-", how.name()].concat();
    let attributes = [
        ("part", part.as_str()),
        ("data-step", name.name()),
        ("data-state", how.name()),
        ("aria-current", "step"),
    ];
    let is_current = matches!(how, StepState::Current | StepState::Attention);
    let attributes = attributes.get(..if is_current { 4 } else { 3 });
    let state = [" ", look.text(Key::StepState(how))].concat();
    tree.open();
    tree.open();
    match how {
        StepState::Done => icon(icon::CHECK, tree),
        StepState::Attention => icon(icon::BANG, tree),
        StepState::Stopped => icon(icon::CROSS, tree),
        StepState::Current | StepState::Todo => tree.nothing(),
    }
    tree.close("SPAN", &[("class", "mark")], "");
    let label = look.text(Key::Step(name, look.state.side));
    tree.leaf("SPAN", &[("class", "name")], label);
    tree.leaf("SPAN", &[("class", "how")], &state);
    tree.close("LI", attributes.unwrap_or_default(), "");
}
