//! Which client a request comes from: its address, behind as many proxies as are configured.

use axum::http::HeaderMap;
use std::net::IpAddr;

/// The address that the outermost trusted proxy saw; `peer` where there is no proxy, or it did not say.
pub(super) fn address(headers: &HeaderMap, peer: IpAddr, proxies: usize) -> IpAddr {
    let Some(back) = proxies.checked_sub(1) else {
        return peer;
    };
    let lists = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let seen: Vec<&str> = lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .collect();
    seen.iter()
        .rev()
        .nth(back)
        .and_then(|address| address.parse().ok())
        .unwrap_or(peer)
}

/// What a client's rate goes by: an IPv6 subscriber has 2⁶⁴ addresses.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        four @ IpAddr::V4(_) => four,
    }
}
