//! The log's panel: the entries, and what can be done with them.

use super::{Entry, Log, NAMES};
use crate::copy::copy;
use crate::field::{button, select};
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

/// The panel.
pub(crate) fn panel(log: Log) -> AnyView {
    let list: NodeRef<html::Ol> = NodeRef::new();
    let shown = Memo::new(move |_| log.shown());
    let is_empty = move || shown.with(Vec::is_empty);
    let entries = ForProps::builder()
        .each(move || shown.get())
        .key(|entry| entry.number)
        .children(row)
        .build();
    let hint = move || {
        if log.entries.with(Vec::is_empty) {
            "Nothing yet."
        } else {
            "Nothing of this kind yet."
        }
    };
    html::section()
        .class("panel log")
        .attr("aria-labelledby", "log-title")
        .child((
            html::header().child((
                html::h2().id("log-title").child("The tracker's events"),
                tools(log, is_empty, list),
            )),
            html::ol()
                .class("entries")
                .attr("tabindex", "0")
                .attr("aria-labelledby", "log-title")
                .node_ref(list)
                .child(For(entries)),
            html::p()
                .class("hint")
                .attr("hidden", move || !is_empty())
                .child(hint),
        ))
        .into_any()
}

fn tools(
    log: Log,
    is_empty: impl Fn() -> bool + Send + 'static,
    list: NodeRef<html::Ol>,
) -> AnyView {
    html::div()
        .class("tools")
        .child((
            select(
                "filter",
                "Show",
                || NAMES.to_vec(),
                move || log.only.get(),
                move |only| log.only.set(only),
            ),
            copy(
                "copy-log",
                move || !is_empty(),
                move || untrack(|| log.text()),
                move || list.get_untracked().map(Element::from),
            ),
            button(
                "clear",
                "Clear",
                move || !log.entries.with(Vec::is_empty),
                move || log.clear(),
            ),
        ))
        .into_any()
}

fn row(entry: Entry) -> AnyView {
    let name = if entry.name.is_empty() {
        html::span().class("note").child("preview").into_any()
    } else {
        html::code().child(entry.name).into_any()
    };
    html::li()
        .attr("data-event", entry.name)
        .child((
            html::time()
                .attr("datetime", entry.at.clone())
                .child(entry.at),
            name,
            html::span().class("detail").child(entry.detail),
        ))
        .into_any()
}
