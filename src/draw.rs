//! Draws the view in a page, with Leptos' renderer.
//!
//! Leptos compares a tree with the last one and touches only what differs, so an update never takes the focus.
//!
//! Invariants: text is set as text and attributes as attributes, never markup; only a change of status is spoken.

mod local;
mod node;
mod notice;
mod press;
pub(crate) mod second;
mod speech;

pub(crate) use local::Local;

use crate::prompt::Action;
use crate::seam::{self, Second, Waiter};
use crate::state::{Freshness, State};
use crate::view::countdown::{PLAUSIBLE, end, left};
use crate::view::tools::Notice;
use crate::view::{Look, Settings, tree};
use leptos::prelude::{Mountable, Render};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Event, ShadowRoot};
use speech::{Said, Speech};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

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
            speech: RefCell::new(Speech::after(Said::of(&state))),
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
        draw(&local);
        // The status that a server drew: whoever listens has heard it.
        if let Some(told) = root.host().get_attribute("data-told") {
            local.speech.borrow_mut().said_of = Said::status(told);
        }
        root.append_child(&place).ok()?;
        match seam::second() {
            Some(second) => (second.appear)(&local),
            None => seam::wait(Rc::downgrade(&local) as Weak<dyn Waiter>),
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
            (second.check_contrast)(&self.local);
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
    let second = seam::second();
    let tree = {
        let shown = local.shown.borrow();
        let (state, settings) = &*shown;
        let report = local.report.borrow();
        let mut look = Look {
            state,
            settings,
            copied: local.copied.get(),
            said: "",
            second: second.map(|second| second.view),
            notice: local.notice.get(),
            report: &report,
        };
        local.keep_time(period(&look));
        let said = speech::said(&look, local);
        if let Some(second) = second {
            (second.tell_end)(&look, local);
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

impl Waiter for Local {
    fn second_part_came(self: Rc<Self>, second: &'static Second) {
        (second.appear)(&self);
        // The page may have changed its language before anybody heard of it.
        let language = self.language.borrow().clone();
        if let Some(changed) = language {
            changed();
        }
    }
}

/// How often what is shown has to be told anew, though nothing happened, in milliseconds.
fn period(look: &Look<'_>) -> Option<u32> {
    let state = look.state;
    if end(state).is_some_and(|(end, _)| (1..=PLAUSIBLE).contains(&left(end))) {
        return Some(1_000);
    }
    // "5 minutes ago", of what is out of date, and of what the second part says of an open order.
    let is_old = matches!(state.freshness, Freshness::Stale | Freshness::Offline);
    let is_open = look.second.is_some() && !state.is_final();
    (is_old || is_open).then_some(20_000)
}
