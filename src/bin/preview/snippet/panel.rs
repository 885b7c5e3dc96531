//! The snippet's panel.

use super::Embed;
use super::html::html;
use super::rust::rust;
use crate::backend;
use crate::choice::Choice;
use crate::copy::copy;
use crate::desk::Desk;
use crate::field::segments;
use leptos::html as tags;
use leptos::prelude::*;
use web_sys::Element;

/// What it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Html,
    Leptos,
}

const KINDS: &[Choice<Kind>] = &[
    (Kind::Html, "html", "HTML"),
    (Kind::Leptos, "leptos", "Leptos"),
];

/// The panel.
pub(crate) fn panel(desk: Desk) -> AnyView {
    let kind = RwSignal::new(Kind::Html);
    let shown: NodeRef<tags::Pre> = NodeRef::new();
    let code = Memo::new(move |_| {
        let embed = Embed::of(desk);
        match kind.get() {
            Kind::Html => html(&embed),
            Kind::Leptos => rust(&embed),
        }
    });
    tags::section()
        .class("panel snippet")
        .attr("aria-labelledby", "snippet-title")
        .child((
            tags::header().child((
                tags::h2().id("snippet-title").child("The code for this"),
                tags::div().class("tools").child((
                    segments("snippet", "Code for", KINDS, move || kind.get(), move |it| kind.set(it)),
                    copy(
                        "copy-snippet",
                        || true,
                        move || code.get_untracked(),
                        move || shown.get_untracked().map(Element::from),
                    ),
                )),
            )),
            tags::pre()
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Code")
                .node_ref(shown)
                .child(move || code.get()),
            tags::p().class("hint").child(if backend::relay().is_some() {
                "The addresses are examples: put those of your own relay there."
            } else {
                "The status address is an example: put your own endpoint there. The playground's stream is left out, so it is Transak's."
            }),
        ))
        .into_any()
}
