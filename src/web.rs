//! The browser edge: turns the core's outputs into sockets, requests and timers, and their results into its inputs.
//!
//! Invariant: only `driver` and `hub` know both the core's feed and the browser; nothing here decides.

pub mod clipboard;
pub mod clock;
pub mod contrast;
pub mod driver;
pub mod events;
pub mod fetch;
pub mod hub;
pub mod intl;
pub mod json;
pub mod lang;
pub mod notice;
pub mod page;
pub mod reach;
pub mod sheet;
pub mod socket;
pub mod tabs;
pub mod task;
#[cfg(feature = "traps")]
pub(crate) mod trap;
