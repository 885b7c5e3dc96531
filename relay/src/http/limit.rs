//! How much one client may ask, and how many event streams may be open.

use super::answer::later;
use super::serve::Peer;
use super::{App, client};
use crate::config::Config;
use crate::lock::lock;
use crate::metrics::Metrics;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Once};

/// After so many questions, clients that have been quiet are forgotten.
const TIDY: u32 = 10_000;

/// The limits of one door.
pub(super) struct Limits {
    rate: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU32,
    proxies: usize,
    warned: Once,
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
            warned: Once::new(),
            most: config.streams,
            streams: Mutex::default(),
        }
    }

    fn client(&self, headers: &HeaderMap, peer: Peer) -> IpAddr {
        if self.proxies == 0 && headers.contains_key("x-forwarded-for") {
            self.warned.call_once(|| {
                tracing::warn!(
                    "a request has X-Forwarded-For, and RELAY_PROXIES is 0: behind a proxy, all clients count as one"
                );
            });
        }
        client::network(client::address(headers, peer.0, self.proxies))
    }

    /// Whether this client may ask now.
    fn may_ask(&self, headers: &HeaderMap, peer: Peer) -> bool {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.rate.retain_recent();
        }
        self.rate.check_key(&self.client(headers, peer)).is_ok()
    }

    /// A place for an event stream, until it is dropped; `None` where all are taken.
    pub(super) fn place(self: &Arc<Self>, headers: &HeaderMap, peer: Peer) -> Option<Place> {
        let client = self.client(headers, peer);
        let mut streams = lock(&self.streams);
        let all: usize = streams.values().sum();
        let mine = streams.get(&client).copied().unwrap_or_default();
        let (most, most_of_one) = self.most;
        if all >= most || mine >= most_of_one {
            return None;
        }
        streams.insert(client, mine + 1);
        Some(Place {
            limits: Arc::clone(self),
            client,
        })
    }
}

/// Turns a client away that asks too much.
pub(super) async fn rate(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if app.limits.may_ask(request.headers(), peer) {
        return next.run(request).await;
    }
    Metrics::count(&app.relay.metrics.answers, "limited");
    later(
        StatusCode::TOO_MANY_REQUESTS,
        5,
        "Too many questions; ask again later.",
    )
}

/// A place for an event stream.
pub(super) struct Place {
    limits: Arc<Limits>,
    client: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = lock(&self.limits.streams);
        if let Some(mine) = streams.get_mut(&self.client) {
            *mine = mine.saturating_sub(1);
            if *mine == 0 {
                streams.remove(&self.client);
            }
        }
    }
}
