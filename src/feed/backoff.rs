//! Delays with jitter: how long to wait after a failure.
//!
//! Invariant: pure. The random number is passed in, so clients that fail together do not come back together.

/// The window of the first delay, in milliseconds; it doubles with each failure.
const BASE: u64 = 2_000;
/// The widest window.
const CAP: u64 = 20_000;
/// The number of failures from which on the window no longer grows.
const GROWN: u32 = 4;

/// A part of `window`, chosen by `random`: 0 gives 0, the greatest number gives (almost) the whole window.
pub fn spread(window: u64, random: u32) -> u64 {
    window.saturating_mul(u64::from(random)) >> u32::BITS
}

/// `delay`, give or take a fifth.
pub fn around(delay: u64, random: u32) -> u64 {
    let fifth = delay / 5;
    delay - fifth + spread(2 * fifth, random)
}

/// Counts failures and tells the delay after each: up to min(20 s, 2 s · 2ⁿ), at random; the first from 0 on ("full jitter"), the
/// later ones from a third of that on: else the unlucky of a fleet try nine times in 20 s, and not six.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// No failure yet.
    pub const fn new() -> Self {
        Self { failures: 0 }
    }

    /// Counts one more failure; the delay after it, in milliseconds.
    pub fn fail(&mut self, random: u32) -> u64 {
        let window = (BASE << self.failures).min(CAP);
        let least = if self.failures == 0 { 0 } else { window / 3 };
        self.failures = (self.failures + 1).min(GROWN);
        least + spread(window - least, random)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_window_doubles_up_to_twenty_seconds() {
        let mut backoff = Backoff::new();
        let longest: Vec<u64> = (0..7).map(|_| backoff.fail(u32::MAX)).collect();
        assert_eq!(
            longest,
            [1_999, 3_999, 7_999, 15_999, 19_999, 19_999, 19_999]
        );
    }

    #[test]
    fn a_thousand_failures_do_not_overflow() {
        let mut backoff = Backoff::new();
        let last = (0..1_000).map(|_| backoff.fail(u32::MAX / 2)).last();
        assert_eq!(last, Some(13_332));
    }

    #[test]
    fn the_least_random_number_gives_no_delay_and_a_half_gives_a_half() {
        assert_eq!(Backoff::new().fail(0), 0);
        assert_eq!(Backoff::new().fail(1 << 31), 1_000);
    }

    #[test]
    fn after_the_first_failure_a_third_of_the_window_is_the_least() {
        let mut backoff = Backoff::new();
        let shortest: Vec<u64> = (0..6).map(|_| backoff.fail(0)).collect();
        assert_eq!(shortest, [0, 1_333, 2_666, 5_333, 6_666, 6_666]);
        // So the sixth try comes more than 20 s after the loss, whatever the random numbers are.
        assert!(shortest.iter().sum::<u64>() > 20_000);
    }

    #[test]
    fn delays_are_spread_evenly_over_the_window() {
        let mut quarters = [0; 4];
        for step in 0..1_000_u32 {
            let delay = Backoff::new().fail(step * (u32::MAX / 1_000));
            quarters[usize::try_from(delay / 500).unwrap()] += 1;
        }
        assert!(
            quarters.iter().all(|count| (249..=251).contains(count)),
            "{quarters:?}"
        );
    }

    #[test]
    fn around_stays_within_a_fifth() {
        assert_eq!(around(60_000, 0), 48_000);
        assert_eq!(around(60_000, 1 << 31), 60_000);
        assert_eq!(around(60_000, u32::MAX), 71_999);
        assert_eq!(around(0, u32::MAX), 0);
    }

    #[test]
    fn a_huge_window_does_not_overflow() {
        assert!(spread(u64::MAX, u32::MAX) <= u64::MAX >> 32);
    }
}
