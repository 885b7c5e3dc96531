//! Whether a connection that seems to be up still is: pings and their time limits.
//!
//! Invariant: at most one ping is out, and any frame is its answer.

use super::Millis;
use crate::feed::backoff::spread;

/// Pusher's default for `activity_timeout`, in seconds; its bounds for us.
const ACTIVITY: u32 = 120;
const ACTIVITY_LEAST: u32 = 5;
/// However long the server would have us wait, ping after this silence, in milliseconds.
const SILENCE: Millis = 30_000;
/// The time that the answer to a ping may take.
const PONG: Millis = 10_000;
/// The same when there is reason for doubt: the network changed, the device slept, the page was hidden.
const PONG_IN_DOUBT: Millis = 5_000;
/// Doubts that come faster share a ping.
const DOUBT_GAP: Millis = 2_000;

/// What is to be done about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing yet.
    Fine,
    /// Send a ping.
    Ping,
    /// It is dead: drop it.
    Dead,
}

/// The signs of life of one established connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Liveness {
    since: Millis,
    heard: Millis,
    silence: Millis,
    ping_at: Millis,
    pinged: Millis,
    pong_by: Option<Millis>,
    in_doubt: bool,
}

impl Liveness {
    /// A connection that is established now. `activity` is the server's `activity_timeout`, whatever it was. The silence is up to
    /// a fifteenth shorter, so that clients which heard the same last event of a dead server do not come back in step.
    pub(super) fn new(now: Millis, activity: Option<u32>, random: u32) -> Self {
        let seconds = match activity {
            None | Some(0) => ACTIVITY,
            Some(seconds) => seconds.clamp(ACTIVITY_LEAST, ACTIVITY),
        };
        let silence = SILENCE.min(u64::from(seconds) * 1_000);
        let silence = silence - spread(silence / 15, random);
        Self {
            since: now,
            heard: now,
            silence,
            ping_at: now + silence,
            pinged: now,
            pong_by: None,
            in_doubt: false,
        }
    }

    /// A frame came, whichever.
    pub(super) fn heard(&mut self, now: Millis) {
        self.heard = now;
        self.ping_at = now + self.silence;
        self.pong_by = None;
        self.in_doubt = false;
    }

    /// There is reason for doubt: ask soon, or wait less for the answer that is due.
    pub(super) fn doubt(&mut self, now: Millis) {
        if let Some(by) = &mut self.pong_by {
            *by = (*by).min(now + PONG_IN_DOUBT);
        } else {
            self.ping_at = self.ping_at.min(now.max(self.pinged + DOUBT_GAP));
            self.in_doubt = true;
        }
    }

    /// When to check next.
    pub(super) fn due(&self) -> Millis {
        self.pong_by.unwrap_or(self.ping_at)
    }

    /// Checks the connection. After [`Check::Ping`] the answer is waited for.
    pub(super) fn check(&mut self, now: Millis) -> Check {
        if now < self.due() {
            return Check::Fine;
        }
        if self.pong_by.is_some() {
            return Check::Dead;
        }
        self.pinged = now;
        self.pong_by = Some(now + if self.in_doubt { PONG_IN_DOUBT } else { PONG });
        Check::Ping
    }

    /// How long it showed signs of life.
    pub(super) fn health(&self) -> Millis {
        self.heard.saturating_sub(self.since)
    }

    /// Whether it was heard of recently enough to be believed.
    pub(super) fn is_heard(&self, now: Millis) -> bool {
        now.saturating_sub(self.heard) <= self.silence + PONG
    }
}
