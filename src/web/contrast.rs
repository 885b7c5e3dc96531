//! Tells who makes a page, and nobody else, which colours of theirs are too much alike: in the console, once, and only where the page comes from this
//! machine.

use super::reach::{call, call_from, get, set};
use crate::contrast::{Rgb, faults};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::Element;

thread_local! {
    /// What was told last.
    static TOLD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Looks at the colours that hold in a tracker.
pub fn check(tracker: &Element) {
    if !is_in_the_making() {
        return;
    }
    let Some(probe) = call("document.createElement", &[&"span".into()]) else {
        return;
    };
    call_from(tracker, "appendChild", &[&probe]);
    let mut message = String::new();
    for ((one, other, least), contrast) in faults(|token| colour(&probe, token)) {
        let sentence = [
            " --order-tracker-",
            one,
            " on --order-tracker-",
            other,
            " has a contrast of ",
            &tenths(contrast),
            ":1, and needs ",
            &tenths(least),
            ":1.",
        ];
        message.push_str(&sentence.concat());
    }
    call_from(&probe, "remove", &[]);
    TOLD.with_borrow_mut(|told| {
        if !message.is_empty() && *told != message {
            let text = ["<transak-order-tracker>:", &message].concat();
            call("console.warn", &[&text.into()]);
        }
        *told = message;
    });
}

/// Whether the page comes from this machine.
fn is_in_the_making() -> bool {
    let host = get("location.hostname").and_then(|host| host.as_string());
    host.is_some_and(|host| {
        ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) || host.ends_with(".localhost")
    })
}

/// A token's colour, whichever way it was written: what is mixed comes as `color(srgb 0.1 0.2 0.3)`.
fn colour(probe: &JsValue, token: &str) -> Option<Rgb> {
    let name = match token {
        "text" => "fg",
        other => other,
    };
    let mixed = ["color-mix(in srgb,var(--", name, "),var(--", name, "))"].concat();
    set(&super::reach::from(probe, "style")?, "color", &mixed.into());
    let style = call("getComputedStyle", &[probe])?;
    let text = super::reach::from(&style, "color")?.as_string()?;
    let parts = text.strip_prefix("color(srgb ")?.strip_suffix(')')?;
    // What can be seen through depends on what is below.
    let mut parts = parts
        .split(' ')
        .map(|part| JsValue::from_str(part).unchecked_into_f64());
    let colour = [parts.next()?, parts.next()?, parts.next()?];
    (parts.next().is_none() && colour.iter().all(|part| part.is_finite())).then_some(colour)
}

/// A number with one digit behind the point, cut and not rounded.
#[allow(clippy::cast_possible_truncation)] // from 1 to 21
fn tenths(number: f64) -> String {
    let tenths = (number * 10.0) as i32;
    let mut text = String::new();
    crate::order::time::push_number(&mut text, i64::from(tenths / 10), 1);
    text.push('.');
    crate::order::time::push_number(&mut text, i64::from(tenths % 10), 1);
    text
}
