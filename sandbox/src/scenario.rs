//! The ways that an order can go, and the order as Transak would send it at each step of the way.
//!
//! **The payloads are constructed**: their shape and their values follow real samples of Transak's (its published API description and
//! its SDK's types), but no such order exists, and no person. States that no sample shows (failed, cancelled, expired,
//! refunded, a sell on hold) are deduced from the documentation.
//!
//! Invariant: everything here is a pure function of its arguments. No clock, no randomness, no I/O; times are handed in,
//! as unix milliseconds.
//!
//! ```
//! use transak_sandbox::scenario::{self, Identity, Scenario};
//!
//! let card = Scenario::find("card").expect("a scenario of that name");
//! let identity = Identity::new("322dc79c-fad2-4df1-bf50-b292191fc953");
//! for (index, step) in card.steps().into_iter().enumerate() {
//!     let order = scenario::order(card, index, &identity, 1_728_999_551_104);
//!     assert_eq!(order["status"], step.status);
//! }
//! ```
//!
//! For an order that lives on (its steps at other times, a status set by hand), use a [`Record`].

mod flow;
mod history;
mod identity;
mod payload;
mod payment;
mod quote;
mod record;
mod script;
mod spelling;
mod time;
mod users;

pub use flow::{EVENTS, STATUSES, event_for};
pub use identity::Identity;
pub use record::{Moment, Record, Transaction};
pub use script::{Scenario, Side, Step};
pub use spelling::{Spelling, frame};
pub use time::rfc3339;
pub use users::{UserKind, user};

use serde_json::Value;

/// The order as the public channel would send it after the step with this index, the steps having happened at their
/// own pace from `start_unix_ms` on. An index behind the last step is that of the last step.
pub fn order(
    scenario: Scenario,
    step_index: usize,
    identity: &Identity,
    start_unix_ms: u64,
) -> Value {
    Record::at_step(scenario, step_index, identity.clone(), start_unix_ms).spell(Spelling::Stream)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests;
