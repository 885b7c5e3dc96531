//! Which links may be followed, and which addresses may be asked.
//!
//! Invariant: what comes from an order leads to a block explorer that is known by name, over `https:`, or nowhere; what the
//! page gives leads to a page, never to a script.

pub(crate) mod cut;
mod explorers;
mod parts;
mod status;
mod stream;

pub use explorers::{EXPLORERS, Explorers};
pub use status::StatusUrl;
pub use stream::{TRANSAK_STREAM, stream};

use cut::{cut, holds, is_made_of};
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
    if !is_explorer(&host, extra_hosts) {
        return None;
    }
    let (rest, fragment) = cut(parts.rest, b'#');
    let (path, query) = cut(rest, b'?');
    let (query, fragment) = (query.unwrap_or_default(), fragment.unwrap_or_default());
    // `?cluster=devnet`: no escapes, no slashes, so that it can't carry another address; `#/transaction/…`, `#eventlog`.
    if !is_path(path) || !is_tail(query, "-._~=&") || !is_tail(fragment, "-._~/=&?") {
        return None;
    }
    // TRON's explorer keeps its path in the fragment.
    let named = if fragment.starts_with('/') {
        fragment
    } else {
        path
    };
    if !is_hash(hash.unwrap_or_else(|| last_segment(named))) {
        return None;
    }
    let mark = |mark, part: &str| if part.is_empty() { "" } else { mark };
    Some(
        [
            "https://",
            &host,
            if path.is_empty() { "/" } else { path },
            mark("?", query),
            query,
            mark("#", fragment),
            fragment,
        ]
        .concat(),
    )
}

/// Whether a host in lower case is a block explorer's.
fn is_explorer(host: &str, extra_hosts: &[String]) -> bool {
    let mut rest = EXPLORERS;
    while let (known, Some(after)) = cut(rest, b'\n') {
        if known == host {
            return true;
        }
        rest = after;
    }
    extra_hosts
        .iter()
        .any(|known| known.eq_ignore_ascii_case(host) && is_host_name(known))
}

/// Whether it fits into a URL's path as it is: 1 to 164 of `A–Z`, `a–z`, `0–9`, `_`, `-`.
pub fn is_plain_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && is_made_of(id, "_-")
}

/// Whether a text is a plain name of a host: labels of `a–z`, `0–9`, `-`, at least two, no IP address, no punycode.
pub fn is_host_name(host: &str) -> bool {
    let mut rest = host;
    loop {
        let (label, after) = cut(rest, b'.');
        if !is_label(label) {
            return false;
        }
        let Some(after) = after else {
            // A last label that starts with a digit could be a part of an IP address, however it is spelled (`0x7f.1`).
            let top = matches!(label.as_bytes(), [first, _, ..] if first.is_ascii_alphabetic());
            return top && label.len() < host.len() && host.len() <= 253;
        };
        rest = after;
    }
}

fn is_label(label: &str) -> bool {
    let punycode = label
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    (1..=63).contains(&label.len())
        && is_made_of(label, "-")
        && !matches!(label.as_bytes(), [b'-', ..] | [.., b'-'])
        && !punycode
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
        .then(|| parts.to_url(""))
}

/// Whether it is relative: no scheme, and not `//host`.
fn is_relative(url: &str) -> bool {
    let (scheme, after) = cut(url, b':');
    let is_scheme = after.is_some() && !scheme.bytes().any(|b| matches!(b, b'/' | b'?' | b'#'));
    !is_scheme && !url.starts_with("//")
}

/// Whether it can be the hash of a transaction, on whatever chain: 32 to 128 characters of hex, base58, base32 or base64; or Hedera's id of one.
fn is_hash(text: &str) -> bool {
    if is_hedera_id(text) {
        return true;
    }
    let text = text.strip_prefix("0x").unwrap_or(text);
    if !(32..=128).contains(&text.len()) || !is_made_of(text, "-_+/=") {
        return false;
    }
    // A real one is all but random: placeholders (words, `000…`) have no digit, or few different characters.
    let (mut digits, mut different) = (0, 0);
    let mut rest = text.as_bytes();
    while let Some((b, after)) = rest.split_first() {
        digits += u8::from(b.is_ascii_digit());
        different += u8::from(!after.contains(b));
        rest = after;
    }
    digits > 0 && different >= 8
}

/// Hedera names a transaction by account, second and nanosecond: `0.0.8432157-1763632801-420517903`, or `0.0.8432157@1763632801.420517903`.
pub(crate) fn is_hedera_id(text: &str) -> bool {
    let marks: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_digit()).collect();
    (24..=64).contains(&text.len()) && matches!(marks.as_slice(), b"..--" | b"..@.")
}

/// What is after the last slash, not counting slashes at the end.
fn last_segment(path: &str) -> &str {
    let mut last = "";
    let mut rest = Some(path);
    while let Some(text) = rest {
        let (segment, after) = cut(text, b'/');
        if !segment.is_empty() {
            last = segment;
        }
        rest = after;
    }
    last
}

fn is_path(path: &str) -> bool {
    if path.len() > MAX_PATH || holds(path, "//") || !is_encoded(path) {
        return false;
    }
    let mut rest = Some(path);
    while let Some(text) = rest {
        let (segment, after) = cut(text, b'/');
        if is_dots(segment) {
            return false;
        }
        rest = after;
    }
    true
}

/// Whether a segment leads elsewhere: one dot or two, also percent-encoded.
fn is_dots(segment: &str) -> bool {
    let mut dots = 0;
    let mut rest = segment.as_bytes();
    loop {
        rest = match rest {
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            [] => return dots == 1 || dots == 2,
            _ => return false,
        };
        dots += 1;
    }
}

/// A query or fragment of letters, digits and `others`.
fn is_tail(text: &str, others: &str) -> bool {
    text.len() <= MAX_TAIL && is_made_of(text, others)
}
