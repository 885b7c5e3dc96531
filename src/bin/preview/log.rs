//! The log: what the tracker told its page, the newest first.

mod panel;

use crate::choice::Choice;
use js_sys::Date;
use leptos::prelude::*;
use transak_order_tracker::feed::event::StatusChange;

pub(crate) use panel::panel;

/// How many entries are kept.
const MOST: usize = 200;

/// The event that tells of a press.
const ACTION: &str = "order-action";

/// What the log can be narrowed to: everything, the notes of the preview's own, or an event.
const NAMES: &[Choice<Option<&str>>] = &[
    (None, "all", "All events"),
    (Some("order-status"), "order-status", "order-status"),
    (Some("order-final"), "order-final", "order-final"),
    (Some("order-prompt"), "order-prompt", "order-prompt"),
    (Some(ACTION), ACTION, ACTION),
    (
        Some("order-freshness"),
        "order-freshness",
        "order-freshness",
    ),
    (Some("user-signal"), "user-signal", "user-signal"),
    (Some("order-error"), "order-error", "order-error"),
    (Some(""), "preview", "Notes of this page"),
];

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The only events that are shown.
    only: RwSignal<Option<&'static str>>,
    /// Whether nothing is taken but presses and notes.
    presses_only: bool,
}

impl Log {
    pub(crate) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            only: RwSignal::new(None),
            presses_only: false,
        }
    }

    /// The same log, for a tracker beside the first one: what happens to the order, all of them tell.
    pub(crate) fn of_actions(self) -> Self {
        Self {
            presses_only: true,
            ..self
        }
    }

    /// An event of the tracker.
    pub(crate) fn event(self, name: &'static str, detail: String) {
        if self.presses_only && !matches!(name, ACTION | "") {
            return;
        }
        self.entries.update(|entries| {
            let last = entries.first().map_or(0, |entry| entry.number);
            let entry = Entry {
                number: last.wrapping_add(1),
                at: now(),
                name,
                detail,
            };
            entries.insert(0, entry);
            entries.truncate(MOST);
        });
    }

    /// A note of the preview's own.
    pub(crate) fn note(self, text: String) {
        self.event("", text);
    }

    fn clear(self) {
        self.entries.set(Vec::new());
    }

    /// What the filter lets through.
    fn shown(self) -> Vec<Entry> {
        let mut entries = self.entries.get();
        if let Some(only) = self.only.get() {
            entries.retain(|entry| entry.name == only);
        }
        entries
    }

    /// The same as a text, the oldest first.
    fn text(self) -> String {
        let line = |entry: &Entry| {
            let name = if entry.name.is_empty() {
                "preview"
            } else {
                entry.name
            };
            [&entry.at, "  ", name, "  ", &entry.detail, "\n"].concat()
        };
        self.shown().iter().rev().map(line).collect()
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
