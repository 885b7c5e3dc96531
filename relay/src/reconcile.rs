//! Asks Transak about orders that are quiet, and about those that a tracker wants to know of.
//!
//! Invariant: of this instance, one question at a time is under way about an order; whoever wants to know meanwhile waits for that one.

use crate::clock::now;
use crate::lock::lock;
use crate::metrics::Metrics;
use crate::record::{Record, Voice};
use crate::relay::Relay;
use crate::schedule;
use crate::transak::Failure;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How many questions are under way at a time.
const AT_ONCE: i64 = 4;
/// How long orders are this instance's while it asks about them, in milliseconds.
const LEASE: i64 = 45_000;
/// How often it is looked whether a question is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long an order that Transak does not know is not asked about again, in milliseconds.
const UNKNOWN: i64 = 10_000;
/// How many such orders are remembered.
const UNKNOWN_MOST: usize = 10_000;

/// How long an order that is known waits for a fresher word.
const PATIENCE: Duration = Duration::from_millis(1_500);

type Answer = Option<Result<(), Failure>>;

/// The questions under way.
#[derive(Default)]
pub(crate) struct Reconciler {
    asking: Mutex<HashMap<String, watch::Receiver<Answer>>>,
    unknown: Mutex<HashMap<String, i64>>,
}

impl Reconciler {
    /// Forgets which orders were unknown long ago.
    pub(crate) fn tidy(&self) {
        let now = now();
        lock(&self.unknown).retain(|_, since| now - *since < UNKNOWN);
    }
}

/// Asks about what is due, for ever.
pub(crate) async fn run(relay: Arc<Relay>) {
    loop {
        let now = now();
        let due = relay.store.due(now, now + LEASE, AT_ONCE).await;
        let due = due.unwrap_or_else(|error| {
            tracing::warn!(%error, "it could not be looked which orders to ask about");
            Vec::new()
        });
        if due.is_empty() {
            sleep(LOOK).await;
            continue;
        }
        let questions = due.into_iter().map(|record| {
            let relay = Arc::clone(&relay);
            async move { ask(&relay, &record.id, record.tries).await }
        });
        let answers = futures_util::future::join_all(questions).await;
        if answers.contains(&Err(Failure::Busy)) {
            sleep(LOOK).await;
        }
    }
}

/// The order, after Transak was asked where its last word is not new; `None`: it goes on, the last word is old, and Transak does not answer.
pub(crate) async fn fresh(
    relay: &Arc<Relay>,
    record: Record,
) -> Result<Option<Record>, sqlx::Error> {
    let new = i64::try_from(relay.config.on_demand.as_millis()).unwrap_or(i64::MAX);
    if !schedule::is_to_ask(&record, new, now()) {
        return Ok(Some(record));
    }
    let asked = on_demand(relay, &record.id, Some(record.tries), PATIENCE).await;
    let record = relay.store.order(&record.id).await?.unwrap_or(record);
    let stale = record.finality == 0 && now() - record.heard_ms > schedule::OLD;
    Ok((asked.is_ok() || !stale).then_some(record))
}

/// Asks about an order because somebody wants to know, and waits for the answer, but not longer than `patience`. `tries`: the known order's;
/// `None`: the relay has never heard of it.
pub(crate) async fn on_demand(
    relay: &Arc<Relay>,
    id: &str,
    tries: Option<i64>,
    patience: Duration,
) -> Result<(), Failure> {
    if tries.is_none() {
        let since = lock(&relay.reconciler.unknown).get(id).copied();
        if since.is_some_and(|since| now() - since < UNKNOWN) {
            return Err(Failure::Unknown);
        }
        let asking = lock(&relay.reconciler.asking).contains_key(id);
        if !asking && !relay.transak.takes_strangers() {
            return Err(Failure::Busy);
        }
    }
    let tries = tries.unwrap_or_default();
    let (relay, id) = (Arc::clone(relay), id.to_owned());
    // A task of its own: the answer is wanted also where whoever asked has gone.
    let question = tokio::spawn(async move { ask(&relay, &id, tries).await });
    match timeout(patience, question).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => Err(Failure::Unavailable),
    }
}

async fn ask(relay: &Arc<Relay>, id: &str, tries: i64) -> Result<(), Failure> {
    let sender = {
        let mut asking = lock(&relay.reconciler.asking);
        match asking.entry(id.to_owned()) {
            Entry::Occupied(entry) => Err(entry.get().clone()),
            Entry::Vacant(entry) => {
                let (sender, receiver) = watch::channel(None);
                entry.insert(receiver);
                Ok(sender)
            }
        }
    };
    match sender {
        Err(mut other) => {
            let answer = other.wait_for(Option::is_some).await;
            answer
                .ok()
                .and_then(|answer| *answer)
                .unwrap_or(Err(Failure::Unavailable))
        }
        Ok(sender) => {
            let answer = question(relay, id, tries).await;
            lock(&relay.reconciler.asking).remove(id);
            sender.send_replace(Some(answer));
            answer
        }
    }
}

async fn question(relay: &Arc<Relay>, id: &str, tries: i64) -> Result<(), Failure> {
    let asked = now();
    let answer = relay.transak.order(id).await;
    Metrics::count(
        &relay.metrics.questions,
        answer
            .as_ref()
            .map_or_else(|failure| failure.name(), |_| "answered"),
    );
    let failure = match answer {
        Ok(told) => match relay.take(told, Voice::Api, asked).await {
            Ok(_) => return Ok(()),
            Err(_) => Failure::Unavailable,
        },
        Err(failure) => failure,
    };
    if failure == Failure::Unknown {
        if lock(&relay.reconciler.unknown).len() >= UNKNOWN_MOST {
            relay.reconciler.tidy();
        }
        let mut unknown = lock(&relay.reconciler.unknown);
        if unknown.len() < UNKNOWN_MOST {
            unknown.insert(id.to_owned(), now());
        }
    }
    // A question that was held back is none.
    let (next, tries) = match failure {
        Failure::Busy => (0, tries),
        Failure::Unknown | Failure::Denied | Failure::Unavailable => {
            (tries, tries.saturating_add(1))
        }
    };
    let until = schedule::after_failure(next, now(), rand::random());
    if let Err(error) = relay.store.postpone(id, until, tries).await {
        tracing::warn!(%error, "a question could not be put off");
    }
    Err(failure)
}
