//! Draws the view in a page, with Leptos' renderer.
//!
//! Leptos compares a tree with the last one and touches only what differs, so an update never takes the focus.
//!
//! Invariants: text is set as text and attributes as attributes, never markup; only a change of status is spoken.

mod local;
mod node;
mod notice;
mod press;
mod speech;

use crate::prompt::Action;
use crate::state::{Freshness, State};
use crate::view::countdown::{PLAUSIBLE, end, left};
use crate::view::tools::Notice;
use crate::view::{Look, Settings, tree};
use crate::web::lang::{self, Changed};
use crate::web::{contrast, reach, sheet, task, whole};
use leptos::prelude::{Mountable, Render};
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
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
            whole: Cell::new(whole::is_whole()),
            notice: Cell::new(if whole::is_whole() {
                notice::first()
            } else {
                Notice::Nowhere
            }),
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
            local.speech.borrow_mut().told = told;
        }
        root.append_child(&place).ok()?;
        let weak = Rc::downgrade(&local);
        whole::then(Box::new(move || {
            if let Some(local) = weak.upgrade() {
                complete(&local);
            }
        }));
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
        if self.local.whole.get() {
            check_contrast(&self.local);
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
            whole: local.whole.get(),
            notice: local.notice.get(),
            report: &report,
        };
        local.keep_time(period(&look));
        let said = speech::said(&look, local);
        if look.whole {
            notice::look_after(&look, local);
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

/// From now on it shows what is good to have, too.
fn complete(local: &Rc<Local>) {
    let is_late = !local.whole.replace(true);
    sheet::adopt_rest(&local.place);
    local.notice.set(notice::first());
    follow_language(local, is_late);
    local.redraw();
    check_contrast(local);
}

/// The page's element hears of its own attributes only.
fn follow_language(local: &Rc<Local>, is_late: bool) {
    let weak = Rc::downgrade(local);
    let changed: Changed = Rc::new(move || {
        let root = weak.upgrade().map(|local| local.place.get_root_node());
        if let Some(Ok(root)) = root.map(JsCast::dyn_into::<ShadowRoot>) {
            let arguments = ["lang", "", "changed"].map(JsValue::from);
            let [name, before, after] = &arguments;
            reach::call_from(
                &root.host(),
                "attributeChangedCallback",
                &[name, before, after],
            );
        }
    });
    lang::listen(&changed);
    // It may have changed before.
    if is_late {
        changed();
    }
    *local.language.borrow_mut() = Some(changed);
}

/// After the drawing that is due.
fn check_contrast(local: &Rc<Local>) {
    let weak = Rc::downgrade(local);
    task::soon(Box::new(move || {
        let tracker = weak
            .upgrade()
            .and_then(|local| local.find("[part=tracker]"));
        if let Some(tracker) = tracker {
            contrast::check(&tracker);
        }
    }));
}

/// How often what is shown has to be told anew, though nothing happened, in milliseconds.
fn period(look: &Look<'_>) -> Option<u32> {
    let state = look.state;
    if end(state).is_some_and(|(end, _)| (1..=PLAUSIBLE).contains(&left(end))) {
        return Some(1_000);
    }
    // "5 minutes ago".
    let is_old = matches!(state.freshness, Freshness::Stale | Freshness::Offline);
    let is_open = look.whole && !state.is_final();
    (is_old || is_open).then_some(20_000)
}
