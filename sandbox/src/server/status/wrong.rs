//! The status endpoint's wrong answers.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::Value;
use tokio::time::sleep;

use crate::scenario::Record;
use crate::server::error::ApiError;
use crate::server::faults::{Answer, OrdersFault};

/// What a status source may hold at most, for the tracker.
const LIMIT: usize = 64 * 1024;
const OTHER_ORDER: &str = "00000000-0000-4000-8000-000000000000";

/// An HTTP status instead of an answer.
pub(super) fn status(fault: &OrdersFault) -> Option<Response> {
    let status = StatusCode::from_u16(fault.status?).ok()?;
    let mut answer = match &fault.body {
        Some(body) => (status, body.clone()).into_response(),
        // These have no body, whatever one would say.
        None if matches!(status.as_u16(), 204 | 205 | 304) => status.into_response(),
        None => ApiError::new(status, "the sandbox was told to fail").into_response(),
    };
    let headers = answer.headers_mut();
    if let Some(seconds) = fault.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let location = fault.location.as_deref().map(HeaderValue::from_str);
    if let Some(Ok(location)) = location {
        headers.insert(LOCATION, location);
    }
    Some(answer)
}

/// An answer that is wrong in a known way; `tell` tells of a record as the endpoint would.
pub(super) fn answer(
    fault: &OrdersFault,
    record: &Record,
    tell: impl Fn(&Record) -> Value,
) -> Option<Response> {
    let right = || tell(record).to_string();
    let text = match fault.answer? {
        Answer::Html => {
            let page = "<!doctype html><title>Sign in</title><h1>Sign in</h1>";
            let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
            return Some((headers, page).into_response());
        }
        Answer::Broken => halves(&right()).0.to_owned(),
        Answer::Array => "[]".to_owned(),
        Answer::Null => "null".to_owned(),
        Answer::NoStatus => {
            let mut order = tell(record);
            forget_status(&mut order);
            order.to_string()
        }
        Answer::OtherOrder => {
            let mut other = record.clone().with_order_id(OTHER_ORDER);
            let at = other.last().at;
            other.happen("ORDER_COMPLETED", "COMPLETED", at);
            tell(&other).to_string()
        }
        Answer::Stale => tell(&record.clone().before(fault.back.unwrap_or(1))).to_string(),
        Answer::TooLarge => {
            let text = right();
            let padding = " ".repeat((LIMIT + 1).saturating_sub(text.len()));
            text + &padding
        }
        Answer::Endless => return Some(json(endless())),
        Answer::Slow => return Some(json(slow(right().into_bytes()))),
        Answer::Reset => return Some(json(reset(halves(&right()).0))),
        Answer::Bomb => {
            let headers = [
                (CONTENT_TYPE, "application/json"),
                (CONTENT_ENCODING, "gzip"),
            ];
            return Some((headers, bomb()).into_response());
        }
    };
    Some(json(text))
}

fn json(body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.into()).into_response()
}

fn halves(text: &str) -> (&str, &str) {
    let half = text.len() / 2;
    let at = (0..=half).rev().find(|at| text.is_char_boundary(*at));
    text.split_at(at.unwrap_or(0))
}

fn forget_status(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove("status");
        fields.values_mut().for_each(forget_status);
    }
}

fn endless() -> Body {
    Body::from_stream(stream::unfold((), async |()| {
        sleep(Duration::from_millis(10)).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024])), ()))
    }))
}

fn slow(bytes: Vec<u8>) -> Body {
    Body::from_stream(stream::unfold(bytes.into_iter(), async |mut rest| {
        sleep(Duration::from_millis(200)).await;
        let byte = rest.next()?;
        Some((Ok::<_, Infallible>(Bytes::from(vec![byte])), rest))
    }))
}

fn reset(half: &str) -> Body {
    let parts = [Some(Bytes::from(half.to_owned())), None];
    Body::from_stream(stream::unfold(parts.into_iter(), async |mut parts| {
        // Or both would be gone before the first has left.
        sleep(Duration::from_millis(50)).await;
        let part = parts.next()?;
        Some((part.ok_or_else(|| io::Error::other("told to break")), parts))
    }))
}

/// 64 MiB of spaces as gzip, without its end: nobody should read that far. One block with fixed codes: a space, and then
/// again and again "258 bytes from one byte back", which takes 13 bits.
fn bomb() -> Vec<u8> {
    let mut bits = vec![true, true, false]; // last block, fixed codes
    let code = |code: u16, length: u32| (0..length).rev().map(move |bit| code >> bit & 1 == 1);
    bits.extend(code(0x30 + u16::from(b' '), 8));
    for _ in 0..(64 << 20) / 258 {
        bits.extend(code(0b1100_0101, 8).chain(code(0, 5)));
    }
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    bytes.extend(bits.chunks(8).map(|bits| {
        let place = |(at, bit): (usize, &bool)| u8::from(*bit) << at;
        bits.iter().enumerate().map(place).sum::<u8>()
    }));
    bytes
}
