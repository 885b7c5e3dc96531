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
    let parts = Parts::parse(url)
        .ok_or("must be wss://host[:port]/app/{key} or none, without user name or password")?;
    let loopback = parts.is_loopback();
    let plain = is_made_of(parts.host, "-.") && !parts.host.bytes().any(|b| b.is_ascii_uppercase());
    if !plain && !loopback {
        return Err("must name its host in lower case, of a-z, 0-9, - and .");
    }
    let key = |key: &str| key.len() <= 64 && super::is_plain_id(key);
    if !parts.rest.strip_prefix("/app/").is_some_and(key) {
        return Err(
            "must have the path /app/{key}, the key of A-Z, a-z, 0-9, _ and -, and neither query nor fragment",
        );
    }
    if parts.scheme == "wss" || parts.scheme == "ws" && loopback {
        Ok(parts.to_url(QUERY))
    } else {
        Err("must be wss: (ws: only to loopback)")
    }
}
