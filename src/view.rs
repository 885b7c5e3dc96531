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
use element::{Node, Tree};
use leptos::prelude::{Mountable, Render};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Event, ShadowRoot};
use live::Speech;
use local::Local;
use std::cell::{Cell, RefCell};
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

/// A tracker that is drawn. Dropped, it is gone from the page.
pub struct View {
    local: Rc<Local>,
    _pressed: Closure<dyn FnMut(Event)>,
}

impl View {
    /// Draws the tracker of one order in a shadow root that has the style sheet (`web::sheet`). `None` where there is no document.
    pub fn mount(
        root: &ShadowRoot,
        state: Rc<State>,
        settings: Settings,
        on_action: OnAction,
    ) -> Option<Self> {
        let place = root.owner_document()?.create_element("div").ok()?;
        let local = Rc::new(Local {
            speech: RefCell::new(Speech::after(state.status_code().to_owned())),
            shown: RefCell::new((state, settings)),
            on_action,
            copied: Cell::new(None),
            drawn: RefCell::new(None),
            place: place.clone(),
            due: Cell::new(false),
            ticker: RefCell::new(None),
        });
        // One listener for all actions: they come and go with the state.
        let weak = Rc::downgrade(&local);
        let pressed = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(local) = weak.upgrade() {
                press::press(&local, &event);
            }
        });
        let listener = pressed.as_ref().unchecked_ref();
        let _ = place.add_event_listener_with_callback_and_bool("click", listener, false);
        draw(&local);
        root.append_child(&place).ok()?;
        Some(Self {
            local,
            _pressed: pressed,
        })
    }

    /// Shows a state, soon: what comes at once is drawn once.
    pub fn show(&self, state: Rc<State>) {
        self.local.shown.borrow_mut().0 = state;
        self.local.redraw();
    }

    /// Shows it so, soon.
    pub fn set(&self, settings: Settings) {
        self.local.shown.borrow_mut().1 = settings;
        self.local.redraw();
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("View")
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.local.place.remove();
    }
}

fn draw(local: &Rc<Local>) {
    crate::trap::here("view.draw");
    local.due.set(false);
    local.keep_focus();
    let tree = {
        let shown = local.shown.borrow();
        let (state, settings) = &*shown;
        let look = Look {
            state,
            settings,
            local,
        };
        local.keep_time(countdown::period(state));
        tree(&look)
    };
    let (Some(tree), Ok(mut drawn)) = (tree, local.drawn.try_borrow_mut()) else {
        return;
    };
    if let Some(drawn) = &mut *drawn {
        tree.rebuild(drawn);
    } else {
        drawn.insert(tree.build()).mount(&local.place, None);
    }
}

/// What every part of the view looks at.
struct Look<'a> {
    state: &'a State,
    settings: &'a Settings,
    local: &'a Rc<Local>,
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
fn tree(look: &Look<'_>) -> Option<Node> {
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
    let parts: [fn(&Look<'_>, &mut Tree); 4] = [
        steps::steps,
        summary::summary,
        history::history,
        freshness::freshness,
    ];
    for part in parts {
        if state.followed {
            part(look, &mut tree);
        } else {
            tree.nothing();
        }
    }
    live::region(&live::said(look), &mut tree);
    tree.close("SECTION", &attributes, "");
    tree.finish()
}
