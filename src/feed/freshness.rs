//! How fresh the knowledge is: when something was last heard, answered and confirmed.
//!
//! Invariant: `live` needs a subscription and a frame within the liveness limit, whatever anybody says.

use super::stream::Channel;
use super::{Now, sooner};
use crate::state::Freshness;

/// A stream that was not heard for longer is not live: the ping comes after 30 s at the latest, its pong within 10 s more.
const LIVENESS: u64 = 40_000;
/// Without a live stream, and without an answer for longer than this, what is shown is stale.
const STALE: u64 = 60_000;
/// While the label says offline and the stream is subscribed, it is looked so often whether something arrives all the same (nobody
/// tells of a pong): the connection asks the server at once, so by then it has answered or is dropped.
const DOUBT: u64 = 7_500;

/// What vouches for what is shown.
#[derive(Clone, Debug)]
pub(super) struct Liveliness {
    subscribed: Vec<Channel>,
    started: u64,
    arrived: Option<u64>,
    offline_since: Option<u64>,
}

impl Liveliness {
    pub(super) const fn new(now: u64) -> Self {
        Self {
            subscribed: Vec::new(),
            started: now,
            arrived: None,
            offline_since: None,
        }
    }

    pub(super) fn subscribed(&mut self, channel: Channel) {
        if !self.subscribed.contains(&channel) {
            self.subscribed.push(channel);
        }
    }

    /// Returns whether no channel is left.
    pub(super) fn unsubscribed(&mut self, channel: &Channel) -> bool {
        let before = self.subscribed.len();
        self.subscribed.retain(|subscribed| subscribed != channel);
        before > 0 && self.subscribed.is_empty()
    }

    pub(super) fn forget_stream(&mut self) {
        self.subscribed.clear();
    }

    /// News or an answer came, of this time.
    pub(super) fn arrived(&mut self, at: u64) {
        self.arrived = self.arrived.max(Some(at));
    }

    pub(super) const fn offline(&mut self, now: u64) {
        self.offline_since = Some(now);
    }

    pub(super) const fn online(&mut self) {
        self.offline_since = None;
    }

    /// When the subscribed stream was last heard.
    fn heard(&self, now: &Now) -> Option<u64> {
        now.heard.filter(|_| !self.subscribed.is_empty())
    }

    pub(super) fn is_live(&self, now: &Now) -> bool {
        self.heard(now)
            .is_some_and(|heard| now.mono <= heard + LIVENESS)
    }

    /// When there was last a sign of life of any kind.
    fn vouched(&self, now: &Now) -> u64 {
        self.started
            .max(self.arrived.unwrap_or(0))
            .max(self.heard(now).unwrap_or(0))
    }

    pub(super) fn freshness(&self, ended: bool, now: &Now) -> Freshness {
        if ended {
            Freshness::Done
        } else if self
            .offline_since
            .is_some_and(|since| self.vouched(now) <= since)
        {
            // Traffic is the truth: the browser's word counts only while nothing arrives.
            Freshness::Offline
        } else if self.is_live(now) {
            Freshness::Live
        } else if now.mono > self.vouched(now) + STALE {
            Freshness::Stale
        } else {
            Freshness::Checking
        }
    }

    /// When the freshness may change by itself; `says_offline`: what the label says now.
    pub(super) fn deadline(&self, now: &Now, says_offline: bool) -> Option<u64> {
        let stale = self.vouched(now) + STALE + 1;
        let silent = self.heard(now).map_or(0, |heard| heard + LIVENESS + 1);
        // Where it is still to come, the end of `live` comes first.
        let next = if silent > now.mono { silent } else { stale };
        let doubted = self
            .offline_since
            .filter(|_| says_offline && self.heard(now).is_some())
            .map(|since| now.mono + DOUBT - (now.mono - since) % DOUBT);
        sooner((next > now.mono).then_some(next), doubted)
    }
}
