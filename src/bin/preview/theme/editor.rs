//! The theme editor: presets, colours, lengths, the font, and whether all of it can be read.

use super::contrast::contrasts;
use super::preset::{PRESETS, Preset};
use super::{COLOURS, FONTS, LENGTHS, Length};
use crate::desk::Desk;
use crate::field::{button, select};
use leptos::prelude::*;
use leptos::{ev, html};

/// The editor.
pub(crate) fn editor(desk: Desk) -> AnyView {
    html::div()
        .class("theme-editor")
        .child((
            html::div()
                .class("presets")
                .attr("role", "group")
                .attr("aria-label", "Presets")
                .child(PRESETS.iter().map(|it| preset(desk, it)).collect_view()),
            html::fieldset().class("field").child((
                html::legend().child("Colours"),
                html::div().class("colours").child(
                    COLOURS
                        .map(|(name, label)| colour(desk, name, label))
                        .collect_view(),
                ),
            )),
            contrasts(desk),
            LENGTHS.iter().map(|it| slider(desk, it)).collect_view(),
            font(desk),
            button(
                "reset-theme",
                "Reset",
                move || desk.custom.with(|custom| !custom.is_empty()),
                move || desk.custom.update(super::Custom::clear),
            ),
        ))
        .into_any()
}

fn font(desk: Desk) -> AnyView {
    let chosen = move || {
        let set = desk.custom.with(|custom| custom.get("font").cloned());
        let known = FONTS.iter().map(|it| it.0);
        let mut set = known.filter(|font| set.as_deref() == Some(*font));
        set.next().unwrap_or("")
    };
    select(
        "token-font",
        "Font",
        || FONTS.to_vec(),
        chosen,
        move |font| match font {
            "" => desk.drop_property("font"),
            font => desk.set_property("font", font.to_owned()),
        },
    )
}

fn preset(desk: Desk, preset: &'static Preset) -> AnyView {
    let is_on = move || desk.custom.with(|custom| *custom == preset.custom());
    html::button()
        .r#type("button")
        .attr("data-preset", preset.name)
        .attr("aria-pressed", move || is_on().to_string())
        .on(ev::click, move |_| {
            desk.custom.set(preset.custom());
            desk.theme.set(preset.theme);
        })
        .child((
            html::span().class("swatch").attr("aria-hidden", "true"),
            preset.label,
        ))
        .into_any()
}

fn colour(desk: Desk, name: &'static str, label: &'static str) -> AnyView {
    let picker = html::input()
        .r#type("color")
        .attr("data-control", ["token-", name].concat())
        .prop("value", move || desk.colour(name))
        .on(ev::input, move |event| {
            desk.set_property(name, event_target_value(&event));
        });
    html::label()
        .child((picker, html::span().child(label)))
        .into_any()
}

fn slider(desk: Desk, length: &'static Length) -> AnyView {
    let value = move || {
        let set = desk.custom.with(|custom| custom.get(length.name).cloned());
        let set = set.and_then(|value| value.strip_suffix("px")?.parse().ok());
        set.unwrap_or(length.usual)
    };
    let range = html::input()
        .r#type("range")
        .attr("min", length.least.to_string())
        .attr("max", length.most.to_string())
        .attr("data-control", ["token-", length.name].concat())
        .prop("value", move || value().to_string())
        .on(ev::input, move |event| {
            let value = [&event_target_value(&event), "px"].concat();
            desk.set_property(length.name, value);
        });
    html::label()
        .class("width")
        .child((
            html::span().child((
                length.label,
                ": ",
                html::output().child(move || format!("{} px", value())),
            )),
            range,
        ))
        .into_any()
}
