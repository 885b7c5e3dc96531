//! What happens when an action is pressed: the host is asked first.

use super::local::Shared;
use crate::prompt::{Action, Copied};
use crate::state::State;
use crate::web::clipboard;
use leptos::ev::MouseEvent;
use leptos::prelude::WithUntracked;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use std::time::Duration;

/// How long a button says "Copied".
const FEEDBACK: Duration = Duration::from_secs(3);

/// A click somewhere in the tracker.
pub(super) fn press(shared: Shared, event: &MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(Ok(Some(element))) = target.map(|target| target.closest("[data-action]")) else {
        return;
    };
    let action = shared
        .state
        .try_with_untracked(|state| pressed(state, &element))
        .flatten();
    let (Some(action), Some(local)) = (action, shared.local()) else {
        return event.prevent_default();
    };
    if !(local.on_action)(&action) {
        event.prevent_default();
    } else if let Action::Copy(what) = action {
        copy(shared, what, &element);
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

/// The name in `data-copy`.
pub(super) const fn copied_name(what: Copied) -> &'static str {
    match what {
        Copied::Address => "address",
        Copied::Network => "network",
        Copied::Amount => "amount",
    }
}

fn copy(shared: Shared, what: Copied, button: &Element) {
    let value = shared
        .state
        .try_with_untracked(|state| super::deposit::value(state, what))
        .flatten();
    let Some(value) = value else { return };
    let row = button.closest(".row").ok().flatten();
    let shown = row.and_then(|row| row.query_selector(".copied").ok().flatten());
    spawn_local(async move {
        let worked = clipboard::copy(value, shown).await;
        tell(shared, Some((what, worked)));
        set_timeout(move || tell(shared, None), FEEDBACK);
    });
}

fn tell(shared: Shared, copied: Option<(Copied, bool)>) {
    if let Some(local) = shared.local() {
        local.copied.set(copied);
        shared.redraw();
    }
}
