//! The steps: an ordered list, with the state of each step also in words.

use super::element::{element, nothing};
use super::{Look, icon};
use crate::order::{Step, StepState};
use crate::text::Key;
use leptos::prelude::AnyView;

/// `ol[part="steps"]`.
pub(super) fn steps(look: &Look<'_>) -> AnyView {
    let mut items = Vec::new();
    for (name, how) in look.state.steps() {
        items.push(step(look, name, how));
    }
    // Safari forgets that a list without bullets is one, but for the role.
    element("OL", &[("part", "steps"), ("role", "list")], "", items)
}

fn step(look: &Look<'_>, name: Step, how: StepState) -> AnyView {
    let part = ["step step-", how.name()].concat();
    let mut attributes = vec![
        ("part", part.as_str()),
        ("data-step", name.name()),
        ("data-state", how.name()),
    ];
    if matches!(how, StepState::Current | StepState::Attention) {
        attributes.push(("aria-current", "step"));
    }
    let mark = match how {
        StepState::Done => icon::icon(icon::CHECK),
        StepState::Attention => icon::icon(icon::BANG),
        StepState::Stopped => icon::icon(icon::CROSS),
        StepState::Current | StepState::Todo => nothing(),
    };
    let label = look.text(Key::Step(name, look.state.side));
    let state = [" ", look.text(Key::StepState(how))].concat();
    let children = vec![
        element("SPAN", &[("class", "mark")], "", vec![mark]),
        element("SPAN", &[("class", "name")], label, Vec::new()),
        element("SPAN", &[("class", "how")], &state, Vec::new()),
    ];
    element("LI", &attributes, "", children)
}
