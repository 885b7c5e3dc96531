//! Asks the page where it wants a panic (feature `traps`): by its function `orderTrackerTrap(place)`, where there is one.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Whether the page wants one at this place.
pub(crate) fn wished(place: &'static str) -> bool {
    let ask = Reflect::get(&js_sys::global(), &"orderTrackerTrap".into());
    let Some(ask) = ask.ok().and_then(|ask| ask.dyn_into::<Function>().ok()) else {
        return false;
    };
    let answer = ask.call1(&JsValue::UNDEFINED, &place.into());
    answer.is_ok_and(|answer| answer.is_truthy())
}
