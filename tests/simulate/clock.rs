//! The clocks: true time, the page's monotonic clock (which may stand still while the device sleeps), and its wall clock (which jumps).

use crate::truth::EPOCH;
use transak_order_tracker::order::Time;

/// Milliseconds of true time since the beginning of the day.
pub type Millis = u64;

#[derive(Clone, Debug, Default)]
pub struct Clock {
    pub now: Millis,
    /// How long the monotonic clock stood still.
    pub slept: Millis,
    /// By how much the wall clock is wrong.
    pub skew: i64,
}

impl Clock {
    pub const fn mono(&self) -> u64 {
        self.now - self.slept + 1_000
    }

    pub const fn wall(&self) -> Time {
        Time(EPOCH + self.now as i64 + self.skew)
    }

    /// The true time of a monotonic one.
    pub const fn true_of(&self, mono: u64) -> Millis {
        (mono + self.slept).saturating_sub(1_000)
    }
}
