//! Asks the status source, by `fetch` or by the page's `fetchOrder`, and reads at most 64 KiB of the answer.

use super::json::{BrowserJson, MAX_LENGTH, copy};
use crate::feed::poll::Failure;
use crate::json::Json;
use crate::order::{Order, decode};
use gloo_net::http::{Request, Response};
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCache, RequestRedirect};

/// Asks at a URL.
///
/// # Errors
/// What was wrong with the answer.
pub async fn from_url(url: &str, abort: &AbortController) -> Result<Order, Failure> {
    let response = Request::get(url)
        .header("Accept", "application/json")
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Manual)
        .abort_signal(Some(&abort.signal()))
        .send()
        .await
        .map_err(|_| Failure::Unreachable)?;
    read(&response).await
}

/// Asks the page. `order_id` is `null` for it while it is not known.
///
/// # Errors
/// What was wrong with the answer. A rejection with a number in `status` counts as that HTTP status.
pub async fn from_page(
    fetch_order: &Function,
    order_id: Option<&str>,
    abort: &AbortController,
) -> Result<Order, Failure> {
    let options = Object::new();
    let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
    let order_id = order_id.map_or(JsValue::NULL, JsValue::from_str);
    let promised = fetch_order
        .call2(&JsValue::UNDEFINED, &order_id, &options)
        .map_err(|error| rejected(&error))?;
    let value = JsFuture::from(Promise::resolve(&promised))
        .await
        .map_err(|error| rejected(&error))?;
    // `fetchOrder: id => fetch(…)` is what many write first.
    let value = match value.dyn_into::<web_sys::Response>() {
        Ok(response) => return read(&Response::from(response)).await,
        Err(value) => value,
    };
    let value = copy(&value, "fetchOrder's answer").map_err(|_| Failure::NoOrder)?;
    decode::order(&BrowserJson, &value).ok_or(Failure::NoOrder)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked
fn rejected(error: &JsValue) -> Failure {
    let status = Reflect::get(error, &"status".into())
        .ok()
        .and_then(|status| status.as_f64());
    match status.filter(|status| (300.0..600.0).contains(status)) {
        Some(status) => Failure::Status(status as u16, None),
        None => Failure::Unreachable,
    }
}

async fn read(response: &Response) -> Result<Order, Failure> {
    let opaque = response.type_() == web_sys::ResponseType::Opaqueredirect;
    if opaque || response.redirected() || (300..400).contains(&response.status()) {
        return Err(Failure::Redirected);
    }
    if response.status() != 200 {
        let retry_after = response.headers().get("retry-after");
        return Err(Failure::Status(
            response.status(),
            retry_after.and_then(|value| retry_after_ms(&value)),
        ));
    }
    let text = body(response).await.ok_or(Failure::NoOrder)?;
    let value = BrowserJson.parse(&text).ok_or(Failure::NoOrder)?;
    decode::order(&BrowserJson, &value).ok_or(Failure::NoOrder)
}

/// The body as text; `None` if it is larger than 64 KiB, no UTF-8, or breaks off.
async fn body(response: &Response) -> Option<String> {
    let stream = response.body()?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().ok()?;
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&chunk, &"done".into()).ok()?.is_truthy() {
            return String::from_utf8(bytes).ok();
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let size = bytes
            .len()
            .checked_add(usize::try_from(chunk.length()).ok()?)?;
        if size > usize::try_from(MAX_LENGTH).ok()? {
            let _ = reader.cancel();
            return None;
        }
        bytes.extend(chunk.to_vec());
    }
}

/// `Retry-After` in milliseconds: seconds, or a date.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // not negative; a float saturates
fn retry_after_ms(value: &str) -> Option<u64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(u64::from(seconds) * 1_000);
    }
    let left = js_sys::Date::parse(value) - js_sys::Date::now();
    left.is_finite().then_some(left.max(0.0) as u64)
}
