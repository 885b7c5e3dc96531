//! A local stand-in for Transak, to develop and test the tracker without Transak.
//!
//! [`scenario`] tells what happens to an order and how Transak would spell it; it is pure and builds for WebAssembly, so
//! the preview page plays it too. [`server`] (feature `server`) plays it over the network: the order stream (the Pusher
//! protocol, version 7, and Pusher's HTTP API), a partner's status endpoint, and a control API to command it all.

pub mod scenario;
#[cfg(all(feature = "server", not(target_family = "wasm")))]
pub mod server;
