//! What happens when an action is pressed: the host is asked first.

use super::local::Local;
use crate::prompt::{Action, Copied};
use crate::seam;
use crate::state::State;
use crate::view::deposit::{self, copied_name};
use crate::web::clipboard;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event};
use std::rc::Rc;

/// How long a button says "Copied", in milliseconds.
const FEEDBACK: u32 = 3_000;

/// A click somewhere in the tracker.
pub(super) fn press(local: &Rc<Local>, event: &Event) {
    crate::trap::here("view.press");
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(Ok(Some(element))) = target.map(|target| target.closest("[data-action],[data-tool]"))
    else {
        return;
    };
    if let Some(tool) = element.get_attribute("data-tool") {
        // A tool is there once the second part has drawn it.
        if let Some(second) = seam::second() {
            (second.use_tool)(local, &tool);
        }
        return;
    }
    let action = pressed(&local.shown.borrow().0, &element);
    let Some(action) = action else {
        return event.prevent_default();
    };
    if !(local.on_action)(&action) {
        event.prevent_default();
    } else if let Action::Copy(what) = action {
        copy(local, what, &element);
    }
}

/// The action that an element stands for, if it is still offered.
pub(super) fn pressed(state: &State, element: &Element) -> Option<Action> {
    let name = element.get_attribute("data-action")?;
    let what = element.get_attribute("data-copy");
    let is_it = |action: &&Action| match action {
        Action::Copy(copied) => what.as_deref() == Some(copied_name(*copied)),
        Action::Resume(_) | Action::Retry(_) | Action::Support(_) | Action::ViewTransaction(_) => {
            action.name() == name && action.href().is_some() == (element.tag_name() == "A")
        }
    };
    state.prompt.as_ref()?.actions.iter().find(is_it).cloned()
}

fn copy(local: &Rc<Local>, what: Copied, button: &Element) {
    let value = deposit::value(&local.shown.borrow().0, what);
    let Some(value) = value else { return };
    let row = button.closest(".row").ok().flatten();
    let shown = row.and_then(|row| row.query_selector(".copied").ok().flatten());
    let local = Rc::downgrade(local);
    let done = move |worked| {
        if let Some(local) = local.upgrade() {
            copied(&local, what, worked);
        }
    };
    clipboard::copy(&value, shown, Box::new(done));
}

/// Says for a while how it went.
pub(super) fn copied(local: &Rc<Local>, what: Copied, worked: bool) {
    local.copied.set(Some((what, worked)));
    local.redraw();
    local.after(FEEDBACK, forget);
}

fn forget(local: &Rc<Local>) {
    local.copied.set(None);
    local.redraw();
}
