//! The view's part of the seam: what of the tree comes with the second part of the npm package. Until then, its places are empty.
//!
//! Invariant: nothing in the other files of the view names what is named in [`TABLE`].

use super::element::Tree;
use super::{Look, Part, diagram, facts, history, tools};
use crate::order::Order;

/// What the first part may call.
pub(crate) struct SecondView {
    /// The order flow as a graph.
    pub(super) diagram: Part,
    /// What happened and when.
    pub(super) history: Part,
    /// What a person can do besides.
    pub(super) tools: Part,
    /// The rows of the summary that nobody looks for first.
    pub(super) facts: fn(&Look<'_>, &Order, &mut Tree),
}

/// What they are.
pub(crate) static TABLE: SecondView = SecondView {
    diagram: diagram::diagram,
    history: history::history,
    tools: tools::tools,
    facts: facts::facts,
};
