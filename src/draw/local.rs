//! What a tracker keeps between two drawings: what it shows, its place in the page, what it has said, what was copied, and its timer.
//!
//! Invariant: nothing is borrowed while the page may listen (to `focus`, or to what is taken out of the page).

use super::node::Drawn;
use super::speech::Speech;
use super::{OnAction, draw};
use crate::prompt::Copied;
use crate::state::State;
use crate::view::Settings;
use crate::view::tools::Notice;
use crate::web::lang::Changed;
use crate::web::task;
use gloo_timers::callback::{Interval, Timeout};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// It is the room's own; the seam only names it.
pub(crate) struct Local {
    /// What is to be shown, and how.
    pub(super) shown: RefCell<(Rc<State>, Settings)>,
    pub(super) on_action: OnAction,
    pub(super) speech: RefCell<Speech>,
    /// What was copied just now, and whether it worked.
    pub(super) copied: Cell<Option<(Copied, bool)>>,
    /// What is in the page, as Leptos remembers it.
    pub(super) drawn: RefCell<Option<Drawn>>,
    /// Where it is in the page.
    pub(super) place: Element,
    /// A drawing is due.
    pub(super) due: Cell<bool>,
    /// Whether the person is to be told of the end.
    pub(super) notice: Cell<Notice>,
    /// What support asks for, where it has to be copied by hand.
    pub(super) report: RefCell<String>,
    /// Called when the page changes its language, once the second part listens for that.
    pub(super) language: RefCell<Option<Changed>>,
    /// Draws again every so many milliseconds.
    pub(super) ticker: RefCell<Option<(u32, Interval)>>,
}

impl Local {
    /// Draws soon, and once, however often it is asked to.
    pub(super) fn redraw(self: &Rc<Self>) {
        if !self.due.replace(true) {
            let local = Rc::downgrade(self);
            task::soon(Box::new(move || {
                if let Some(local) = local.upgrade() {
                    draw(&local);
                }
            }));
        }
    }

    /// Calls back, if the tracker is still there then.
    pub(super) fn after(self: &Rc<Self>, millis: u32, then: fn(&Rc<Self>)) {
        let local = Rc::downgrade(self);
        let timeout = Timeout::new(millis, move || {
            if let Some(local) = local.upgrade() {
                then(&local);
            }
        });
        let _ = timeout.forget();
    }

    /// Draws again every so often, or no longer.
    pub(super) fn keep_time(self: &Rc<Self>, period: Option<u32>) {
        let mut ticker = self.ticker.borrow_mut();
        if ticker.as_ref().map(|(period, _)| *period) != period {
            let local = Rc::downgrade(self);
            *ticker = period.map(|period| {
                let interval = Interval::new(period, move || {
                    crate::trap::here("view.tick");
                    if let Some(local) = local.upgrade() {
                        local.redraw();
                    }
                });
                (period, interval)
            });
        }
    }

    /// An action that has the focus and is about to go gives it to the prompt's title: else it would fall back to the start of the page.
    pub(super) fn keep_focus(&self) {
        let Some(focused) = self.find("[data-action]:focus") else {
            return;
        };
        let stays = super::press::pressed(&self.shown.borrow().0, &focused).is_some();
        if !stays && let Some(Ok(title)) = self.find("h2").map(JsCast::dyn_into::<HtmlElement>) {
            let _ = title.focus();
        }
    }

    pub(super) fn find(&self, selector: &str) -> Option<Element> {
        self.place.query_selector(selector).ok()?
    }
}
