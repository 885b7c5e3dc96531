//! The preview: a playground with a make-believe checkout, the tracker in it, and a desk to play orders with.
//!
//! Orders are played by the sandbox where it runs (`?sandbox=PORT`, or on its usual port), else inside the page, through the same
//! scenarios, frames and core. The tracker doesn't know that it is watched: everything goes through what partners have too.

mod backend;
mod checkout;
mod choice;
mod controls;
mod copy;
mod desk;
mod field;
mod in_page;
mod language;
mod log;
mod looks;
mod media;
mod page;
mod pseudo;
mod sandbox;
mod snippet;
mod theme;
mod timeline;
mod tracker;

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        leptos::logging::error!("{panic}");
    }));
    // Before anything opens a socket.
    in_page::install();
    // Leptos's own only works once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let (backend, note) = backend::find().await;
        leptos::mount::mount_to_body(move || page::page(backend, note));
    });
}
