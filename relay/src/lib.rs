//! The partner's side of the order tracker: takes Transak's webhooks, asks Transak's API, and tells the trackers.
//!
//! The **core** decides and does no I/O: [`config`], [`webhook`] (who is believed), [`public`] (what leaves), [`record`] (the merge rule),
//! [`schedule`] (when to ask). The **edge**: [`store`], [`transak`], [`pusher`], [`http`], and [`relay`], which holds them together.
//!
//! Invariants: a webhook is on the disk before it is acknowledged; only allow-listed fields of an order are stored, told or
//! logged; no order id and no personal data is in a log or a metric.

pub mod clock;
pub mod config;
pub mod http;
mod intake;
mod lock;
pub mod metrics;
pub mod public;
mod publish;
pub mod pusher;
mod reconcile;
pub mod record;
pub mod relay;
pub mod schedule;
pub mod session;
pub mod store;
pub mod transak;
mod watch;
pub mod webhook;

pub use relay::Relay;
