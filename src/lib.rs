//! Follows one Transak order in real time, and shows where the money is.
//!
//! The **core** decides and knows no browser: [`order`] (the nouns), [`tracking`] (the merge rule), [`prompt`] (what to tell the
//! person), [`feed`] (stream and questions, sans-IO), [`link`], [`config`], [`text`]. It builds on every target, and is tested natively.
//!
//! The **edge** exists in WebAssembly only: `web` (socket, fetch, clock, page), `view` (Leptos), `session` (both together), and two
//! doors to it: `OrderTracker`, the Leptos component, and `embed`, which the npm package's element calls.
//!
//! Invariant: this file is the only one that asks for the target.

pub mod config;
pub mod feed;
pub mod json;
pub mod link;
pub mod order;
pub mod prompt;
pub mod state;
pub mod text;
pub mod tracking;
mod trap;

#[cfg(not(target_family = "wasm"))]
pub mod native;

#[cfg(target_family = "wasm")]
pub mod component;
#[cfg(all(target_family = "wasm", feature = "element"))]
pub mod embed;
#[cfg(target_family = "wasm")]
pub mod session;
#[cfg(target_family = "wasm")]
pub mod view;
#[cfg(target_family = "wasm")]
pub mod web;

#[cfg(target_family = "wasm")]
pub use component::{OrderTracker, OrderTrackerProps};
