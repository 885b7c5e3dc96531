//! How much one client may ask, and how many event streams may be open.

use super::client;
use super::serve::Peer;
use crate::config::Config;
use axum::http::HeaderMap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// After so many questions, clients that have been quiet are forgotten.
const TIDY: u32 = 10_000;

/// The limits of one door.
pub(super) struct Limits {
    rate: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU32,
    proxies: usize,
    most: (usize, usize),
    streams: Mutex<HashMap<IpAddr, usize>>,
}

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        let rate = NonZeroU32::new(config.client_rate).unwrap_or(NonZeroU32::MIN);
        let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(4));
        Self {
            rate: RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)),
            asked: AtomicU32::new(0),
            proxies: config.proxies,
            most: config.streams,
            streams: Mutex::default(),
        }
    }

    fn client(&self, headers: &HeaderMap, peer: Peer) -> IpAddr {
        client::network(client::address(headers, peer.0, self.proxies))
    }

    /// Whether this client may ask now.
    pub(super) fn may_ask(&self, headers: &HeaderMap, peer: Peer) -> bool {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.rate.retain_recent();
        }
        self.rate.check_key(&self.client(headers, peer)).is_ok()
    }

    /// A place for an event stream, until it is dropped; `None` where all are taken.
    pub(super) fn place(self: &Arc<Self>, headers: &HeaderMap, peer: Peer) -> Option<Place> {
        let client = self.client(headers, peer);
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = streams.values().sum();
        let (most, most_of_one) = self.most;
        let mine = streams.entry(client).or_default();
        if all >= most || *mine >= most_of_one {
            return None;
        }
        *mine += 1;
        Some(Place {
            limits: Arc::clone(self),
            client,
        })
    }
}

/// A place for an event stream.
pub(super) struct Place {
    limits: Arc<Limits>,
    client: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = self
            .limits
            .streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = streams.get_mut(&self.client) {
            *mine = mine.saturating_sub(1);
            if *mine == 0 {
                streams.remove(&self.client);
            }
        }
    }
}
