//! Commands about orders: place one, move it on, and lie about it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::scenario::{Identity, Scenario, event_for};
use crate::server::error::ApiError;
use crate::server::play::{self, Entry};
use crate::server::pusher::{DATA_LIMIT, check_channel};
use crate::server::request::Body;
use crate::server::{Shared, now_ms, reply, status};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Place {
    scenario: String,
    order_id: Option<String>,
    partner_order_id: Option<String>,
    api_key: Option<String>,
    speed: Option<f64>,
    spelling: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetStatus {
    status: String,
    event: Option<String>,
    #[serde(default = "yes")]
    publish: bool,
    #[serde(default = "yes")]
    record: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    event: String,
    data: Value,
}

fn yes() -> bool {
    true
}

/// `POST /sandbox/orders`
pub(super) async fn place(
    State(sandbox): State<Shared>,
    Body(wish): Body<Place>,
) -> Result<Response, ApiError> {
    let scenario =
        Scenario::find(&wish.scenario).ok_or_else(|| unknown_scenario(&wish.scenario))?;
    let speed = wish.speed.unwrap_or(sandbox.options.speed);
    if !(0.0..=1_000_000.0).contains(&speed) {
        return Err(ApiError::bad_request(
            "speed must be from 0 (step by hand) to 1000000",
        ));
    }
    let spelling = wish.spelling.as_deref().unwrap_or("partner");
    let spelling = status::spelling(spelling)?;
    let identity = identity(&wish)?;
    let id = identity.order_id.clone();
    if !play::place(&sandbox, scenario, identity, speed, spelling) {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            format!("there is an order {id} already"),
        ));
    }
    tell(&sandbox, &id, StatusCode::CREATED)
}

/// `GET /sandbox/orders/{id}`
pub(super) async fn show(
    State(sandbox): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    tell(&sandbox, &id, StatusCode::OK)
}

/// `DELETE /sandbox/orders/{id}`
pub(super) async fn remove(
    State(sandbox): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    if sandbox.orders.remove(&id) {
        Ok(reply::ok(&json!({ "orderId": id })))
    } else {
        Err(unknown_order(&id))
    }
}

/// `POST /sandbox/orders/{id}/step`: the next step, now; what follows it keeps its pace.
pub(super) async fn step(
    State(sandbox): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let step = sandbox.orders.with(&id, |entry| entry.step(&sandbox));
    if step.ok_or_else(|| unknown_order(&id))?.is_none() {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "the scenario has no further step",
        ));
    }
    play::plan(&sandbox, &id);
    tell(&sandbox, &id, StatusCode::OK)
}

/// `POST /sandbox/orders/{id}/status`: any status, by hand. Once it is recorded, the scenario does not go on
/// by itself any more; a lie on the stream (`record: false`) leaves it alone.
pub(super) async fn status(
    State(sandbox): State<Shared>,
    Path(id): Path<String>,
    Body(wish): Body<SetStatus>,
) -> Result<Response, ApiError> {
    let event = wish
        .event
        .unwrap_or_else(|| event_for(&wish.status).to_owned());
    if !is_name(&wish.status) || !is_name(&event) {
        return Err(ApiError::bad_request(
            "status and event must have 1 to 200 characters",
        ));
    }
    if !wish.publish && !wish.record {
        return Err(ApiError::bad_request(
            "publish and record are both false: nothing would happen",
        ));
    }
    let change = |entry: &mut Entry| {
        let mut record = entry.record.clone();
        record.happen(event, wish.status, now_ms());
        if wish.publish {
            play::publish(&sandbox, &record);
        }
        if wish.record {
            entry.stop();
            entry.record = record;
        }
    };
    sandbox
        .orders
        .with(&id, change)
        .ok_or_else(|| unknown_order(&id))?;
    tell(&sandbox, &id, StatusCode::OK)
}

/// `POST /sandbox/orders/{id}/publish`: anything, on the order's channels. A string goes out as it is.
pub(super) async fn publish(
    State(sandbox): State<Shared>,
    Path(id): Path<String>,
    Body(Raw { event, data }): Body<Raw>,
) -> Result<Response, ApiError> {
    if !is_name(&event) {
        return Err(ApiError::bad_request("event must have 1 to 200 characters"));
    }
    let data = data
        .as_str()
        .map_or_else(|| data.to_string(), str::to_owned);
    if data.len() > DATA_LIMIT {
        return Err(ApiError::too_large(
            "an event's data may have at most 10240 bytes",
        ));
    }
    let channels = sandbox
        .orders
        .with(&id, |entry| entry.record.identity().channels());
    for channel in channels.ok_or_else(|| unknown_order(&id))? {
        sandbox.hub.publish(&channel, &event, &data, None);
    }
    tell(&sandbox, &id, StatusCode::OK)
}

fn identity(wish: &Place) -> Result<Identity, ApiError> {
    let order_id = match &wish.order_id {
        None => Uuid::new_v4().to_string(),
        Some(id) if id.len() == 36 && Uuid::try_parse(id).is_ok() => id.clone(),
        Some(id) => {
            return Err(ApiError::bad_request(format!(
                "orderId {id:?} is not a UUID"
            )));
        }
    };
    let mut identity = Identity::new(&order_id);
    for (wish, place) in [
        (&wish.partner_order_id, &mut identity.partner_order_id),
        (&wish.api_key, &mut identity.api_key),
    ] {
        place.clone_from(wish.as_ref().unwrap_or(&place.clone()));
    }
    if identity.partner_order_id.is_empty() || identity.api_key.is_empty() {
        return Err(ApiError::bad_request(
            "partnerOrderId and apiKey may not be empty",
        ));
    }
    for channel in identity.channels() {
        check_channel(&channel)
            .map_err(|why| ApiError::bad_request(format!("{channel:?}: {why}")))?;
    }
    Ok(identity)
}

fn tell(sandbox: &Shared, id: &str, code: StatusCode) -> Result<Response, ApiError> {
    let body = sandbox
        .orders
        .with(id, |entry| describe(sandbox, entry))
        .ok_or_else(|| unknown_order(id))?;
    Ok(reply::json(code, &body))
}

fn describe(sandbox: &Shared, entry: &Entry) -> Value {
    let identity = entry.record.identity();
    let address = sandbox.address;
    json!({
        "orderId": identity.order_id,
        "partnerOrderId": identity.partner_order_id,
        "apiKey": identity.api_key,
        "channels": identity.channels(),
        "scenario": entry.record.scenario().name(),
        "status": entry.record.status(),
        "stepsDone": entry.next,
        "stepsLeft": entry.steps.len().saturating_sub(entry.next),
        "speed": entry.speed,
        "spelling": entry.spelling.name(),
        "streamUrl": format!("ws://{address}/app/{}", sandbox.options.app_key),
        "statusUrl": format!("http://{address}/orders/{}", identity.order_id),
    })
}

fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.chars().count())
}

fn unknown_scenario(name: &str) -> ApiError {
    let known: Vec<_> = Scenario::all()
        .iter()
        .map(|scenario| scenario.name())
        .collect();
    ApiError::bad_request(format!(
        "unknown scenario {name:?}; there are: {}",
        known.join(", ")
    ))
}

fn unknown_order(id: &str) -> ApiError {
    ApiError::not_found(format!("no order {id:?} was placed"))
}
