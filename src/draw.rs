//! Draws the view in a page, with Leptos' renderer.
//!
//! Leptos compares a tree with the last one and touches only what differs, so an update never takes the focus.
//!
//! Invariants: text is set as text and attributes as attributes, never markup; only a change of status is spoken.

pub(crate) mod extras;
mod local;
mod node;
mod notice;
mod press;
mod speech;

use crate::prompt::Action;
use crate::seam;
use crate::state::{Freshness, State};
use crate::view::countdown::{PLAUSIBLE, end, left};
use crate::view::tools::Notice;
use crate::view::{Look, Settings, tree};
use leptos::prelude::{Mountable, Render};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Event, ShadowRoot};
use local::Local;
use speech::Speech;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

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
            notice: Cell::new(Notice::Nowhere),
            report: RefCell::new(String::new()),
            language: RefCell::new(None),
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
        root.append_child(&place).ok()?;
        let weak = Rc::downgrade(&local);
        let is_late = seam::second().is_none();
        seam::then(Box::new(move |second| {
            if let Some(local) = weak.upgrade() {
                (second.draw.begin)(&local, is_late);
            }
        }));
        draw(&local);
        // The status that a server drew: whoever listens has heard it.
        if let Some(told) = root.host().get_attribute("data-told") {
            local.speech.borrow_mut().told = told;
        }
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
        if let Some(second) = seam::second() {
            (second.draw.changed)(&self.local);
        }
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
        let report = local.report.borrow();
        let mut look = Look {
            state,
            settings,
            copied: local.copied.get(),
            said: "",
            extras: seam::second().map(|second| second.view),
            notice: local.notice.get(),
            report: &report,
        };
        local.keep_time(period(&look));
        let said = speech::said(&look, local);
        if let Some(second) = seam::second() {
            (second.draw.look_after)(&look, local);
        }
        look.said = &said;
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

/// How often what is shown has to be told anew, though nothing happened, in milliseconds.
fn period(look: &Look<'_>) -> Option<u32> {
    let state = look.state;
    if end(state).is_some_and(|(end, _)| (1..=PLAUSIBLE).contains(&left(end))) {
        return Some(1_000);
    }
    // "5 minutes ago".
    let is_old = matches!(state.freshness, Freshness::Stale | Freshness::Offline);
    let is_open = look.extras.is_some() && !state.is_final();
    (is_old || is_open).then_some(20_000)
}
