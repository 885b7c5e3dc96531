//! The view: what is shown of a [`State`], as a tree of plain data. `draw` puts it into a page, `render` writes it as HTML.
//!
//! Invariants: the tree is a function of what [`Look`] holds; what a place in it holds is always of one kind, or nothing; no `style` attribute.

mod actions;
pub(crate) mod countdown;
pub(crate) mod deposit;
mod diagram;
pub(crate) mod element;
mod facts;
mod freshness;
mod history;
mod icon;
pub(crate) mod prompt;
pub mod report;
pub(crate) mod second;
mod steps;
mod summary;
pub mod tools;
mod way;

use crate::config::{Layout, Theme};
use crate::prompt::{Copied, PromptKind};
use crate::state::State;
use crate::text::{self, Key};
use element::{Node, Tree};
use second::SecondView;

/// How it is to be shown, as the page set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The colours.
    pub theme: Theme,
    /// How much is shown.
    pub layout: Layout,
    /// A language tag that `Intl` takes; empty: the browser's.
    pub locale: String,
    /// The page's own messages.
    pub messages: text::Overrides,
    /// The words of its language; English is built in.
    pub words: text::Words,
    /// The order's id or the partner's reference, as the page named it: for support.
    pub reference: String,
    /// The address of the icon that the tab gets when the person is told of the end; empty: none.
    pub badge: String,
}

/// What every part of the view looks at.
pub(crate) struct Look<'a> {
    pub(crate) state: &'a State,
    pub(crate) settings: &'a Settings,
    /// What was copied just now, and whether it worked.
    pub(crate) copied: Option<(Copied, bool)>,
    /// What the live region says.
    pub(crate) said: &'a str,
    /// What of the view is in the second part of the npm package; `None` while that has not come.
    pub(crate) second: Option<&'static SecondView>,
    /// Whether the person is to be told of the end.
    pub(crate) notice: tools::Notice,
    /// What support asks for, where it has to be copied by hand.
    pub(crate) report: &'a str,
}

impl Look<'_> {
    /// A message in the page's words, or ours.
    pub(crate) fn text(&self, key: Key<'_>) -> &str {
        text::text(key, &self.layers())
    }

    /// What goes before the built-in messages.
    pub(crate) fn layers(&self) -> [&[(String, String)]; 2] {
        [&self.settings.messages, &self.settings.words.messages]
    }

    /// A message that only the second part needs; only that may call this.
    pub(crate) fn more(&self, name: &'static str) -> &str {
        text::more(name, &self.layers())
    }

    /// A message that stands alone.
    pub(crate) fn label(&self, name: &'static str) -> &str {
        self.text(Key::Label(name))
    }

    pub(crate) fn prompt_kind(&self) -> Option<PromptKind> {
        self.state.prompt.as_ref().map(|prompt| prompt.kind)
    }

    /// The language of the words: what is neither ours nor English is the page's own.
    fn language(&self) -> &str {
        if !self.settings.words.language.is_empty() {
            &self.settings.words.language
        } else if self.settings.messages.is_empty() || self.settings.locale.is_empty() {
            "en"
        } else {
            &self.settings.locale
        }
    }
}

/// What there is to show at all: an order, or only what there is to tell the user, or nothing.
const fn shows(state: &State) -> &'static str {
    match (state.followed, &state.prompt) {
        (true, _) => "order",
        (false, Some(_)) => "prompt",
        (false, None) => "nothing",
    }
}

/// Writes a part of what is shown.
type Part = fn(&Look<'_>, &mut Tree);

/// `[part="tracker"]`.
pub(crate) fn tree(look: &Look<'_>) -> Option<Node> {
    let (state, settings) = (look.state, look.settings);
    let attributes = [
        ("part", "tracker"),
        ("data-status", state.status_code()),
        ("data-stage", state.stage_name()),
        ("data-side", state.side_name()),
        (
            "data-confirmed",
            if state.confirmed { "true" } else { "false" },
        ),
        ("data-shows", shows(state)),
        ("data-theme", settings.theme.name()),
        ("data-layout", settings.layout.name()),
        ("dir", text::direction(look.language())),
        ("lang", look.language()),
        ("aria-label", look.label("label")),
    ];
    let mut tree = Tree::new();
    tree.open();
    prompt::prompt(look, &mut tree);
    let second = look.second;
    let parts: [Option<Part>; 6] = [
        Some(steps::steps),
        second.map(|second| second.diagram),
        Some(summary::summary),
        second.map(|second| second.history),
        second.map(|second| second.tools),
        Some(freshness::freshness),
    ];
    for part in parts {
        match part.filter(|_| state.followed) {
            Some(part) => part(look, &mut tree),
            None => tree.nothing(),
        }
    }
    live(look, &mut tree);
    tree.close("SECTION", &attributes, "");
    tree.finish()
}

/// `[role="status"]`: there from the start, and empty. What a screen reader finds on the page it reads by itself.
fn live(look: &Look<'_>, tree: &mut Tree) {
    let attributes = [
        ("role", "status"),
        ("aria-atomic", "true"),
        ("class", "unseen"),
    ];
    tree.leaf("DIV", &attributes, look.said);
}
