//! Takes news in, many at a time: whoever brings some waits for the one transaction that has it.
//!
//! Invariant: an answer is given after the commit, and only then others are told.

use crate::store::{Applied, Change, Store};
use tokio::sync::{mpsc, oneshot};

/// How much news may wait for its transaction: what comes then is turned away.
const QUEUE: usize = 4_096;
/// How much news one transaction takes.
const BATCH: usize = 512;

/// Why news was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Too much waits already.
    Full,
    /// The database failed, and has none of it.
    Store,
}

type Waiting = (Change, oneshot::Sender<Option<Applied>>);

/// The way in.
#[derive(Clone, Debug)]
pub(crate) struct Intake(mpsc::Sender<Waiting>);

impl Intake {
    /// Begins; `tell` is called with what has been committed.
    pub(crate) fn start(store: Store, tell: impl Fn(&[Applied]) + Send + 'static) -> Self {
        let (sender, mut receiver) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut batch: Vec<Waiting> = Vec::with_capacity(BATCH);
            while receiver.recv_many(&mut batch, BATCH).await > 0 {
                let changes: Vec<Change> = batch.iter().map(|(change, _)| change.clone()).collect();
                match apply(&store, &changes).await {
                    Ok(applied) => {
                        tell(&applied);
                        for ((_, waits), applied) in batch.drain(..).zip(applied) {
                            let _ = waits.send(Some(applied));
                        }
                    }
                    Err(error) => {
                        tracing::error!(%error, changes = changes.len(), "news could not be stored");
                        batch.clear();
                    }
                }
            }
        });
        Self(sender)
    }

    /// Takes a piece of news.
    ///
    /// # Errors
    /// Where it was not stored; it may be brought again.
    pub(crate) async fn take(&self, change: Change) -> Result<Applied, Trouble> {
        let (sender, receiver) = oneshot::channel();
        self.0
            .try_send((change, sender))
            .map_err(|_| Trouble::Full)?;
        receiver.await.ok().flatten().ok_or(Trouble::Store)
    }
}

/// Once more where the database refuses: it ends one of two transactions that wait for each other.
async fn apply(store: &Store, changes: &[Change]) -> Result<Vec<Applied>, sqlx::Error> {
    match store.apply(changes).await {
        Err(error) if error.as_database_error().is_some() => {
            tracing::warn!(%error, "the database refused news; once more");
            store.apply(changes).await
        }
        taken => taken,
    }
}
