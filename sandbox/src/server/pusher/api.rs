//! Pusher's HTTP API for servers: events in, and which channels are listened to.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::{Method, Uri};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::signature::{self, Signed};
use super::{DATA_LIMIT, check_channel};
use crate::server::error::ApiError;
use crate::server::{Shared, reply, request};

const CHANNELS: usize = 100;
const BATCH: usize = 10;
const NAME: usize = 200;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

#[derive(Deserialize)]
struct Event {
    name: String,
    data: String,
    channel: Option<String>,
    #[serde(default)]
    channels: Vec<String>,
    socket_id: Option<String>,
}

#[derive(Deserialize)]
struct Batch {
    batch: Vec<Event>,
}

/// `POST /apps/{app_id}/events`
pub(crate) async fn trigger(
    State(sandbox): State<Shared>,
    Path(app_id): Path<String>,
    uri: Uri,
    pairs: Pairs,
    request: Request,
) -> Result<Response, ApiError> {
    let body = request::raw(request, &()).await?;
    authenticate(&sandbox, &app_id, &Method::POST, uri.path(), pairs, &body)?;
    let event: Event = request::parse(&body)?;
    event.check()?;
    event.publish(&sandbox);
    Ok(reply::ok(&json!({})))
}

/// `POST /apps/{app_id}/batch_events`
pub(crate) async fn trigger_batch(
    State(sandbox): State<Shared>,
    Path(app_id): Path<String>,
    uri: Uri,
    pairs: Pairs,
    request: Request,
) -> Result<Response, ApiError> {
    let body = request::raw(request, &()).await?;
    authenticate(&sandbox, &app_id, &Method::POST, uri.path(), pairs, &body)?;
    let Batch { batch } = request::parse(&body)?;
    if batch.len() > BATCH {
        return Err(ApiError::bad_request("a batch may hold at most 10 events"));
    }
    batch.iter().try_for_each(Event::check)?;
    for event in &batch {
        event.publish(&sandbox);
    }
    Ok(reply::ok(&json!({})))
}

/// `GET /apps/{app_id}/channels`
pub(crate) async fn channels(
    State(sandbox): State<Shared>,
    Path(app_id): Path<String>,
    uri: Uri,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let pairs = authenticate(&sandbox, &app_id, &Method::GET, uri.path(), pairs, b"")?;
    let prefix = value(&pairs, "filter_by_prefix").unwrap_or_default();
    let is_counting = counts(&pairs)?;
    let channels: Map<String, Value> = sandbox
        .hub
        .channels()
        .into_iter()
        .filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, count)| {
            (
                name,
                if is_counting {
                    json!({ "subscription_count": count })
                } else {
                    json!({})
                },
            )
        })
        .collect();
    Ok(reply::ok(&json!({ "channels": channels })))
}

/// `GET /apps/{app_id}/channels/{name}`
pub(crate) async fn channel(
    State(sandbox): State<Shared>,
    Path((app_id, name)): Path<(String, String)>,
    uri: Uri,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let pairs = authenticate(&sandbox, &app_id, &Method::GET, uri.path(), pairs, b"")?;
    check_channel(&name).map_err(ApiError::bad_request)?;
    let count = sandbox
        .hub
        .channels()
        .get(&name)
        .copied()
        .unwrap_or_default();
    let mut answer = json!({ "occupied": count > 0 });
    if let (true, Value::Object(fields)) = (counts(&pairs)?, &mut answer) {
        fields.insert("subscription_count".to_owned(), count.into());
    }
    Ok(reply::ok(&answer))
}

fn authenticate(
    sandbox: &Shared,
    app_id: &str,
    method: &Method,
    path: &str,
    pairs: Pairs,
    body: &[u8],
) -> Result<Vec<(String, String)>, ApiError> {
    if app_id != sandbox.options.app_id {
        return Err(ApiError::not_found(format!(
            "no application has the id {app_id:?}"
        )));
    }
    let Query(query) = pairs.map_err(|rejection| ApiError::bad_request(rejection.body_text()))?;
    signature::check(
        &Signed {
            method: method.as_str(),
            path,
            query: &query,
            body,
        },
        &sandbox.options,
    )?;
    Ok(query)
}

/// Whether `info` asks for the number of subscriptions, the only thing that it may ask of public channels.
fn counts(pairs: &[(String, String)]) -> Result<bool, ApiError> {
    let asked: Vec<_> = value(pairs, "info")
        .unwrap_or_default()
        .split(',')
        .filter(|name| !name.is_empty())
        .collect();
    match asked.iter().find(|name| **name != "subscription_count") {
        Some(name) => Err(ApiError::bad_request(format!(
            "info: public channels have no {name:?}"
        ))),
        None => Ok(!asked.is_empty()),
    }
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

impl Event {
    fn names(&self) -> impl Iterator<Item = &String> {
        self.channel.iter().chain(&self.channels)
    }

    fn check(&self) -> Result<(), ApiError> {
        if self.name.is_empty() || self.name.chars().count() > NAME {
            return Err(ApiError::bad_request(
                "an event's name must have 1 to 200 characters",
            ));
        }
        if self.data.len() > DATA_LIMIT {
            return Err(ApiError::too_large(
                "an event's data may have at most 10240 bytes",
            ));
        }
        if !(1..=CHANNELS).contains(&self.names().count()) {
            return Err(ApiError::bad_request("an event needs 1 to 100 channels"));
        }
        self.names()
            .try_for_each(|name| check_channel(name))
            .map_err(ApiError::bad_request)
    }

    fn publish(&self, sandbox: &Shared) {
        for name in self.names() {
            sandbox
                .hub
                .publish(name, &self.name, &self.data, self.socket_id.as_deref());
        }
    }
}
