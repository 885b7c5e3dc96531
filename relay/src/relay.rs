//! Holds all together: what the requests share, and what goes on beside them.

use crate::config::Config;
use crate::intake::Intake;
use crate::metrics::Metrics;
use crate::pusher::Pusher;
use crate::reconcile::Reconciler;
use crate::record::{Record, Voice};
use crate::session::{SessionCheck, SignedToken};
use crate::store::{Applied, Change, Store};
use crate::transak::Transak;
use crate::watch::Watchers;
use crate::webhook::Told;
use crate::{clock, publish, reconcile};
use sqlx::postgres::PgListener;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

/// The longest id or reference that is looked for, in bytes.
const MAX_KEY: usize = 200;
/// How long the database may be silent before it is asked whether it is there, where others' changes are listened for.
const SILENCE: Duration = Duration::from_secs(20);
/// How long it may take to answer that.
const PATIENCE: Duration = Duration::from_secs(5);

/// The relay.
pub struct Relay {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) transak: Transak,
    pub(crate) pusher: Option<Pusher>,
    pub(crate) watchers: Arc<Watchers>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) session: Option<Arc<dyn SessionCheck>>,
    pub(crate) reconciler: Reconciler,
    /// There is something to publish.
    pub(crate) publish: Arc<Notify>,
    /// It is about to stop: nobody should send it anything new.
    leaving: AtomicBool,
    intake: Intake,
}

impl Relay {
    /// Opens the database and gets ready. With `session`, another check than that of the signed token.
    ///
    /// # Errors
    /// Where the database can't be opened.
    pub async fn open(
        config: Config,
        session: Option<Arc<dyn SessionCheck>>,
    ) -> Result<Arc<Self>, Box<dyn Error + Send + Sync>> {
        let store = Store::open(&config.database, config.quiet, config.pusher.is_some()).await?;
        let transak = Transak::new(&config, store.clone())?;
        let pusher = config
            .pusher
            .clone()
            .map(|pusher| Pusher::new(pusher, config.api_key.clone()))
            .transpose()?;
        let embedded = || {
            config
                .session_secret
                .as_deref()
                .map(|secret| Arc::new(SignedToken::new(secret)) as Arc<dyn SessionCheck>)
        };
        let session = session.or_else(embedded);
        let (watchers, metrics, publish) = (
            Arc::new(Watchers::default()),
            Arc::new(Metrics::default()),
            Arc::new(Notify::new()),
        );
        let tell = {
            let (watchers, metrics, publish) = (
                Arc::clone(&watchers),
                Arc::clone(&metrics),
                Arc::clone(&publish),
            );
            move |applied: &[Applied]| {
                for applied in applied {
                    watchers.tell(&applied.record);
                }
                let changed = applied.iter().filter(|applied| applied.changed).count();
                metrics.changes.inc_by(changed as u64);
                publish.notify_one();
            }
        };
        let intake = Intake::start(store.clone(), tell);
        Ok(Arc::new(Self {
            config,
            store,
            transak,
            pusher,
            watchers,
            metrics,
            session,
            reconciler: Reconciler::default(),
            publish,
            leaving: AtomicBool::new(false),
            intake,
        }))
    }

    /// Starts what goes on beside the requests.
    pub async fn start(self: &Arc<Self>) -> JoinSet<()> {
        self.transak.tokens().watch().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(self).keep_tokens());
        tasks.spawn(reconcile::run(Arc::clone(self)));
        tasks.spawn(Arc::clone(self).keep_house());
        if self.pusher.is_some() {
            tasks.spawn(publish::run(Arc::clone(self)));
        }
        if let Some(url) = self.store.shared() {
            tasks.spawn(Arc::clone(self).listen(url.to_owned()));
        }
        tasks
    }

    /// Takes news in; what it made of the order. `asked`: when the API was asked for it, of a webhook when it came.
    pub(crate) async fn take(
        &self,
        told: Told,
        voice: Voice,
        asked: i64,
    ) -> Result<Applied, crate::intake::Trouble> {
        self.intake
            .take(Change {
                told,
                voice,
                asked,
                now: clock::now(),
            })
            .await
    }

    /// The order by its id, or by the partner's reference.
    pub(crate) async fn find(&self, key: &str) -> Result<Option<Record>, sqlx::Error> {
        if key.is_empty() || key.len() > MAX_KEY || key.chars().any(char::is_control) {
            return Ok(None);
        }
        match crate::webhook::order_id(key) {
            Some(id) => match self.store.order(&id).await? {
                Some(record) => Ok(Some(record)),
                // A reference may be a UUID, too.
                None => self.store.order_by_reference(key).await,
            },
            None => self.store.order_by_reference(key).await,
        }
    }

    /// Says from now on that it is not ready: a balancer sends what comes to others.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    /// Whether it is about to stop.
    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// Ends the connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    async fn keep_tokens(self: Arc<Self>) {
        let mut every = interval(Duration::from_secs(60));
        loop {
            every.tick().await;
            self.transak.tokens().watch().await;
        }
    }

    async fn keep_house(self: Arc<Self>) {
        let mut every = interval(Duration::from_secs(3_600));
        let retention = i64::try_from(self.config.retention.as_millis()).unwrap_or(i64::MAX);
        loop {
            every.tick().await;
            match self
                .store
                .prune(clock::now().saturating_sub(retention))
                .await
            {
                Ok(pruned) => drop(self.metrics.pruned.inc_by(pruned)),
                Err(error) => tracing::warn!(%error, "old orders could not be deleted"),
            }
            self.reconciler.tidy();
        }
    }

    /// Hears what other instances have changed, and tells those who wait here.
    async fn listen(self: Arc<Self>, url: String) {
        loop {
            if let Err(error) = self.hear(&url).await {
                tracing::warn!(%error, "the notifications of the database are not heard");
            }
            sleep(Duration::from_secs(1)).await;
        }
    }

    async fn hear(&self, url: &str) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect(url).await?;
        // By itself it would come back without a word, and what was told meanwhile would be missed.
        listener.eager_reconnect(false);
        listener.listen("relay_orders").await?;
        // What was missed before, or while the connection was lost, is read for all who wait.
        self.tell_all(&self.watchers.all()).await?;
        loop {
            let Ok(heard) = timeout(SILENCE, listener.try_recv()).await else {
                // Nothing to tell, or a line that is dead and does not say so.
                let alive = timeout(PATIENCE, sqlx::query("SELECT 1").execute(&mut listener));
                alive.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                continue;
            };
            let Some(notification) = heard? else {
                return Ok(());
            };
            let ids: Vec<&str> = notification.payload().split(',').collect();
            self.tell_all(&self.watchers.watched(&ids)).await?;
        }
    }

    async fn tell_all(&self, ids: &[String]) -> Result<(), sqlx::Error> {
        for id in ids {
            if let Some(record) = self.store.order(id).await? {
                self.watchers.tell(&record);
            }
        }
        Ok(())
    }
}
