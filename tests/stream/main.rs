//! The Pusher client, driven through good and bad days on a clock of the test's own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    unreachable_pub
)]

mod closes;
mod liveness;
mod messages;
mod opening;
mod page;
mod random;
mod subscriptions;
mod world;
