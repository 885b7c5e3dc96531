//! Publishes what has changed, until the Pusher-compatible server has taken it.
//!
//! Invariant: what is published of an order is its last state; a crash may double an event, never lose it.

use crate::clock::now;
use crate::metrics::Metrics;
use crate::pusher::{BATCH, Pusher};
use crate::record::Record;
use crate::relay::Relay;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How many orders are taken at a time.
const ORDERS: i64 = 50;
/// How long they are this instance's, in milliseconds: others publish them if it dies.
const LEASE: i64 = 15_000;
/// How often it is looked for what others left.
const LOOK: Duration = Duration::from_secs(5);
/// The longest rest after a failure.
const SLOWEST: Duration = Duration::from_secs(30);

/// Publishes, for ever.
pub(crate) async fn run(relay: Arc<Relay>) {
    let Some(pusher) = &relay.pusher else { return };
    let mut failures = 0u32;
    loop {
        let now = now();
        let records = match relay.store.to_publish(now, now + LEASE, ORDERS).await {
            Ok(records) => records,
            Err(error) => {
                tracing::warn!(%error, "it could not be looked what to publish");
                Vec::new()
            }
        };
        if records.is_empty() {
            let _ = timeout(LOOK, relay.publish.notified()).await;
            continue;
        }
        if publish(&relay, pusher, records).await {
            failures = 0;
        } else {
            failures = failures.saturating_add(1);
            sleep(
                (Duration::from_millis(500) * 2u32.saturating_pow(failures.min(10))).min(SLOWEST),
            )
            .await;
        }
    }
}

async fn publish(relay: &Relay, pusher: &Pusher, records: Vec<Record>) -> bool {
    let mut fine = true;
    let mut groups: Vec<(Vec<Record>, Vec<Value>)> = Vec::new();
    for record in records {
        let events = pusher.events(&record);
        match groups.last_mut() {
            Some((records, all)) if all.len() + events.len() <= BATCH => {
                records.push(record);
                all.extend(events);
            }
            Some(_) | None => groups.push((vec![record], events)),
        }
    }
    let sent = futures_util::future::join_all(
        groups
            .iter()
            .map(|(_, events)| pusher.publish(events, now() / 1_000)),
    )
    .await;
    for ((records, _), answer) in groups.iter().zip(sent) {
        match answer {
            Ok(()) => {
                Metrics::count(&relay.metrics.published, "published");
                if let Err(error) = relay.store.published(records).await {
                    tracing::warn!(%error, "what was published could not be noted");
                    fine = false;
                }
            }
            Err(status) => {
                Metrics::count(&relay.metrics.published, "failed");
                tracing::warn!(status, "the Pusher-compatible server did not take an event");
                if let Err(error) = relay.store.not_published(records).await {
                    // Then others have to wait until it is not this instance's any more.
                    tracing::warn!(%error, "what could not be published could not be given back");
                }
                fine = false;
            }
        }
    }
    fine
}
