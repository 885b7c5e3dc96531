//! The page: what it is, the scenario's stops, the shop with the tracker in it, the panels beside it, the code and the log.

use crate::backend::Backend;
use crate::desk::Desk;
use crate::{checkout, controls, log, looks, snippet, timeline};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The whole page; a card order starts by itself.
pub(crate) fn page(backend: Backend, note: Option<String>) -> AnyView {
    let desk = Desk::new(backend);
    if let Some(note) = note {
        desk.log.note(note);
    }
    spawn_local(async move { desk.faults.set(backend.faults().await) });
    desk.keep_words();
    desk.start();
    html::div()
        .class("page")
        .attr("data-theme", move || desk.theme.get())
        .child((
            header(backend),
            html::main().child((
                html::div()
                    .class("middle")
                    .child((timeline::panel(desk), checkout::shop(desk))),
                controls::panel(desk),
                looks::panel(desk),
                html::div()
                    .class("below")
                    .child((snippet::panel(desk), log::panel(desk.log))),
            )),
        ))
        .into_any()
}

fn header(backend: Backend) -> AnyView {
    let (label, other, link) = match backend {
        Backend::Sandbox(_) => (
            "through the sandbox",
            "Play inside the page",
            "?sandbox=none",
        ),
        Backend::InPage => ("inside this page", "Look for a sandbox", "?"),
    };
    html::header()
        .class("top")
        .child((
            html::h1().child("Order tracker playground"),
            html::p()
                .class("mode")
                .attr("data-mode", backend.name())
                .title(["Orders are played ", label].concat())
                .child(backend.label()),
            html::a().href(link).child(other),
        ))
        .into_any()
}
