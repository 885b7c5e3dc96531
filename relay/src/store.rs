//! What is kept: in SQLite, or in PostgreSQL where several instances share it. The statements are the same but for a few (`sql`).
//!
//! Invariant: what [`Store::apply`] has returned is on the disk, once.

mod apply;
mod sql;
mod tokens;
mod users;

pub use apply::{Applied, Change};
pub use tokens::Tokens;
pub use users::User;

use crate::record::Record;
use serde_json::json;
use sql::Sql;
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyPool, Executor, Row};
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;

/// How long the database may take: a line that is dead says nothing.
const PATIENCE: Duration = Duration::from_secs(12);
/// How many orders are forgotten at a time.
const FORGOTTEN: i64 = 1_000;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    sql: &'static Sql,
    url: String,
    /// How long an order may be quiet, in milliseconds.
    quiet: i64,
    /// Whether changes are to be published; otherwise they count as published.
    publishes: bool,
}

impl Store {
    /// Opens the database, and makes its tables where they are not there.
    ///
    /// # Errors
    /// Where it can't be reached, or is of another kind than `sqlite:` and `postgres:`.
    pub async fn open(url: &str, quiet: Duration, publishes: bool) -> Result<Self, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let lite = url.starts_with("sqlite:");
        let sql = if lite { &sql::SQLITE } else { &sql::POSTGRES };
        let pool = AnyPoolOptions::new()
            .max_connections(if lite { 4 } else { 8 })
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for setting in sql.settings {
                        connection.execute(*setting).await?;
                    }
                    Ok(())
                })
            })
            .connect(&address(url))
            .await?;
        migrate(&pool, sql).await?;
        let quiet = i64::try_from(quiet.as_millis()).unwrap_or(i64::MAX);
        Ok(Self {
            pool,
            sql,
            url: url.to_owned(),
            quiet,
            publishes,
        })
    }

    /// Where other instances may change what is kept: the address to listen at for that.
    pub fn shared(&self) -> Option<&str> {
        self.sql.shared.then_some(&self.url)
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        let ping = sqlx::query("SELECT 1").execute(&self.pool);
        soon(ping).await.map(drop)
    }

    /// The order with this id.
    ///
    /// # Errors
    /// Where the database does not answer; so everywhere below.
    pub async fn order(&self, id: &str) -> Result<Option<Record>, sqlx::Error> {
        let rows = self
            .rows("SELECT * FROM orders WHERE id = $1 AND version > 0", id)
            .await?;
        Ok(rows.into_iter().next())
    }

    /// Of the orders with this reference of the partner's (tries of one purchase) the one that counts.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn order_by_reference(&self, reference: &str) -> Result<Option<Record>, sqlx::Error> {
        let newest = "SELECT * FROM orders WHERE partner_order_id = $1 AND partner_order_id <> '' AND version > 0 \
                      ORDER BY created_ms DESC LIMIT 20";
        let rows = self.rows(newest, reference).await?;
        // The newest come first, and of equal ones the last would be taken.
        Ok(rows.into_iter().rev().max_by_key(Record::outcome))
    }

    /// A customer's orders that go on, the newest first, at most 20.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn active_orders(&self, customer: &str) -> Result<Vec<Record>, sqlx::Error> {
        let active = "SELECT * FROM orders WHERE partner_customer_id = $1 AND partner_customer_id <> '' AND finality = 0 \
                      AND version > 0 ORDER BY created_ms DESC LIMIT 20";
        self.rows(active, customer).await
    }

    /// Orders that the API is to be asked about; they are this instance's until `lease`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn due(&self, now: i64, lease: i64, most: i64) -> Result<Vec<Record>, sqlx::Error> {
        self.claim(self.sql.due, now, lease, most).await
    }

    /// Notes that a question about an order got no answer.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn postpone(&self, id: &str, until: i64, tries: i64) -> Result<(), sqlx::Error> {
        let postpone =
            "UPDATE orders SET ask_ms = $2, tries = $3 WHERE id = $1 AND ask_ms IS NOT NULL";
        let postpone = sqlx::query(postpone).bind(id).bind(until).bind(tries);
        soon(postpone.execute(&self.pool)).await.map(drop)
    }

    /// Orders that have changed and are to be published; they are this instance's until `lease`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn to_publish(
        &self,
        now: i64,
        lease: i64,
        most: i64,
    ) -> Result<Vec<Record>, sqlx::Error> {
        self.claim(self.sql.to_publish, now, lease, most).await
    }

    /// Notes that these orders have been published as they were at these versions.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn published(&self, records: &[Record]) -> Result<(), sqlx::Error> {
        let published =
            "UPDATE orders SET published = $2, publish_ms = 0 WHERE id = $1 AND published < $2";
        self.each(published, records).await
    }

    /// Gives back what could not be published: whoever can, may.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn not_published(&self, records: &[Record]) -> Result<(), sqlx::Error> {
        let free = "UPDATE orders SET publish_ms = 0 WHERE id = $1 AND published < $2";
        self.each(free, records).await
    }

    /// A statement for each order: `$1` its id, `$2` its version.
    async fn each(&self, sql: &'static str, records: &[Record]) -> Result<(), sqlx::Error> {
        // In the order of the ids, as `apply` locks them: otherwise each could wait for the other.
        let mut records: Vec<&Record> = records.iter().collect();
        records.sort_by(|one, other| one.id.cmp(&other.id));
        soon(async {
            let mut transaction = self.pool.begin().await?;
            for record in records {
                let one = sqlx::query(sql).bind(&record.id).bind(record.version);
                one.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        })
        .await
    }

    /// Forgets what was heard of last before this time; how many orders that were.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn prune(&self, before: i64) -> Result<u64, sqlx::Error> {
        let old = "DELETE FROM orders WHERE id IN (SELECT id FROM orders WHERE heard_ms < $1 ORDER BY heard_ms LIMIT $2) RETURNING id";
        let mut all = 0;
        loop {
            let some = soon(async {
                let mut transaction = self.pool.begin().await?;
                let rows = sqlx::query(old).bind(before).bind(FORGOTTEN);
                let rows = rows.fetch_all(&mut *transaction).await?;
                let ids: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
                sqlx::query(self.sql.forget)
                    .bind(json!(ids?).to_string())
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                Ok(rows.len() as u64)
            })
            .await?;
            all += some;
            if some == 0 {
                break;
            }
        }
        let users = sqlx::query("DELETE FROM users WHERE at_ms < $1").bind(before);
        soon(users.execute(&self.pool)).await?;
        Ok(all)
    }

    /// Ends its connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn rows(&self, sql: &'static str, key: &str) -> Result<Vec<Record>, sqlx::Error> {
        let rows = sqlx::query(sql).bind(key).fetch_all(&self.pool);
        let rows = soon(rows).await?;
        rows.iter().map(record).collect()
    }

    async fn claim(
        &self,
        sql: &'static str,
        now: i64,
        lease: i64,
        most: i64,
    ) -> Result<Vec<Record>, sqlx::Error> {
        let rows = sqlx::query(sql).bind(lease).bind(now).bind(most);
        let rows = soon(rows.fetch_all(&self.pool)).await?;
        rows.iter().map(record).collect()
    }
}

/// Makes the tables where they are not there. That may take its time, whatever else is limited.
async fn migrate(pool: &AnyPool, sql: &Sql) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    for setting in sql.patient {
        connection.execute(*setting).await?;
    }
    sqlx::migrate!().run(&mut *connection).await?;
    if !sql.patient.is_empty() {
        // Nobody else is to have it.
        connection.close().await?;
    }
    Ok(())
}

/// What the database answers in time.
async fn soon<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(PATIENCE, work)
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn record(row: &AnyRow) -> Result<Record, sqlx::Error> {
    Ok(Record {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        body: row.try_get("body")?,
        reached: row.try_get("reached")?,
        finality: row.try_get("finality")?,
        partner_order_id: row.try_get("partner_order_id")?,
        partner_customer_id: row.try_get("partner_customer_id")?,
        created_ms: row.try_get("created_ms")?,
        heard_ms: row.try_get("heard_ms")?,
        verified_ms: row.try_get("verified_ms")?,
        ask_ms: row.try_get("ask_ms")?,
        tries: row.try_get("tries")?,
    })
}

/// A file that is not there is made.
fn address(url: &str) -> String {
    if url.starts_with("sqlite:") && !url.contains('?') && !url.contains(":memory:") {
        format!("{url}?mode=rwc")
    } else {
        url.to_owned()
    }
}
