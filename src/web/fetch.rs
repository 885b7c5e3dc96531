//! Asks the status source, by `fetch` or by the page's `fetchOrder`, and reads at most 64 KiB of the answer.

use super::json::{BrowserJson, MAX_LENGTH, copy};
use super::{tabs, task};
use crate::feed::Answer;
use crate::feed::questions::Failure;
use crate::json::Json;
use crate::link::cut::number;
use crate::order::decode;
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, ReadableStreamDefaultReader, Response};

/// Who is asked.
#[derive(Debug)]
pub enum Whom {
    /// The partner's endpoint; an answer that another tab has asked for less than so many milliseconds ago will do.
    Url(String, u32),
    /// The page's `fetchOrder`; the order id is `null` for it while it is not known.
    Page(Function, Option<String>),
}

/// Takes the order, or what was wrong with the answer.
pub type Done = Box<dyn FnOnce(Result<Answer, Failure>)>;

/// Asks; of a list the order with the id that the page `named` is taken. A rejection of the page's with a number in `status` counts as that HTTP status.
pub fn ask(whom: Whom, named: Option<String>, abort: &AbortController, done: Done) {
    let options = Object::new();
    set(&options, "signal", &abort.signal());
    let is_ours = matches!(whom, Whom::Url(..));
    let answer = match whom {
        Whom::Url(url, age) => {
            strict(&options);
            tabs::ask(&url, &options, age).unwrap_or_else(|| alone(&url, &options))
        }
        Whom::Page(fetch_order, order_id) => {
            let order_id = order_id.map_or(JsValue::NULL, JsValue::from);
            match fetch_order.call2(&JsValue::UNDEFINED, &order_id, &options) {
                Ok(answer) => Promise::resolve(&answer),
                Err(error) => return done(Err(rejected(&error))),
            }
        }
    };
    let reading = Reading {
        is_ours,
        named,
        reader: None,
        bytes: Vec::new(),
    };
    reading.wait(&answer, done);
}

/// How the partner's endpoint is asked: past all caches, and it must answer itself.
fn strict(options: &Object) {
    let headers = Object::new();
    set(&headers, "accept", &"application/json".into());
    set(options, "headers", &headers);
    set(options, "cache", &"no-store".into());
    set(options, "redirect", &"manual".into());
    set(options, "referrerPolicy", &"no-referrer".into());
}

/// Where no loader asks for all tabs: a Leptos application.
#[cfg(not(feature = "element"))]
fn alone(url: &str, options: &Object) -> Promise {
    let request = web_sys::Request::new_with_str_and_init(url, options.unchecked_ref());
    wasm_bindgen_futures::future_to_promise(async move {
        let request = gloo_net::http::Request::from(request?);
        let response = request.send().await.map_err(|_| JsValue::NULL)?;
        Ok(web_sys::Response::from(response).into())
    })
}

#[cfg(feature = "element")]
fn alone(_: &str, _: &Object) -> Promise {
    Promise::reject(&JsValue::NULL)
}

/// Sets a field of an object of our own.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
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

/// What comes of what a promise gave.
enum Step {
    /// There is more to read: when this is kept.
    Wait(Promise),
    /// The whole body.
    Text(String),
    /// Not a response, but what the page or the loader made of one.
    Value(JsValue),
}

/// An answer that is being read, chunk by chunk.
struct Reading {
    /// It is what the loader made of it, and no object of the page's.
    is_ours: bool,
    named: Option<String>,
    reader: Option<ReadableStreamDefaultReader>,
    bytes: Vec<u8>,
}

impl Reading {
    /// Reads on when there is more.
    fn wait(mut self, promise: &Promise, done: Done) {
        let then = move |news| match self.take(news) {
            Ok(Step::Wait(next)) => self.wait(&next, done),
            Ok(Step::Text(text)) => done(self.order(BrowserJson.parse(&text))),
            Ok(Step::Value(value)) if self.is_ours => done(self.found(&value)),
            Ok(Step::Value(value)) => done(self.order(copy(&value, "fetchOrder's answer").ok())),
            Err(failure) => done(Err(failure)),
        };
        task::when(promise, Box::new(then));
    }

    fn order(&self, value: Option<JsValue>) -> Result<Answer, Failure> {
        value
            .and_then(|value| decode::find(&BrowserJson, &value, self.named.as_deref()))
            .map(Answer::from)
            .ok_or(Failure::NoOrder)
    }

    /// What the loader found: the order, and how long ago that was asked for, maybe by another tab.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a float saturates
    fn found(&self, value: &JsValue) -> Result<Answer, Failure> {
        let field = |name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
        let age = field("age").as_f64().unwrap_or_default() as u64;
        let answer = self.order(Some(field("order")));
        answer.map(|answer| Answer { age, ..answer })
    }

    fn take(&mut self, news: Result<JsValue, JsValue>) -> Result<Step, Failure> {
        let Some(reader) = &self.reader else {
            // `fetchOrder: id => fetch(…)` is what many write first.
            return match news.map_err(|error| rejected(&error))?.dyn_into() {
                Ok(response) => self.start(&response),
                Err(value) => Ok(Step::Value(value)),
            };
        };
        let chunk = news.map_err(|_| Failure::NoOrder)?;
        let field = |name: &str| Reflect::get(&chunk, &name.into()).unwrap_or_default();
        if field("done").is_truthy() {
            let bytes = std::mem::take(&mut self.bytes);
            return String::from_utf8(bytes)
                .map_or(Err(Failure::NoOrder), |text| Ok(Step::Text(text)));
        }
        let chunk: Uint8Array = field("value").dyn_into().map_err(|_| Failure::NoOrder)?;
        // Measured before it is copied.
        let most = MAX_LENGTH as usize - self.bytes.len();
        if chunk.length() as usize > most {
            let _ = reader.cancel();
            return Err(Failure::NoOrder);
        }
        self.bytes.append(&mut chunk.to_vec());
        Ok(Step::Wait(reader.read()))
    }

    fn start(&mut self, response: &Response) -> Result<Step, Failure> {
        let status = response.status();
        // By name: the glue would bring a list of all types.
        let kind = Reflect::get(response, &"type".into());
        let opaque = kind.is_ok_and(|kind| kind == "opaqueredirect");
        if opaque || response.redirected() || (300..400).contains(&status) {
            return Err(Failure::Redirected);
        }
        if status != 200 {
            let retry_after = response.headers().get("retry-after").ok().flatten();
            let retry_after = retry_after.and_then(|value| retry_after_ms(&value));
            return Err(Failure::Status(status, retry_after));
        }
        // The page may have read it already.
        let body = response.body().filter(|body| !body.locked());
        let body = body.ok_or(Failure::NoOrder)?;
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        let first = reader.read();
        self.reader = Some(reader);
        Ok(Step::Wait(first))
    }
}

/// `Retry-After` in milliseconds: seconds, or a date.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // not negative; a float saturates
fn retry_after_ms(value: &str) -> Option<u64> {
    if let Some(seconds) = number(value) {
        return Some(u64::from(seconds) * 1_000);
    }
    let left = js_sys::Date::parse(value) - js_sys::Date::now();
    left.is_finite().then_some(left.max(0.0) as u64)
}
