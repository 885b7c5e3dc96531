//! What the page goes through: visible, hidden, online, offline, put away, back again, woken.
//!
//! One set of listeners serves all trackers of the page; the last tracker takes them away.

use super::clock;
use gloo_timers::callback::Interval;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Window};

/// What happened to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `visibilitychange`, to visible.
    Visible,
    /// `visibilitychange`, to hidden.
    Hidden,
    /// `online`.
    Online,
    /// `offline`.
    Offline,
    /// `pagehide`, or `freeze`.
    Suspended,
    /// `pageshow` after a `pagehide`, `resume`, or the clocks say that the device slept.
    Resumed,
}

/// How often the clocks are compared, and what gap means that the device slept, in milliseconds.
const WATCH: u32 = 5_000;
const SLEPT: i64 = 20_000;

/// The events, and what each of them says; `visibilitychange` says it together with the document.
const EVENTS: &[(&str, Change)] = &[
    ("visibilitychange", Change::Visible),
    ("freeze", Change::Suspended),
    ("resume", Change::Resumed),
    ("online", Change::Online),
    ("offline", Change::Offline),
    ("pagehide", Change::Suspended),
    ("pageshow", Change::Resumed),
];

/// Who hears of the changes.
pub trait Listener {
    /// The page went through this.
    fn changed(self: Rc<Self>, change: Change);
}

thread_local! {
    static LISTENERS: RefCell<Vec<Weak<dyn Listener>>> = const { RefCell::new(Vec::new()) };
    static HOOKS: RefCell<Option<Hooks>> = const { RefCell::new(None) };
}

/// One function for all the events. On their way down they all come by the window, also the document's.
struct Hooks {
    window: Window,
    heard: Closure<dyn FnMut(Event)>,
    _watch: Interval,
}

impl Drop for Hooks {
    fn drop(&mut self) {
        let heard = self.heard.as_ref().unchecked_ref();
        for (name, _) in EVENTS {
            let _ = self
                .window
                .remove_event_listener_with_callback_and_bool(name, heard, true);
        }
    }
}

/// Listens until it is dropped.
pub struct Watch {
    listener: Weak<dyn Listener>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Watch")
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let ours = self.listener.as_ptr();
        let last = LISTENERS.with_borrow_mut(|listeners| {
            let is_ours = |one: &Weak<dyn Listener>| std::ptr::addr_eq(one.as_ptr(), ours);
            if let Some(index) = listeners.iter().position(is_ours) {
                listeners.swap_remove(index);
            }
            listeners.is_empty()
        });
        if last {
            HOOKS.take();
        }
    }
}

/// Tells `listener` each change, until the watch is dropped.
pub fn watch(listener: Weak<dyn Listener>) -> Watch {
    let is_first = LISTENERS.with_borrow_mut(|listeners| {
        listeners.push(listener.clone());
        listeners.len() == 1
    });
    if is_first {
        HOOKS.set(hook());
    }
    Watch { listener }
}

/// Whether the page is hidden, and whether the browser says that it is offline.
pub fn present() -> (bool, bool) {
    web_sys::window().map_or((false, false), |window| {
        (is_hidden(&window), !window.navigator().on_line())
    })
}

fn is_hidden(window: &Window) -> bool {
    window.document().is_some_and(|document| document.hidden())
}

fn tell(change: Change) {
    crate::trap::here("page");
    // A listener may come or go meanwhile.
    let listeners = LISTENERS.with_borrow(Vec::clone);
    for listener in &listeners {
        if let Some(listener) = listener.upgrade() {
            listener.changed(change);
        }
    }
}

fn hook() -> Option<Hooks> {
    let window = web_sys::window()?;
    let heard = Closure::<dyn FnMut(Event)>::new(|event: Event| heard(&event.type_()));
    let listener = heard.as_ref().unchecked_ref();
    for (name, _) in EVENTS {
        let _ = window.add_event_listener_with_callback_and_bool(name, listener, true);
    }
    Some(Hooks {
        window,
        heard,
        _watch: watch_for_sleep(),
    })
}

fn heard(name: &str) {
    for &(known, change) in EVENTS {
        if known == name {
            let hidden = change == Change::Visible && present().0;
            tell(if hidden { Change::Hidden } else { change });
        }
    }
}

/// Compares the clocks: the monotonic one may stand still while the device sleeps, and timers do.
fn watch_for_sleep() -> Interval {
    let last = Cell::new(clock::wall());
    Interval::new(WATCH, move || {
        let wall = clock::wall();
        let gap = wall.0 - last.replace(wall).0;
        // A hidden page's timers come once a minute, which is no sleep.
        let hidden = present().0;
        if gap > SLEPT && !hidden {
            tell(Change::Resumed);
        }
    })
}
