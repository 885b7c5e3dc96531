//! `GET /users/{partnerCustomerId}/signals`: `user` and `activeOrders` for the tracker's properties, for the customer's own session only.

use super::App;
use super::answer::{error, fresh, unavailable};
use crate::clock::now;
use crate::store::User;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

/// How long Transak's word on a customer is good, in milliseconds.
const FRESH: i64 = 600_000;
/// How long after a question that got no answer the next one is asked, in milliseconds.
const AGAIN: i64 = 60_000;

pub(super) async fn signals(
    State(app): State<App>,
    Path(customer): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = &app.relay.session else {
        return error(
            StatusCode::NOT_FOUND,
            "Signals are not set up (RELAY_SESSION_SECRET).",
        );
    };
    match session.customer(&headers).await {
        None => return error(StatusCode::UNAUTHORIZED, "There is no valid session."),
        Some(owner) if owner != customer => {
            return error(StatusCode::FORBIDDEN, "The session is another customer's.");
        }
        Some(_) => {}
    }
    let orders = match app.relay.store.active_orders(&customer).await {
        Ok(orders) => orders,
        Err(error) => return unavailable(&error),
    };
    let orders: Vec<Value> = orders
        .iter()
        .filter_map(|record| serde_json::from_str(&record.body).ok())
        .collect();
    match user(&app, &customer).await {
        Ok(user) => fresh(json!({ "user": user.map(written), "activeOrders": orders })),
        Err(error) => unavailable(&error),
    }
}

/// What is known, from webhooks and from Transak's API.
async fn user(app: &App, customer: &str) -> Result<Option<User>, sqlx::Error> {
    let store = &app.relay.store;
    let known = store.user(customer).await?;
    let now = now();
    if known
        .as_ref()
        .is_some_and(|user| now - user.asked_ms < FRESH)
    {
        return Ok(known.filter(says));
    }
    let said = match app.relay.transak.user(customer).await {
        Ok((status, kyc_status)) => User {
            status,
            kyc_status,
            at_ms: now,
            asked_ms: now,
        },
        Err(_) => User {
            asked_ms: now - FRESH + AGAIN,
            ..User::default()
        },
    };
    store.save_user(customer, &said).await?;
    Ok(store.user(customer).await?.filter(says))
}

/// Whether anything is known of them.
fn says(user: &User) -> bool {
    !user.status.is_empty() || !user.kyc_status.is_empty()
}

fn written(user: User) -> Value {
    let mut fields = Map::new();
    for (name, value) in [("status", user.status), ("kycStatus", user.kyc_status)] {
        if !value.is_empty() {
            fields.insert(name.to_owned(), Value::from(value));
        }
    }
    Value::Object(fields)
}
