//! Follows one Transak order in real time, and shows where the money is.
//!
//! The **core** decides and knows no browser: [`order`] (the nouns), [`tracking`] (the merge rule), [`prompt`] (what to tell the
//! person), [`feed`] (stream and questions, sans-IO), [`link`], [`config`], [`text`]. It builds on every target, and is tested natively.
//!
//! What is shown follows from the core's state as a tree of plain data (`view`). A server writes it as HTML: `render` (feature `render`).
//!
//! The **edge** exists in WebAssembly only: `web` (socket, fetch, clock, page), `draw` (the view in a page, by Leptos), `session` (all
//! together), and two doors to it: `OrderTracker`, the Leptos component, and `embed`, which the npm package's element calls.
//!
//! Invariant: this file is the only one that asks for the target.

pub mod config;
pub mod contrast;
pub mod feed;
pub mod json;
pub mod link;
pub mod order;
pub mod prompt;
#[cfg(feature = "render")]
pub mod render;
pub mod state;
#[cfg(any(target_family = "wasm", feature = "render"))]
pub mod style;
pub mod subject;
pub mod text;
pub mod tracking;
mod trap;
#[cfg(any(target_family = "wasm", feature = "render"))]
pub mod view;

#[cfg(not(target_family = "wasm"))]
pub mod native;

#[cfg(target_family = "wasm")]
pub mod component;
#[cfg(target_family = "wasm")]
pub mod draw;
#[cfg(all(target_family = "wasm", feature = "element"))]
pub mod embed;
#[cfg(all(target_family = "wasm", any(feature = "element", feature = "render")))]
mod given;
#[cfg(target_family = "wasm")]
mod seam;
#[cfg(all(target_family = "wasm", feature = "render"))]
pub mod server;
#[cfg(target_family = "wasm")]
pub mod session;
#[cfg(target_family = "wasm")]
pub mod web;

/// Numbers, times and the clock, as the target has them.
#[cfg(any(target_family = "wasm", feature = "render"))]
mod edge {
    #[cfg(all(not(target_family = "wasm"), feature = "render"))]
    pub(crate) use crate::native::{clock, intl};
    #[cfg(target_family = "wasm")]
    pub(crate) use crate::web::{clock, intl};
}

#[cfg(target_family = "wasm")]
pub use component::{OrderTracker, OrderTrackerProps};
