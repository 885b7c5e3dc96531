//! Makes linked WebAssembly and wasm-bindgen's glue into the files of an npm package: plain, or in two parts.
//!
//! Bytes and text go in, bytes and text come out; `README.md` says what is promised and in which order the steps go.
//! Invariant: a part behaves as the module that it was cut from. Only sizes and the order of loading differ.

mod cut;
mod glue;
mod graph;
mod map;
mod module;
mod plan;
mod unused;

pub use cut::split;
pub use glue::{Names, entry, factory};
pub use map::Map;
pub use unused::without_unused;
