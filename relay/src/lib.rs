//! The partner's side of the order tracker: takes Transak's webhooks, asks Transak's API, and tells the trackers.
//!
//! The **core** decides and does no I/O: [`config`], [`webhook`] (who is believed), [`public`] (what leaves), [`record`] (the merge rule),
//! [`schedule`] (when to ask). The **edge**: [`store`], [`transak`], [`tokens`], [`pusher`], [`http`], and [`relay`], which holds them together.
//!
//! Invariants: a webhook is on the disk before it is acknowledged; only allow-listed fields of an order are stored, told or
//! logged; no order id and no personal data is in a log or a metric.
//!
//! A shop in Rust can hold it itself, as a part of its router:
//! ```no_run
//! # use axum::{Router, routing::get};
//! # use transak_order_relay::{Relay, config::Config, http};
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let relay = Relay::open(Config::read(|name| std::env::var(name).ok())?, None).await?;
//! let mut tasks = relay.start().await;
//! let (stop, stopping) = tokio::sync::watch::channel(false); // `stop.send_replace(true)` ends event streams, and then the server
//! let [trackers, _operator] = http::doors(relay, stopping.clone());
//! let shop = Router::new().route("/", get(|| async { "the shop" })).nest("/tracker", trackers);
//! http::serve(tokio::net::TcpListener::bind("127.0.0.1:8080").await?, shop, stopping).await;
//! tasks.shutdown().await;
//! # Ok(())
//! # }
//! ```

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
pub mod tokens;
pub mod transak;
mod watch;
pub mod webhook;

pub use relay::Relay;
