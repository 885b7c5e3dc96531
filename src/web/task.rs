//! Tasks of the browser's event loop.
//!
//! Invariant: they are all of one type, the one that Leptos' are of; each further type would bring an executor's code of its own.

use std::future::Future;
use std::pin::Pin;

/// A task.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Starts a task; it begins after what runs now.
pub fn spawn(task: Task) {
    wasm_bindgen_futures::spawn_local(task);
}
