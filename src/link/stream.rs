//! The address of the stream: a server that speaks the Pusher protocol.

use super::cut::is_made_of;
use super::parts::Parts;

/// Transak's Pusher app, on production and staging alike (docs.transak.com/features/websockets).
pub const TRANSAK_STREAM: &str = "wss://ws-ap2.pusher.com:443/app/1d9ffac87de599c61283";

/// What the protocol asks a client to say of itself.
const QUERY: &str = concat!(
    "?protocol=7&client=transak-order-tracker&version=",
    env!("CARGO_PKG_VERSION")
);

/// The address of the socket for a `stream-url` (`wss://host[:port]/app/{key}`; `ws:` only to loopback).
///
/// # Errors
/// A sentence on what is wrong.
pub fn stream(url: &str) -> Result<String, &'static str> {
    let parts = Parts::parse(url);
    let good = parts.filter(|parts| has_host(parts) && has_path(parts) && is_allowed(parts));
    good.map_or_else(|| Err(problem(url)), |parts| Ok(parts.to_url(QUERY)))
}

fn has_host(parts: &Parts<'_>) -> bool {
    let plain = is_made_of(parts.host, "-.") && !parts.host.bytes().any(|b| b.is_ascii_uppercase());
    plain || parts.is_loopback()
}

fn has_path(parts: &Parts<'_>) -> bool {
    let key = |key: &str| key.len() <= 64 && super::is_plain_id(key);
    parts.rest.strip_prefix("/app/").is_some_and(key)
}

fn is_allowed(parts: &Parts<'_>) -> bool {
    parts.scheme == "wss" || parts.scheme == "ws" && parts.is_loopback()
}

/// What is wrong with it.
#[inline(never)]
fn problem(url: &str) -> &'static str {
    match Parts::parse(url) {
        None => "must be wss://host[:port]/app/{key} or none, without user name or password",
        Some(parts) if !has_host(&parts) => {
            "must name its host in lower case, of a-z, 0-9, - and ."
        }
        Some(parts) if !has_path(&parts) => {
            "must have the path /app/{key}, the key of A-Z, a-z, 0-9, _ and -, and neither query nor fragment"
        }
        Some(_) => "must be wss: (ws: only to loopback)",
    }
}
