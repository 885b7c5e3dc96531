//! The order flow as a graph, with the way that the order has taken and its place now (`layout="diagram"`). It is in the second part.
//!
//! A row is a status: its name, and beside it its part of the lines, which stretch with the row, so that a name may be as long as its language wants. The
//! lines run in four lanes, as those of `Lane`.

use super::Look;
use super::element::Tree;
use super::icon::{self, icon};
use super::way::{Line, Way};
use crate::config::Layout;
use crate::edge::intl;
use crate::order::lifecycle::Lane;
use crate::order::{Status, StepState};
use crate::text::Key;

/// The lines of a row: 80 wide, 100 high; the lanes are at 10, 30, 50 and 70.
const VIEW_BOX: &str = "0 0 80 100";

/// `[part="diagram"]`.
pub(super) fn diagram(look: &Look<'_>, tree: &mut Tree) {
    if look.settings.layout != Layout::Diagram {
        return tree.nothing();
    }
    let way = Way::new(look.state);
    tree.open();
    for (index, (status, lane)) in way.flow.iter().enumerate() {
        row(look, &way, index, status, *lane, tree);
    }
    tree.close("OL", &[("part", "diagram"), ("role", "list")], "");
}

fn row(look: &Look<'_>, way: &Way, index: usize, status: &Status, lane: Lane, tree: &mut Tree) {
    let how = way.how(index, status, lane);
    let name = match lane {
        Lane::Way => "way",
        Lane::Detour => "detour",
        Lane::Stop => "stop",
        Lane::Refund => "refund",
    };
    let attributes = [
        ("part", "node"),
        ("data-node", status.code()),
        ("data-state", how.name()),
        ("data-lane", name),
    ];
    tree.open();
    lines(&way.lines(index, lane), tree);
    tree.open();
    match how {
        StepState::Done if lane == Lane::Refund => icon(icon::BACK, tree),
        StepState::Done => icon(icon::CHECK, tree),
        StepState::Attention => icon(icon::BANG, tree),
        StepState::Stopped => icon(icon::CROSS, tree),
        StepState::Current | StepState::Todo => tree.nothing(),
    }
    tree.close("SPAN", &[("class", "mark")], "");
    let label = look.text(Key::Status(status, look.state.side));
    tree.leaf("SPAN", &[("class", "name")], label);
    // What has not been reached is no way that the order must go.
    let state = if how == StepState::Todo {
        String::new()
    } else {
        [" ", look.text(Key::StepState(how))].concat()
    };
    tree.leaf("SPAN", &[("class", "how")], &state);
    let mut happened = look.state.history.iter().rev();
    match happened.find(|happening| happening.status == *status) {
        Some(happening) => {
            let when = intl::moment(&look.settings.locale, happening.at);
            tree.leaf("TIME", &[("datetime", &happening.at.to_iso())], &when);
        }
        None => tree.nothing(),
    }
    tree.close("LI", &attributes, "");
}

fn lines(lines: &[Line], tree: &mut Tree) {
    tree.open();
    // What was taken lies above what was not.
    for taken in [false, true] {
        for line in lines.iter().filter(|line| line.taken == taken) {
            let class = match (taken, line.is_exit) {
                (true, true) => "taken exit",
                (true, false) => "taken",
                (false, _) => "open",
            };
            tree.leaf("path", &[("d", line.path), ("class", class)], "");
        }
    }
    let attributes = [
        ("class", "lines"),
        ("viewBox", VIEW_BOX),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    tree.close("svg", &attributes, "");
}
