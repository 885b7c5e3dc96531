//! What the page goes through: visible, hidden, online, offline, put away, back again, woken.
//!
//! One set of listeners serves all trackers of the page; the last tracker takes them away.

use super::clock;
use gloo_timers::callback::Interval;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, EventTarget, VisibilityState, Window};

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

type Listener = Rc<dyn Fn(Change)>;
type WeakListener = Weak<dyn Fn(Change)>;
/// A target, the name of an event, and what it calls.
type Hook = (EventTarget, &'static str, Closure<dyn FnMut()>);

thread_local! {
    static LISTENERS: RefCell<Vec<WeakListener>> = const { RefCell::new(Vec::new()) };
    static HOOKS: RefCell<Option<Hooks>> = const { RefCell::new(None) };
}

struct Hooks {
    listeners: Vec<Hook>,
    _watch: Interval,
}

impl Drop for Hooks {
    fn drop(&mut self) {
        for (target, name, closure) in &self.listeners {
            let _ =
                target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
    }
}

/// Listens until it is dropped.
pub struct Watch {
    listener: Listener,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Watch")
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let left = LISTENERS.with_borrow_mut(|listeners| {
            // This one's listener still lives while it is dropped.
            listeners.retain(|listener| {
                !std::ptr::addr_eq(listener.as_ptr(), Rc::as_ptr(&self.listener))
                    && listener.strong_count() > 0
            });
            listeners.len()
        });
        if left == 0 {
            HOOKS.take();
        }
    }
}

/// Calls `listener` on each change, until the watch is dropped.
pub fn watch(listener: impl Fn(Change) + 'static) -> Watch {
    let listener: Listener = Rc::new(listener);
    LISTENERS.with_borrow_mut(|listeners| listeners.push(Rc::downgrade(&listener)));
    HOOKS.with_borrow_mut(|hooks| {
        if hooks.is_none() {
            *hooks = hook();
        }
    });
    Watch { listener }
}

/// Whether the page is hidden, and whether the browser says that it is offline.
pub fn present() -> (bool, bool) {
    let Some(window) = web_sys::window() else {
        return (false, false);
    };
    let hidden = window
        .document()
        .is_some_and(|document| is_hidden(&document));
    (hidden, !window.navigator().on_line())
}

fn is_hidden(document: &Document) -> bool {
    document.visibility_state() == VisibilityState::Hidden
}

fn tell(change: Change) {
    let listeners: Vec<Listener> =
        LISTENERS.with_borrow(|listeners| listeners.iter().filter_map(Weak::upgrade).collect());
    for listener in listeners {
        listener(change);
    }
}

fn hook() -> Option<Hooks> {
    let window: Window = web_sys::window()?;
    let document = window.document()?;
    let mut listeners = Vec::new();
    let mut listen = |target: &EventTarget, name: &'static str, closure: Closure<dyn FnMut()>| {
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        listeners.push((target.clone(), name, closure));
    };
    let plain = |change| Closure::<dyn FnMut()>::new(move || tell(change));
    let seen = document.clone();
    let visibility = move || {
        tell(if is_hidden(&seen) {
            Change::Hidden
        } else {
            Change::Visible
        });
    };
    listen(&document, "visibilitychange", Closure::new(visibility));
    listen(&document, "freeze", plain(Change::Suspended));
    listen(&document, "resume", plain(Change::Resumed));
    listen(&window, "online", plain(Change::Online));
    listen(&window, "offline", plain(Change::Offline));
    listen(&window, "pagehide", plain(Change::Suspended));
    listen(&window, "pageshow", plain(Change::Resumed));
    Some(Hooks {
        listeners,
        _watch: watch_for_sleep(),
    })
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
