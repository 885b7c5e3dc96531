//! The sandbox's control API, as its README describes it.

mod answer;

use crate::backend::{self, Faults};
use crate::choice::FollowBy;
use crate::desk::Run;
use answer::{Info, Plan, Steps};
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::JSON;
use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use transak_order_tracker::link::TRANSAK_STREAM;
use wasm_bindgen::JsValue;

/// How long the sandbox may take to say that it is there, in milliseconds.
const PATIENCE: u32 = 1_500;

fn url(port: u16, path: &str) -> String {
    format!("http://127.0.0.1:{port}{path}")
}

/// The sandbox has the key of Transak's own Pusher app, unless it was told another.
pub(crate) fn stream_url(port: u16) -> String {
    let key = TRANSAK_STREAM.rsplit('/').next().unwrap_or_default();
    format!("ws://127.0.0.1:{port}/app/{key}")
}

pub(crate) fn status_url(port: u16, by: FollowBy) -> String {
    match by {
        FollowBy::OrderId => url(port, "/orders/{orderId}"),
        FollowBy::Reference => url(port, "/orders/{partnerOrderId}"),
    }
}

/// The relay's: it answers as the sandbox does, and tells by events.
pub(crate) fn events_url(port: u16, by: FollowBy) -> String {
    format!("{}/events", status_url(port, by))
}

/// Whether a sandbox answers there, and soon.
pub(crate) async fn answers(port: u16) -> bool {
    let address = url(port, "/sandbox");
    let ask = async {
        let info = ask(Request::get(&address), None).await?;
        answer::read::<Info>(info)
    };
    matches!(before(ask, PATIENCE).await, Some(Ok(_)))
}

/// The order is the run's own: its id is known before it is placed, so that the tracker can be there first.
pub(crate) async fn place(port: u16, run: &Run) -> Result<(), String> {
    let body = format!(
        r#"{{"scenario":"{}","speed":{},"orderId":"{}","partnerOrderId":"{}"}}"#,
        run.scenario.name(),
        run.speed,
        run.identity.order_id,
        run.identity.partner_order_id
    );
    let address = url(port, "/sandbox/orders");
    ask(Request::post(&address), Some(body)).await.map(drop)
}

/// `false` when there is no further step; asked first, as a refusal would be an error in the console.
pub(crate) async fn step(port: u16, order_id: &str) -> Result<bool, String> {
    if steps(port, order_id).await?.steps_left == 0 {
        return Ok(false);
    }
    let address = url(port, &format!("/sandbox/orders/{order_id}/step"));
    ask(Request::post(&address), None).await.map(|_| true)
}

/// How many steps the order has taken: its placing, which the sandbox counts, is none.
pub(crate) async fn taken(port: u16, order_id: &str) -> Result<Option<usize>, String> {
    Ok(steps(port, order_id).await?.steps_done.checked_sub(1))
}

/// How far the order has come.
async fn steps(port: u16, order_id: &str) -> Result<Steps, String> {
    let address = url(port, &format!("/sandbox/orders/{order_id}"));
    answer::read(ask(Request::get(&address), None).await?)
}

pub(crate) async fn cut(port: u16) -> Result<(), String> {
    let address = url(port, "/sandbox/close");
    let body = r#"{"code":1006}"#.to_owned();
    ask(Request::post(&address), Some(body)).await.map(drop)
}

pub(crate) async fn faults(port: u16) -> Faults {
    let answer = ask(Request::get(&url(port, "/sandbox/faults")), None).await;
    let plan: Plan = answer.and_then(answer::read).unwrap_or_default();
    plan.faults(backend::relay().is_some())
}

pub(crate) async fn set_faults(port: u16, faults: Faults) -> Result<(), String> {
    let (group, name) = silence();
    let parts = [
        (faults.silent, format!(r#""{group}":{{"{name}":true}}"#)),
        (faults.failing, r#""orders":{"status":500}"#.to_owned()),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter_map(|(wrong, part)| wrong.then_some(part))
        .collect();
    let body = format!("{{{}}}", parts.join(","));
    let address = url(port, "/sandbox/faults");
    ask(Request::put(&address), Some(body)).await.map(drop)
}

/// What the sandbox calls it when its news does not arrive: on the stream, or at the relay.
fn silence() -> (&'static str, &'static str) {
    match backend::relay() {
        Some(_) => ("webhooks", "lost"),
        None => ("stream", "silent"),
    }
}

/// Asks, and reads the answer as JSON.
async fn ask(request: RequestBuilder, body: Option<String>) -> Result<JsValue, String> {
    let sent = match body {
        Some(body) => match request.body(body) {
            Ok(request) => request.send().await,
            Err(error) => Err(error),
        },
        None => request.send().await,
    };
    let response: Response = sent.map_err(|_| "The sandbox doesn't answer.".to_owned())?;
    let text = response.text().await.unwrap_or_default();
    if !response.ok() {
        return Err(format!("The sandbox answers {}: {text}", response.status()));
    }
    JSON::parse(&text).map_err(|_| "The sandbox's answer is no JSON.".to_owned())
}

/// What comes of `work`, unless it takes longer than this.
async fn before<T>(work: impl Future<Output = T>, millis: u32) -> Option<T> {
    let (mut work, mut end) = (pin!(work), pin!(TimeoutFuture::new(millis)));
    std::future::poll_fn(move |context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        end.as_mut().poll(context).map(|()| None)
    })
    .await
}
