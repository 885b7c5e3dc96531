//! Which links may be followed, and which addresses may be asked.
//!
//! Invariant: what comes from an order leads to a block explorer that is known by name, over `https:`, or nowhere; what the
//! page gives leads to a page, never to a script.

mod explorers;
mod parts;
mod status;
mod stream;

pub use explorers::EXPLORERS;
pub use status::StatusUrl;
pub use stream::{TRANSAK_STREAM, stream};

use parts::{Parts, is_clean, is_encoded};

/// The longest path of a link from an order, in characters.
const MAX_PATH: usize = 512;
/// The longest query or fragment of a link from an order.
const MAX_TAIL: usize = 256;
/// The longest id that fits into a URL's path segment (as long as a channel's name may be).
const MAX_ID: usize = 164;

/// The link to a transaction, rebuilt from its parts; `None` where it may not be followed.
///
/// `https:` only, without user, port or IP address; the host is one of [`EXPLORERS`] or of `extra_hosts`. A `hash` that is no
/// transaction hash (`DUMMY_TX_ID` on staging) gives no link; without one, the link itself must end in a hash.
pub fn explorer(link: &str, hash: Option<&str>, extra_hosts: &[String]) -> Option<String> {
    let parts = Parts::parse(link)?;
    if parts.scheme != "https" || parts.port.is_some() {
        return None;
    }
    let host = parts.host.to_ascii_lowercase();
    let extra = |known: &String| known.eq_ignore_ascii_case(&host) && is_host_name(known);
    if EXPLORERS.binary_search(&host.as_str()).is_err() && !extra_hosts.iter().any(extra) {
        return None;
    }
    let (rest, fragment) = parts
        .rest
        .split_once('#')
        .map_or((parts.rest, None), |(a, b)| (a, Some(b)));
    let (path, query) = rest
        .split_once('?')
        .map_or((rest, None), |(a, b)| (a, Some(b)));
    if !is_path(path) || !query.is_none_or(is_query) || !fragment.is_none_or(is_fragment) {
        return None;
    }
    // TRON's explorer keeps its path in the fragment.
    let named = fragment
        .filter(|fragment| fragment.starts_with('/'))
        .unwrap_or(path);
    let last = || {
        named
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default()
    };
    if !hash.map_or_else(|| is_hash(last()), is_hash) {
        return None;
    }
    let mut url = ["https://", &host, if path.is_empty() { "/" } else { path }].concat();
    for (mark, part) in [("?", query), ("#", fragment)] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            url.push_str(mark);
            url.push_str(part);
        }
    }
    Some(url)
}

/// Whether it fits into a URL's path as it is: 1 to 164 of `A–Z`, `a–z`, `0–9`, `_`, `-`.
pub fn is_plain_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Whether a text is a plain name of a host: labels of `a–z`, `0–9`, `-`, at least two, no IP address, no punycode.
pub fn is_host_name(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("xn--"))
    };
    // A last label that starts with a digit could be a part of an IP address, however it is spelled (`0x7f.1`).
    let top = |(_, top): (&str, &str)| {
        top.len() > 1 && top.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    host.len() <= 253 && host.split('.').all(label) && host.rsplit_once('.').is_some_and(top)
}

/// A link that the page gives (`resume-url`, `retry-url`, `support-url`): relative, `https:`, or `http:` to loopback.
pub fn page(url: &str) -> Option<String> {
    if url.is_empty() || !is_clean(url) {
        return None;
    }
    if is_relative(url) {
        return Some(url.to_owned());
    }
    let parts = Parts::parse(url)?;
    (parts.scheme == "https" || parts.scheme == "http" && parts.is_loopback())
        .then(|| parts.to_url())
}

/// Whether it is relative: no scheme, and not `//host`.
fn is_relative(url: &str) -> bool {
    let colon_first = url
        .find([':', '/', '?', '#'])
        .is_some_and(|at| url.as_bytes().get(at) == Some(&b':'));
    !colon_first && !url.starts_with("//")
}

/// Whether it can be the hash of a transaction, on whatever chain: 32 to 128 characters of hex, base58, base32 or base64.
fn is_hash(text: &str) -> bool {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'=');
    if !(32..=128).contains(&text.len()) || !text.bytes().all(fits) {
        return false;
    }
    // A real one is all but random: placeholders (words, `000…`) have no digit, or few different characters.
    let seen = text.bytes().fold(0_u128, |seen, b| seen | 1 << (b & 127));
    seen.count_ones() >= 8 && text.bytes().any(|b| b.is_ascii_digit())
}

fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~')
}

fn is_path(path: &str) -> bool {
    let dots = |segment: &str| {
        matches!(
            segment.replace("%2e", ".").replace("%2E", ".").as_str(),
            "." | ".."
        )
    };
    path.len() <= MAX_PATH
        && !path.contains("//")
        && is_encoded(path, |b| is_unreserved(b) || b == b'/')
        && !path.split('/').any(dots)
}

/// `?cluster=devnet`: no escapes, no slashes, so that it can't carry another address.
fn is_query(query: &str) -> bool {
    query.len() <= MAX_TAIL
        && query
            .bytes()
            .all(|b| is_unreserved(b) || matches!(b, b'=' | b'&'))
}

/// `#/transaction/…`, `#eventlog`.
fn is_fragment(fragment: &str) -> bool {
    fragment.len() <= MAX_TAIL
        && fragment
            .bytes()
            .all(|b| is_unreserved(b) || matches!(b, b'/' | b'=' | b'&' | b'?'))
}
