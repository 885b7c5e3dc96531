//! What a tracker keeps between two drawings: its place in the page, what it has said, what was copied, and its timer.

use super::OnAction;
use super::live::Speech;
use crate::prompt::Copied;
use crate::state::State;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// The tracker, for its callbacks.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    /// What is drawn.
    pub(super) state: RwSignal<State>,
    local: StoredValue<Rc<Local>, LocalStorage>,
}

pub(super) struct Local {
    pub(super) on_action: OnAction,
    pub(super) speech: RefCell<Speech>,
    /// What was copied just now, and whether it worked.
    pub(super) copied: Cell<Option<(Copied, bool)>>,
    root: RefCell<Option<Element>>,
    ticker: RefCell<Option<Ticker>>,
}

/// Draws the tracker again and again, as long as it lives.
struct Ticker(Duration, IntervalHandle);

impl Drop for Ticker {
    fn drop(&mut self) {
        self.1.clear();
    }
}

impl Shared {
    pub(super) fn new(state: RwSignal<State>, on_action: OnAction) -> Self {
        let told = state.with_untracked(|state| state.status_code().to_owned());
        let local = Local {
            on_action,
            speech: RefCell::new(Speech::after(told)),
            copied: Cell::new(None),
            root: RefCell::new(None),
            ticker: RefCell::new(None),
        };
        Self {
            state,
            local: StoredValue::new_local(Rc::new(local)),
        }
    }

    /// `None` when the tracker is gone.
    pub(super) fn local(self) -> Option<Rc<Local>> {
        self.local.try_get_value()
    }

    /// Draws the tracker again, if it is still there.
    pub(super) fn redraw(self) {
        if self.local().is_some() {
            self.state.notify();
        }
    }
}

impl<E: ElementType> NodeRefContainer<E> for Shared {
    fn load(self, element: &Element) {
        if let Some(local) = self.local() {
            local.root.replace(Some(element.clone()));
        }
    }
}

impl Local {
    /// Draws again every so often, or no longer.
    pub(super) fn keep_time(&self, state: RwSignal<State>, period: Option<Duration>) {
        let mut ticker = self.ticker.borrow_mut();
        if ticker.as_ref().map(|ticker| ticker.0) != period {
            *ticker = period.and_then(|period| {
                let interval = set_interval_with_handle(move || state.notify(), period);
                Some(Ticker(period, interval.ok()?))
            });
        }
    }

    /// Whether the action that has the focus is about to go.
    pub(super) fn loses_focus(&self, state: &State) -> bool {
        let focused = self.find("[data-action]:focus");
        focused.is_some_and(|focused| super::press::pressed(state, &focused).is_none())
    }

    /// The prompt's title takes the focus: else it would fall back to the start of the page.
    pub(super) fn focus_title(&self) {
        if let Some(Ok(title)) = self.find("h2").map(JsCast::dyn_into::<HtmlElement>) {
            let _ = title.focus();
        }
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.root.borrow().as_ref()?.query_selector(selector).ok()?
    }
}
