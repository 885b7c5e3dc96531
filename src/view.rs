//! The view: draws a [`State`] in Leptos, by the builder API.
//!
//! The tree is a function of the state and the settings. Leptos compares it with the last one and touches only what differs, so an
//! update never takes the focus; what a place in the tree holds is always of one kind, or nothing.
//!
//! Invariants: text is set as text and attributes as attributes, never markup or a `style`; only a change of status is spoken.

mod actions;
mod countdown;
mod deposit;
mod element;
mod freshness;
mod history;
mod icon;
mod live;
mod local;
mod press;
mod prompt;
mod steps;
mod summary;

use crate::config::{Layout, Theme};
use crate::prompt::{Action, PromptKind};
use crate::state::State;
use crate::text::{self, Key};
use element::{element, nothing};
use leptos::prelude::*;
use leptos::{ev, html};
use local::{Local, Shared};
use std::rc::Rc;

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
}

/// Called first when the person presses an action. `true`: go on (follow the link, copy); `false`: the host does it itself.
pub type OnAction = Rc<dyn Fn(&Action) -> bool>;

/// The tracker of one order, to be mounted in a shadow root that has the style sheet (`web::sheet`).
pub fn tracker(
    state: RwSignal<State>,
    settings: RwSignal<Settings>,
    on_action: OnAction,
) -> impl IntoView {
    let shared = Shared::new(state, on_action);
    // One listener for all actions: they come and go with the state.
    html::div()
        .node_ref(shared)
        .on(ev::click, move |event| press::press(shared, &event))
        .child(move || draw(shared, settings))
}

fn draw(shared: Shared, settings: RwSignal<Settings>) -> AnyView {
    let Some(local) = shared.local() else {
        return nothing();
    };
    // Outside of any borrow: the page may listen to `focus`.
    if shared.state.with(|state| local.loses_focus(state)) {
        local.focus_title();
    }
    shared.state.with(|state| {
        settings.with(|settings| {
            let look = Look {
                state,
                settings,
                local: &local,
            };
            local.keep_time(shared.state, countdown::period(state));
            tree(&look, &live::said(&look, shared))
        })
    })
}

/// What every part of the view looks at.
struct Look<'a> {
    state: &'a State,
    settings: &'a Settings,
    local: &'a Local,
}

impl Look<'_> {
    /// A message in the page's words, or ours.
    fn text(&self, key: Key<'_>) -> &str {
        text::text(key, &self.settings.messages)
    }

    /// A message that stands alone.
    fn label(&self, name: &'static str) -> &str {
        self.text(Key::Label(name))
    }

    fn prompt_kind(&self) -> Option<PromptKind> {
        self.state.prompt.as_ref().map(|prompt| prompt.kind)
    }

    /// The language of the words: only English has some of ours, any other is the page's own.
    fn language(&self) -> &str {
        if self.settings.messages.is_empty() || self.settings.locale.is_empty() {
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

/// `[part="tracker"]`.
fn tree(look: &Look<'_>, said: &str) -> AnyView {
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
    let order = |part: fn(&Look<'_>) -> AnyView| {
        if state.followed {
            part(look)
        } else {
            nothing()
        }
    };
    let children = vec![
        prompt::prompt(look),
        order(steps::steps),
        order(summary::summary),
        order(history::history),
        order(freshness::freshness),
        live::region(said),
    ];
    element("SECTION", &attributes, "", children)
}
