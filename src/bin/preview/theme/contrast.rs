//! Whether words and marks can be told from their ground, by number and by word.

use crate::desk::Desk;
use leptos::html;
use leptos::prelude::*;
use transak_order_tracker::contrast::{Pair, Rgb, contrast, pairs};

/// What is always told; of the others, only what is too low.
const MAIN: [(&str, &str); 3] = [
    ("text", "surface"),
    ("muted", "soft"),
    ("on-accent", "accent"),
];

/// The list.
pub(super) fn contrasts(desk: Desk) -> AnyView {
    let rows = move || {
        let row = |pair| row(desk, pair);
        pairs().into_iter().filter_map(row).collect_view()
    };
    html::ul()
        .class("contrasts")
        .attr("aria-label", "Contrast")
        .child(rows)
        .into_any()
}

fn row(desk: Desk, (one, other, least): Pair) -> Option<AnyView> {
    let ratio = contrast(rgb(&desk.colour(one))?, rgb(&desk.colour(other))?);
    let is_enough = ratio >= least;
    if is_enough && !MAIN.contains(&(one, other)) {
        return None;
    }
    let told = if is_enough {
        format!("{ratio:.1}:1")
    } else {
        format!("{ratio:.1}:1, needs {least}:1")
    };
    let row = html::li()
        .attr("data-enough", is_enough.to_string())
        .child((
            html::span().child(format!("{one} on {other}")),
            html::strong().child(told),
        ));
    Some(row.into_any())
}

/// Of `#rrggbb`.
fn rgb(colour: &str) -> Option<Rgb> {
    let number = u32::from_str_radix(colour.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue].map(|part| f64::from(part) / 255.0))
}
