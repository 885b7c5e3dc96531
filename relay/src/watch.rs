//! Who waits for news of which order: the open event streams of this instance.
//!
//! Invariant: a slow reader keeps one state, the last one, and holds up nobody.

use crate::lock::lock;
use crate::record::Record;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// What is told of an order; version 0: nothing is known yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The record's version.
    pub(crate) version: i64,
    /// The order as JSON.
    pub(crate) body: Arc<str>,
    /// When Transak's word on it was last heard.
    pub(crate) heard_ms: i64,
    /// Whether it goes on.
    pub(crate) is_live: bool,
}

type Watched = HashMap<String, watch::Sender<Told>>;

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Watchers(Mutex<Watched>);

impl Watchers {
    /// Waits for news of an order, from now on.
    pub(crate) fn watch(&self, id: &str) -> watch::Receiver<Told> {
        let mut watched = lock(&self.0);
        watched.entry(id.to_owned()).or_default().subscribe()
    }

    /// Forgets an order that nobody waits for any more.
    pub(crate) fn leave(&self, id: &str) {
        let mut watched = lock(&self.0);
        if watched
            .get(id)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            watched.remove(id);
        }
    }

    /// Tells those who wait, unless they know it.
    pub(crate) fn tell(&self, record: &Record) {
        let sender = lock(&self.0).get(&record.id).cloned();
        let Some(sender) = sender else { return };
        sender.send_if_modified(|told| {
            let newer = record.version > told.version;
            if newer {
                told.version = record.version;
                told.body = record.body.as_str().into();
                told.is_live = record.finality == 0;
            }
            told.heard_ms = told.heard_ms.max(record.heard_ms);
            newer
        });
    }

    /// Those of the ids that somebody waits for.
    pub(crate) fn watched(&self, ids: &[&str]) -> Vec<String> {
        let watched = lock(&self.0);
        ids.iter()
            .filter(|id| watched.contains_key(**id))
            .map(|id| (*id).to_owned())
            .collect()
    }

    /// All ids that somebody waits for.
    pub(crate) fn all(&self) -> Vec<String> {
        lock(&self.0).keys().cloned().collect()
    }
}
