//! A partner's own endpoint that tells of an order: what the tracker's `status-url` points to.

mod wrong;

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::error::ApiError;
use super::{Shared, reply};
use crate::scenario::{Record, Spelling};

#[derive(Deserialize)]
pub(super) struct Parameters {
    pub(super) spelling: Option<String>,
}

/// `GET /orders/{order}`, by Transak's id or by the partner's. An unknown order is 400, not 404, as Transak has it.
pub(super) async fn order(
    State(sandbox): State<Shared>,
    Path(order): Path<String>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(parameters) =
        parameters.map_err(|rejection| ApiError::bad_request(rejection.body_text()))?;
    let asked = parameters.spelling.as_deref().map(spelling).transpose()?;
    let fault = sandbox.faults.question();
    // An answer is as old as its question, however long it takes.
    let delay = fault.as_ref().map_or(0, |fault| fault.delay_ms);
    let answer = match fault.as_ref().and_then(wrong::status) {
        Some(answer) => Some(answer),
        None => sandbox.orders.tell(&order, |record, usual| {
            let tell = |record: &Record| answer(record, asked.unwrap_or(usual));
            let wrong = fault.and_then(|fault| wrong::answer(&fault, record, tell));
            wrong.unwrap_or_else(|| reply::ok(&tell(record)))
        }),
    };
    sleep(Duration::from_millis(delay)).await;
    answer.ok_or_else(|| ApiError::bad_request("Order not found"))
}

pub(super) fn spelling(name: &str) -> Result<Spelling, ApiError> {
    Spelling::find(name).ok_or_else(|| {
        let known: Vec<_> = Spelling::all()
            .iter()
            .map(|spelling| spelling.name())
            .collect();
        ApiError::bad_request(format!(
            "unknown spelling {name:?}; there are: {}",
            known.join(", ")
        ))
    })
}

/// As a backend would pass it on: a webhook's order without its envelope.
fn answer(record: &Record, spelling: Spelling) -> Value {
    let order = record.spell(spelling);
    match spelling {
        Spelling::Webhook => json!({ "data": order.get("webhookData") }),
        Spelling::Stream | Spelling::Partner | Spelling::User => order,
    }
}
