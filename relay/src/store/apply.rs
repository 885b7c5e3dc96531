//! Takes many pieces of news in one transaction.

use super::{Store, record, soon};
use crate::record::{Record, Voice};
use crate::schedule;
use crate::webhook::Told;
use serde_json::{Value, json};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How many ids fit into one notification of PostgreSQL's (8,000 bytes).
const NOTIFIED: usize = 200;

/// A piece of news.
#[derive(Clone, Debug)]
pub struct Change {
    /// What was told.
    pub told: Told,
    /// By whom.
    pub voice: Voice,
    /// When it was asked for, in milliseconds since 1970; of a webhook, when it came.
    pub asked: i64,
    /// When it came, in milliseconds since 1970.
    pub now: i64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The order as it is now.
    pub record: Record,
    /// Whether what is told of it changed.
    pub changed: bool,
    /// Whether it was a webhook that had been taken before.
    pub duplicate: bool,
}

impl Store {
    /// Takes news in: all of it, or nothing where that fails.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn apply(&self, changes: &[Change]) -> Result<Vec<Applied>, sqlx::Error> {
        soon(self.transaction(changes)).await
    }

    async fn transaction(&self, changes: &[Change]) -> Result<Vec<Applied>, sqlx::Error> {
        let ids: BTreeSet<&str> = changes
            .iter()
            .map(|change| change.told.id.as_str())
            .collect();
        let ids = json!(ids).to_string();
        let mut transaction = self.pool.begin().await?;
        // The first statement writes: SQLite can't give the lock later to one that has only read.
        sqlx::query(self.sql.stubs)
            .bind(&ids)
            .execute(&mut *transaction)
            .await?;
        let rows = sqlx::query(self.sql.lock)
            .bind(&ids)
            .fetch_all(&mut *transaction)
            .await?;
        let mut records = BTreeMap::new();
        for row in &rows {
            let record = record(row)?;
            records.insert(record.id.clone(), record);
        }
        let rows = sqlx::query(self.sql.events)
            .bind(events(changes))
            .fetch_all(&mut *transaction)
            .await?;
        let mut new = HashSet::new();
        for row in &rows {
            new.insert((
                row.try_get::<String, _>(0)?,
                row.try_get::<String, _>(1)?,
                row.try_get::<i64, _>(2)?,
            ));
        }

        let mut applied = Vec::with_capacity(changes.len());
        for change in changes {
            let Some(record) = records.get_mut(&change.told.id) else {
                return Err(sqlx::Error::RowNotFound);
            };
            let duplicate = change.voice == Voice::Webhook && !new.remove(&key(change));
            let is_new = !duplicate && self.take(record, change);
            applied.push(Applied {
                record: record.clone(),
                changed: is_new,
                duplicate,
            });
        }

        let written: Vec<Value> = records.values().map(values).collect();
        sqlx::query(self.sql.write)
            .bind(Value::from(written).to_string())
            .bind(i64::from(self.publishes))
            .execute(&mut *transaction)
            .await?;
        if let Some(notify) = self.sql.notify {
            let told = applied.iter().filter(|it| it.changed);
            let told: BTreeSet<&str> = told.map(|it| it.record.id.as_str()).collect();
            let told: Vec<&str> = told.into_iter().collect();
            for some in told.chunks(NOTIFIED) {
                sqlx::query(notify)
                    .bind(some.join(","))
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await?;
        Ok(applied)
    }

    fn take(&self, record: &mut Record, change: &Change) -> bool {
        let changed = record.apply(&change.told, change.voice, change.asked, change.now);
        // Transak signed something else than what is known: the API has to say what is so, and soon.
        let contradicts = change.voice == Voice::Webhook
            && record.finality == 1
            && record
                .order()
                .is_some_and(|order| order.status != change.told.order.status);
        record.tries = if changed || contradicts {
            0
        } else {
            record.tries.saturating_add(1)
        };
        record.ask_ms = schedule::after_news(record, self.quiet, change.now, rand::random());
        changed
    }
}

fn key(change: &Change) -> (String, String, i64) {
    let told = &change.told;
    (
        told.id.clone(),
        told.order.status.code().to_owned(),
        told.at,
    )
}

fn events(changes: &[Change]) -> String {
    let webhooks = changes
        .iter()
        .filter(|change| change.voice == Voice::Webhook);
    let events: Vec<Value> = webhooks
        .map(|change| {
            let (id, status, at) = key(change);
            json!({ "id": id, "status": status, "at": at })
        })
        .collect();
    Value::from(events).to_string()
}

fn values(record: &Record) -> Value {
    json!({
        "id": record.id, "version": record.version, "body": record.body, "reached": record.reached,
        "finality": record.finality, "partner_order_id": record.partner_order_id,
        "partner_customer_id": record.partner_customer_id, "created_ms": record.created_ms,
        "heard_ms": record.heard_ms, "verified_ms": record.verified_ms, "ask_ms": record.ask_ms, "tries": record.tries,
    })
}
