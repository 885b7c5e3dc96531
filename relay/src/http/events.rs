//! `GET /orders/{id}/events`: an order's news as Server-Sent Events, for the tracker's `events-url`.
//!
//! `event: order` with the bare order, first as it stands now; `event: ping` so that the other end knows that the line lives.
//!
//! Invariant: a stream of an order that goes on lives as long as word of Transak's on it is fresh enough to count. Where the API does not answer and
//! the last word is old, it ends, and does not begin (503): the tracker then says itself that what it shows may be out of date.

use super::App;
use super::answer::{error, later, stale, unavailable};
use super::limit::Place;
use super::serve::Peer;
use crate::clock::now;
use crate::reconcile::{fresh, on_demand};
use crate::record::Record;
use crate::relay::Relay;
use crate::schedule::OLD;
use crate::watch::Told;
use crate::webhook::order_id;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How often the line is shown to live.
const PING: Duration = Duration::from_secs(15);
/// How long a question that a stream causes is worth waiting for.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn events(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(place) = app.limits.place(&headers, peer) else {
        return later(
            StatusCode::TOO_MANY_REQUESTS,
            30,
            "Too many streams are open; come again later.",
        );
    };
    let id = match id(&app.relay, &key).await {
        Ok(Some(id)) => id,
        Ok(None) => return error(StatusCode::NOT_FOUND, "Order not found"),
        Err(error) => return unavailable(&error),
    };
    let line = Line::new(&app, key, id, place);
    match line.begin().await {
        Ok(true) => {}
        Ok(false) => return stale(),
        Err(error) => return unavailable(&error),
    }
    let mut response = Sse::new(stream(line)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    // nginx would collect events before it passes them on.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

/// The order's id: also of one that is not known yet, if it can be one.
async fn id(relay: &Relay, key: &str) -> Result<Option<String>, sqlx::Error> {
    match relay.find(key).await? {
        Some(record) => Ok(Some(record.id)),
        None => Ok(order_id(key)),
    }
}

/// One open stream.
struct Line {
    relay: Arc<Relay>,
    /// What was asked for: the order's id, or the partner's reference.
    key: String,
    id: String,
    /// Dropped before the order is left.
    told: Option<watch::Receiver<Told>>,
    stopping: watch::Receiver<bool>,
    version: i64,
    ping: Instant,
    /// Transak was asked at the last ping, as its last word was old.
    asked: bool,
    _place: Place,
}

impl Line {
    fn new(app: &App, key: String, id: String, place: Place) -> Self {
        app.relay.metrics.streams.inc();
        let told = app.relay.watchers.watch(&id);
        Self {
            relay: Arc::clone(&app.relay),
            key,
            id,
            told: Some(told),
            stopping: app.stopping.clone(),
            version: 0,
            ping: Instant::now() + PING,
            asked: false,
            _place: place,
        }
    }

    /// Reads how the order stands. It is waited for already: what changes in between is told twice, and not lost. False: the last word is old.
    async fn begin(&self) -> Result<bool, sqlx::Error> {
        let Some(record) = self.relay.store.order(&self.id).await? else {
            // A tracker looks at an order that no webhook has told of: Transak is asked, and the stream tells.
            self.ask(None);
            return Ok(true);
        };
        let record = fresh(&self.relay, record).await?;
        if let Some(record) = &record {
            self.relay.watchers.tell(record);
        }
        Ok(record.is_some())
    }

    /// Has Transak asked, and waits for nothing.
    fn ask(&self, tries: Option<i64>) {
        let (relay, id) = (Arc::clone(&self.relay), self.id.clone());
        tokio::spawn(async move { on_demand(&relay, &id, tries, PATIENCE).await });
    }

    /// Before a ping: whether the line may go on.
    async fn look(&mut self) -> bool {
        // A reference may lead to another order by now, or to its first: only an order's own id is sure.
        let is_sure = self.version > 0 && self.key.eq_ignore_ascii_case(&self.id);
        if !is_sure && let Ok(Some(record)) = self.relay.find(&self.key).await {
            self.turn_to(record).await;
        }
        let Some(told) = &self.told else { return false };
        let (version, heard, is_live) = {
            let told = told.borrow();
            (told.version, told.heard_ms, told.is_live)
        };
        if version == 0 {
            self.ask(None);
        }
        if !is_live || now() - heard <= OLD {
            self.asked = false;
        } else if self.asked {
            // Another instance's answer is not told here where nothing changed.
            let record = self.relay.store.order(&self.id).await.ok().flatten();
            let Some(record) = record.filter(|record| now() - record.heard_ms <= OLD) else {
                return false;
            };
            self.relay.watchers.tell(&record);
            self.asked = false;
        } else {
            self.ask(Some(0));
            self.asked = true;
        }
        true
    }

    async fn turn_to(&mut self, mut record: Record) {
        if record.id != self.id {
            self.told = None;
            self.relay.watchers.leave(&self.id);
            self.id.clone_from(&record.id);
            self.version = 0;
            self.told = Some(self.relay.watchers.watch(&self.id));
            // It may have changed before it was waited for.
            if let Ok(Some(now)) = self.relay.store.order(&self.id).await {
                record = now;
            }
        }
        self.relay.watchers.tell(&record);
    }

    /// What is to be said next; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        let told = self.told.as_mut()?;
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            news = told.wait_for(|told| told.version > self.version) => {
                let news = news.ok()?;
                self.version = news.version;
                return Some(Event::default().event("order").id(news.version.to_string()).data(&*news.body));
            }
            () = sleep_until(self.ping) => {}
        }
        self.ping = Instant::now() + PING;
        self.look()
            .await
            .then(|| Event::default().event("ping").data("{}"))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.told = None;
        self.relay.watchers.leave(&self.id);
        self.relay.metrics.streams.dec();
    }
}

fn stream(line: Line) -> impl Stream<Item = Result<Event, Infallible>> {
    // Its first bytes at once: a browser takes a stream for open with them.
    let opened = stream::iter([Ok(Event::default().event("ping").data("{}"))]);
    opened.chain(stream::unfold(line, |mut line| async move {
        line.next().await.map(|event| (Ok(event), line))
    }))
}
