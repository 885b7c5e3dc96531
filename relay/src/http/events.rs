//! `GET /orders/{id}/events`: an order's news as Server-Sent Events, for the tracker's `events-url`.
//!
//! `event: order` with the bare order, first as it stands now; `event: ping` so that the other end knows that the line lives.

use super::App;
use super::answer::{error, later, unavailable};
use super::limit::Place;
use super::serve::Peer;
use crate::reconcile::on_demand;
use crate::relay::Relay;
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
/// How long a question that a new stream causes is worth waiting for.
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
    // First wait, then read: what changes in between is told twice, and not lost.
    let told = app.relay.watchers.watch(&id);
    let line = Line::new(&app, id, told, place);
    match app.relay.store.order(&line.id).await {
        Ok(Some(record)) => app.relay.watchers.tell(&record),
        // A tracker looks at an order that no webhook has told of: Transak is asked, and the stream tells.
        Ok(None) => {
            let (relay, id) = (Arc::clone(&app.relay), line.id.clone());
            tokio::spawn(async move { on_demand(&relay, &id, 0, PATIENCE).await });
        }
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
    id: String,
    /// Dropped before the order is left.
    told: Option<watch::Receiver<Told>>,
    stopping: watch::Receiver<bool>,
    version: i64,
    ping: Instant,
    _place: Place,
}

impl Line {
    fn new(app: &App, id: String, told: watch::Receiver<Told>, place: Place) -> Self {
        app.relay.metrics.streams.inc();
        Self {
            relay: Arc::clone(&app.relay),
            id,
            told: Some(told),
            stopping: app.stopping.clone(),
            version: 0,
            ping: Instant::now() + PING,
            _place: place,
        }
    }

    /// What is to be said next; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        let told = self.told.as_mut()?;
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => None,
            news = told.wait_for(|told| told.version > self.version) => {
                let news = news.ok()?;
                self.version = news.version;
                Some(Event::default().event("order").id(news.version.to_string()).data(&*news.body))
            }
            () = sleep_until(self.ping) => {
                self.ping = Instant::now() + PING;
                Some(Event::default().event("ping").data("{}"))
            }
        }
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
