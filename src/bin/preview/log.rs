//! The log: what the tracker told its page, the newest first.

use js_sys::Date;
use leptos::html;
use leptos::prelude::*;
use transak_order_tracker::feed::event::StatusChange;

/// How many entries are kept.
const MOST: usize = 200;

/// Something that happened.
#[derive(Clone, Debug)]
struct Entry {
    number: u32,
    at: String,
    /// The event's name; empty: a note of the preview's own.
    name: &'static str,
    detail: String,
}

/// The entries, the newest first.
#[derive(Clone, Copy)]
pub(crate) struct Log {
    entries: RwSignal<Vec<Entry>>,
    count: RwSignal<u32>,
}

impl Log {
    pub(crate) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            count: RwSignal::new(0),
        }
    }

    /// An event of the tracker.
    pub(crate) fn event(self, name: &'static str, detail: String) {
        self.count.update(|count| *count = count.wrapping_add(1));
        let entry = Entry {
            number: self.count.get_untracked(),
            at: now(),
            name,
            detail,
        };
        self.entries.update(|entries| {
            entries.insert(0, entry);
            entries.truncate(MOST);
        });
    }

    /// A note of the preview's own.
    pub(crate) fn note(self, text: String) {
        self.event("", text);
    }

    pub(crate) fn clear(self) {
        self.entries.set(Vec::new());
    }
}

/// The detail of `order-status` and `order-final`.
pub(crate) fn status(change: &StatusChange) -> String {
    let sure = if change.confirmed {
        "confirmed"
    } else {
        "not confirmed"
    };
    let before = if change.previous.is_empty() || change.previous == change.status {
        String::new()
    } else {
        format!("{} → ", change.previous)
    };
    format!(
        "{before}{} · {sure} · {} · stage {}",
        change.status, change.source, change.stage
    )
}

/// The panel.
pub(crate) fn panel(log: Log) -> AnyView {
    let empty = move || log.entries.with(Vec::is_empty);
    let entries = ForProps::builder()
        .each(move || log.entries.get())
        .key(|entry| entry.number)
        .children(row)
        .build();
    html::section()
        .class("panel log")
        .attr("aria-labelledby", "log-title")
        .child((
            html::header().child((
                html::h2().id("log-title").child("The tracker's events"),
                html::button()
                    .r#type("button")
                    .attr("data-control", "clear")
                    .prop("disabled", empty)
                    .on(leptos::ev::click, move |_| log.clear())
                    .child("Clear"),
            )),
            html::ol()
                .class("entries")
                .attr("tabindex", "0")
                .attr("aria-labelledby", "log-title")
                .child(For(entries)),
            html::p()
                .class("hint")
                .attr("hidden", move || !empty())
                .child("Nothing yet."),
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
            html::time().child(entry.at),
            name,
            html::span().class("detail").child(entry.detail),
        ))
        .into_any()
}

fn now() -> String {
    let now = Date::new_0();
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        now.get_hours(),
        now.get_minutes(),
        now.get_seconds(),
        now.get_milliseconds()
    )
}
