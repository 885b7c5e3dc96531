//! The controls' building blocks. Each has `data-control` with its name.

use crate::choice::Choice;
use leptos::prelude::*;
use leptos::{ev, html};

/// A part of a panel, which can be closed.
pub(crate) fn section(title: &'static str, is_open: bool, content: AnyView) -> AnyView {
    html::details()
        .class("section")
        .attr("open", is_open)
        .child((html::summary().child(html::h2().child(title)), content))
        .into_any()
}

/// A labelled list to choose from.
pub(crate) fn select<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    label: &'static str,
    choices: impl Fn() -> Vec<Choice<T>> + Copy + Send + 'static,
    value: impl Fn() -> T + Copy + Send + 'static,
    choose: impl Fn(T) + 'static,
) -> AnyView {
    let options = move || {
        let option = |(choice, name, label): Choice<T>| {
            html::option()
                .value(name)
                .prop("selected", move || value() == choice)
                .child(label)
        };
        choices().into_iter().map(option).collect_view()
    };
    let chosen = move |event| {
        let name = event_target_value(&event);
        if let Some((choice, ..)) = choices().into_iter().find(|(_, known, _)| *known == name) {
            choose(choice);
        }
    };
    html::label()
        .class("field")
        .child((
            html::span().child(label),
            html::select()
                .attr("data-control", name)
                .on(ev::change, chosen)
                .child(options),
        ))
        .into_any()
}

/// A few choices side by side.
pub(crate) fn segments<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    label: &'static str,
    choices: &'static [Choice<T>],
    value: impl Fn() -> T + Copy + Send + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let segment = |(choice, value_name, label): &'static Choice<T>| {
        let radio = html::input()
            .r#type("radio")
            .name(name)
            .value(*value_name)
            .prop("checked", move || value() == *choice)
            .on(ev::change, move |_| choose(*choice));
        html::label().child((radio, html::span().child(*label)))
    };
    html::fieldset()
        .class("field")
        .attr("data-control", name)
        .child((
            html::legend().child(label),
            html::div()
                .class("segments")
                .child(choices.iter().map(segment).collect_view()),
        ))
        .into_any()
}

/// A box to tick.
pub(crate) fn check(
    name: &'static str,
    label: &'static str,
    value: impl Fn() -> bool + Send + 'static,
    choose: impl Fn(bool) + 'static,
) -> AnyView {
    let tick = html::input()
        .r#type("checkbox")
        .attr("data-control", name)
        .prop("checked", value)
        .on(ev::change, move |event| {
            choose(event_target_checked(&event));
        });
    html::label()
        .class("check")
        .child((tick, html::span().child(label)))
        .into_any()
}

/// A button.
pub(crate) fn button(
    name: &'static str,
    label: &'static str,
    enabled: impl Fn() -> bool + Send + 'static,
    press: impl Fn() + 'static,
) -> AnyView {
    html::button()
        .r#type("button")
        .attr("data-control", name)
        .prop("disabled", move || !enabled())
        .on(ev::click, move |_| press())
        .child(label)
        .into_any()
}
