//! A button that copies a text, and says whether it did.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};
use transak_order_tracker::web::clipboard;
use web_sys::Element;

/// How long it says so, in milliseconds.
const TOLD: u32 = 2_500;

/// The button. Where copying fails, `shown`, which shows the text, is selected instead.
pub(crate) fn copy(
    name: &'static str,
    enabled: impl Fn() -> bool + Send + 'static,
    text: impl Fn() -> String + 'static,
    shown: impl Fn() -> Option<Element> + 'static,
) -> AnyView {
    let told = RwSignal::new(None);
    let count = RwSignal::new(0);
    let done = move |worked| tell(told, count, worked);
    let said = move || match told.get() {
        None => "",
        Some(true) => "Copied",
        Some(false) => "Selected: copy by hand",
    };
    html::span()
        .class("copy")
        .child((
            html::span()
                .class("said")
                .attr("role", "status")
                .child(said),
            html::button()
                .r#type("button")
                .attr("data-control", name)
                .prop("disabled", move || !enabled())
                .on(ev::click, move |_| {
                    clipboard::copy(&text(), shown(), Box::new(done));
                })
                .child("Copy"),
        ))
        .into_any()
}

/// Says whether it worked, for a while; of two presses, the second one ends it.
fn tell(told: RwSignal<Option<bool>>, count: RwSignal<u32>, worked: bool) {
    told.set(Some(worked));
    count.update(|count| *count = count.wrapping_add(1));
    let mine = count.get_untracked();
    spawn_local(async move {
        TimeoutFuture::new(TOLD).await;
        if count.get_untracked() == mine {
            told.set(None);
        }
    });
}
