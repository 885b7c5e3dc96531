//! How the tracker looks: theme, layout, language, direction, width, and the theme editor.

use crate::choice;
use crate::desk::Desk;
use crate::field::{button, check, section, segments, select};
use crate::language::LOCALES;
use crate::media::is_wide;
use crate::theme;
use leptos::prelude::*;
use leptos::{ev, html};

/// The width that the slider shows while none is set.
const USUAL_WIDTH: u32 = 560;

/// The panel.
pub(crate) fn panel(desk: Desk) -> AnyView {
    html::section()
        .class("panel looks")
        .attr("aria-label", "Look")
        .child((
            section("How it looks", is_wide(), look(desk)),
            section("Theme editor", is_wide(), theme::editor(desk)),
        ))
        .into_any()
}

fn look(desk: Desk) -> AnyView {
    html::div()
        .class("group")
        .child((
            segments(
                "theme",
                "Theme",
                choice::THEMES,
                move || desk.theme.get(),
                move |theme| desk.theme.set(theme),
            ),
            segments(
                "layout",
                "Layout",
                choice::LAYOUTS,
                move || desk.layout.get(),
                move |layout| desk.layout.set(layout),
            ),
            check(
                "compare",
                "Every layout, side by side",
                move || desk.compare.get(),
                move |compare| desk.compare.set(compare),
            ),
            language(desk),
            width(desk),
        ))
        .into_any()
}

fn language(desk: Desk) -> AnyView {
    html::div()
        .class("group")
        .child((
            select(
                "locale",
                "Language",
                || LOCALES.to_vec(),
                move || desk.locale.get(),
                move |locale| desk.locale.set(locale),
            ),
            segments(
                "direction",
                "Direction of the page",
                choice::DIRECTIONS,
                move || desk.direction.get(),
                move |direction| desk.direction.set(direction),
            ),
            html::p()
                .class("hint")
                .child("The tracker goes by its language: right to left, it is in Arabic unless the chosen one is written so."),
        ))
        .into_any()
}

fn width(desk: Desk) -> AnyView {
    let shown = move || match desk.width.get() {
        Some(width) => format!("{width} px"),
        None => "fits its place".to_owned(),
    };
    let slider = html::input()
        .r#type("range")
        .attr("min", "240")
        .attr("max", "1200")
        .attr("step", "10")
        .attr("data-control", "width")
        .prop("value", move || {
            desk.width.get().unwrap_or(USUAL_WIDTH).to_string()
        })
        .on(ev::input, move |event| {
            desk.width.set(event_target_value(&event).parse().ok());
        });
    html::div()
        .class("field")
        .child((
            html::label().class("width").child((
                html::span().child(("Width: ", html::output().child(shown))),
                slider,
            )),
            button(
                "fit",
                "Fit to its place",
                move || desk.width.get().is_some(),
                move || desk.width.set(None),
            ),
        ))
        .into_any()
}
