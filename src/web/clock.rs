//! Time and chance: the monotonic clock, the wall clock, random numbers, and a timer to a point in time.

use crate::feed::Now;
use crate::order::Time;
use gloo_timers::callback::Timeout;
use std::rc::{Rc, Weak};

/// Monotonic milliseconds since the page began.
pub fn mono() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    let millis = performance.map_or_else(js_sys::Date::now, |performance| performance.now());
    to_u64(millis)
}

/// The wall clock.
#[allow(clippy::cast_possible_truncation)] // milliseconds since 1970 fit; a float saturates
pub fn wall() -> Time {
    Time(js_sys::Date::now() as i64)
}

/// A random number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number from 0 up to 2³²
pub fn random() -> u32 {
    (js_sys::Math::random() * 4_294_967_296.0) as u32
}

/// The circumstances of an input.
pub fn now(heard: Option<u64>) -> Now {
    Now {
        mono: mono(),
        wall: wall(),
        random: random(),
        heard,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a float saturates
const fn to_u64(number: f64) -> u64 {
    number as u64
}

/// The browser's timers take 31 bits; when one rings too early, the next is set.
const LONGEST: u64 = 1_000_000_000;

/// Whom a [`Timer`] wakes.
pub trait Alarm {
    /// It is time.
    fn ring(self: Rc<Self>);
}

/// One timer to a point in time: setting it anew forgets the old one.
#[derive(Debug, Default)]
pub struct Timer {
    at: Option<u64>,
    timeout: Option<Timeout>,
}

impl Timer {
    /// Rings at `at` (monotonic milliseconds), or never.
    pub fn set(&mut self, at: Option<u64>, alarm: Weak<dyn Alarm>) {
        if self.at == at && (at.is_none() || self.timeout.is_some()) {
            return;
        }
        self.at = at;
        // A little late is better than early: an early timer would find nothing to do.
        self.timeout = at.map(|at| {
            let wait = at.saturating_sub(mono()).min(LONGEST) + 1;
            Timeout::new(u32::try_from(wait).unwrap_or(u32::MAX), move || {
                if let Some(alarm) = alarm.upgrade() {
                    alarm.ring();
                }
            })
        });
    }

    /// To be called when it rang.
    pub fn rang(&mut self) {
        self.at = None;
        // A timer that rang must not be cleared by dropping it.
        if let Some(timeout) = self.timeout.take() {
            let _ = timeout.forget();
        }
    }
}
