//! The orders of the sandbox, and the scenarios that they play.
//!
//! Invariant: an order's steps are taken and published under one lock, so that its events arrive in the order in which
//! they happened. A step that was planned and then taken by hand is not taken twice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::{Sandbox, Shared, now_ms};
use crate::scenario::{Identity, Record, Scenario, Spelling, Step};

const ORDERS: usize = 1_000;

/// An order that plays.
pub(super) struct Entry {
    pub(super) record: Record,
    pub(super) steps: Vec<Step>,
    /// The index of the step that comes next.
    pub(super) next: usize,
    pub(super) speed: f64,
    /// How the status endpoint spells it.
    pub(super) spelling: Spelling,
    /// Counts the plans; only the last one may still act.
    plan: u64,
    player: Option<AbortHandle>,
}

#[derive(Default)]
struct Store {
    entries: HashMap<String, Entry>,
    /// The ids, the oldest first.
    ages: VecDeque<String>,
}

/// The orders. Above a thousand, the oldest are forgotten.
#[derive(Default)]
pub(super) struct Orders(Mutex<Store>);

impl Orders {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the order of that id.
    pub(super) fn with<T>(&self, id: &str, act: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.store()
            .entries
            .get_mut(&id.to_ascii_lowercase())
            .map(act)
    }

    /// Tells of an order, found by its id, or as the newest with that partner order id.
    pub(super) fn tell<T>(&self, id: &str, tell: impl FnOnce(&Record, Spelling) -> T) -> Option<T> {
        let store = self.store();
        let by_id = store.entries.get(&id.to_ascii_lowercase());
        let entry = by_id.or_else(|| {
            let newest_first = store
                .ages
                .iter()
                .rev()
                .filter_map(|key| store.entries.get(key));
            newest_first
                .into_iter()
                .find(|entry| entry.record.identity().partner_order_id == id)
        });
        entry.map(|entry| tell(&entry.record, entry.spelling))
    }

    /// `false` when there was none.
    pub(super) fn remove(&self, id: &str) -> bool {
        let mut store = self.store();
        let id = id.to_ascii_lowercase();
        store.ages.retain(|key| *key != id);
        store
            .entries
            .remove(&id)
            .map(|mut entry| entry.stop())
            .is_some()
    }

    fn insert(&self, entry: Entry) -> bool {
        let mut store = self.store();
        let id = entry.record.identity().order_id.to_ascii_lowercase();
        if store.entries.contains_key(&id) {
            return false;
        }
        if store.ages.len() >= ORDERS {
            let oldest = store.ages.pop_front();
            if let Some(mut oldest) = oldest.and_then(|id| store.entries.remove(&id)) {
                oldest.stop();
            }
        }
        store.ages.push_back(id.clone());
        store.entries.insert(id, entry);
        true
    }
}

impl Entry {
    /// What was planned does not happen by itself any more.
    pub(super) fn stop(&mut self) {
        self.plan += 1;
        if let Some(player) = self.player.take() {
            player.abort();
        }
    }

    /// The next step happens now. `None` at the end.
    pub(super) fn step(&mut self, sandbox: &Sandbox) -> Option<Step> {
        let step = *self.steps.get(self.next)?;
        self.next += 1;
        self.record.happen(step.event, step.status, now_ms());
        publish(sandbox, &self.record);
        Some(step)
    }

    fn delay(&self) -> Option<Duration> {
        let step = self.steps.get(self.next)?;
        let wait = Duration::from_millis(step.after_ms);
        Duration::try_from_secs_f64(wait.as_secs_f64() / self.speed).ok()
    }
}

/// Tells both channels of the order how it stands, and the partner's webhook.
pub(super) fn publish(sandbox: &Sandbox, record: &Record) {
    if !sandbox.faults.plan().loses_webhooks() {
        sandbox.webhooks.send(record.spell(Spelling::Webhook));
    }
    let data = record.spell(Spelling::Stream).to_string();
    for channel in record.identity().channels() {
        let hub = &sandbox.hub;
        hub.publish(&channel, &record.last().event, &data, None);
    }
}

/// Places an order, announces it, and lets it play. `false` when the id is taken.
pub(super) fn place(
    sandbox: &Shared,
    scenario: Scenario,
    identity: Identity,
    speed: f64,
    spelling: Spelling,
) -> bool {
    let id = identity.order_id.clone();
    let mut record = Record::place(scenario, identity, now_ms());
    if let Some(window) = window(scenario, speed) {
        record = record.with_payment_window(window);
    }
    let steps = scenario.steps();
    if !sandbox.orders.insert(Entry {
        record,
        steps,
        next: 1,
        speed,
        spelling,
        plan: 0,
        player: None,
    }) {
        return false;
    }
    sandbox
        .orders
        .with(&id, |entry| publish(sandbox, &entry.record));
    plan(sandbox, &id);
    true
}

/// Lets the order play on from where it is.
pub(super) fn plan(sandbox: &Shared, id: &str) {
    sandbox.orders.with(id, |entry| {
        entry.stop();
        if entry.speed > 0.0 {
            let task = play(sandbox.clone(), id.to_owned(), entry.plan);
            entry.player = Some(tokio::spawn(task).abort_handle());
        }
    });
}

async fn play(sandbox: Shared, id: String, plan: u64) {
    loop {
        let Some(Some(delay)) = sandbox.orders.with(&id, |entry| entry.delay()) else {
            return;
        };
        sleep(delay).await;
        // Another plan may have come while this one waited for the lock.
        let step = |entry: &mut Entry| (entry.plan == plan).then(|| entry.step(&sandbox)).flatten();
        if sandbox.orders.with(&id, step).flatten().is_none() {
            return;
        }
    }
}

/// What expires faster than life has less time to be paid too; an order that plays on keeps the usual window.
fn window(scenario: Scenario, speed: f64) -> Option<u64> {
    let expires = scenario.steps().iter().any(|step| step.status == "EXPIRED");
    if !expires || speed <= 0.0 {
        return None;
    }
    let window = Duration::from_millis(scenario.payment_window_ms()).as_secs_f64() / speed;
    let window = Duration::try_from_secs_f64(window).ok()?;
    u64::try_from(window.as_millis()).ok()
}
