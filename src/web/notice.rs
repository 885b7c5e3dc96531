//! Telling a person who looks elsewhere: a notification, and the tab's title and icon until the page is seen again.
//!
//! Invariant: the page's title and icon are as they were as soon as the page is seen.

use super::reach::{call, call_from, construct, get, set};
use super::task;
use js_sys::{Object, Promise};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What is before the title.
const MARK: &str = "● ";
/// When it may be seen again. The window hears what its document hears, too, if that goes up.
const SEEN: [&str; 2] = ["focus", "visibilitychange"];

thread_local! {
    /// What stands in the tab; one for all trackers of the page.
    static RAISED: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// What is to be taken back.
struct Raised {
    /// The page's title, and what stands there instead.
    titles: (String, String),
    icon: Option<JsValue>,
    listener: Closure<dyn FnMut()>,
}

/// Whether the tab is this page's: in a frame, neither its title nor a notification is ours.
pub fn has_tab() -> bool {
    match (get("top"), get("self")) {
        (Some(top), Some(own)) => Object::is(&top, &own),
        _ => false,
    }
}

/// Whether the person looks at it.
pub fn is_seen() -> bool {
    let is_visible = get("document.visibilityState").is_none_or(|it| it == "visible");
    is_visible && call("document.hasFocus", &[]) != Some(JsValue::FALSE)
}

/// Asks for the permission to show notifications: in a press. Says whether there is one.
pub fn ask(done: Box<dyn FnOnce(bool)>) {
    let asked = call("Notification.requestPermission", &[]);
    match asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        Some(promise) => task::when(
            &promise,
            Box::new(move |answer| done(answer.is_ok_and(|answer| answer == "granted"))),
        ),
        // There are none here.
        None => done(false),
    }
}

/// Tells it.
pub fn raise(title: &str, by_notification: bool, badge: &str) {
    if by_notification {
        // Android has none but those of a service worker.
        let _ = construct("Notification", &title.into());
    }
    RAISED.with_borrow_mut(|raised| {
        if raised.is_none() {
            *raised = stand(title, badge);
        }
    });
}

fn stand(title: &str, badge: &str) -> Option<Raised> {
    let old = get("document.title")?.as_string()?;
    let new = [MARK, title, " – ", &old].concat();
    let listener = Closure::<dyn FnMut()>::new(|| {
        if is_seen() {
            // Not in its own call: it goes with what it is kept in.
            task::soon(Box::new(lower));
        }
    });
    set(&get("document")?, "title", &new.as_str().into());
    listen("addEventListener", &listener);
    Some(Raised {
        titles: (old, new),
        icon: icon(badge),
        listener,
    })
}

/// Takes it back.
fn lower() {
    let Some(raised) = RAISED.take() else { return };
    listen("removeEventListener", &raised.listener);
    let (old, new) = raised.titles;
    // The page may have changed it meanwhile.
    if let Some(document) = get("document")
        && get("document.title").is_some_and(|title| title == new.as_str())
    {
        set(&document, "title", &old.into());
    }
    if let Some(icon) = raised.icon {
        call_from(&icon, "remove", &[]);
    }
}

fn icon(badge: &str) -> Option<JsValue> {
    if badge.is_empty() {
        return None;
    }
    let icon = call("document.createElement", &[&"link".into()])?;
    set(&icon, "rel", &"icon".into());
    set(&icon, "href", &badge.into());
    call("document.head.appendChild", &[&icon])?;
    Some(icon)
}

fn listen(how: &str, listener: &Closure<dyn FnMut()>) {
    for name in SEEN {
        call(how, &[&name.into(), listener.as_ref()]);
    }
}
