//! An absolute URL in its parts.
//!
//! Invariant: what a browser would read differently (backslashes, missing slashes, tabs, user names) is no URL here.

use super::cut::{count, cut, holds, is_made_of, number};

/// The longest URL that is read at all, in bytes.
const MAX_URL: usize = 2_048;
const SCHEMES: [&str; 4] = ["https", "http", "wss", "ws"];

/// `scheme://host[:port]rest`; there is never a user name.
pub(super) struct Parts<'a> {
    /// In lower case, one of `https`, `http`, `wss`, `ws`.
    pub(super) scheme: &'static str,
    /// A name, an IPv4 address, or an IPv6 address in brackets; as it was written.
    pub(super) host: &'a str,
    /// 1 to 65535, as it was written.
    pub(super) port: Option<&'a str>,
    /// Path, query and fragment: empty, or begins with `/`, `?` or `#`.
    pub(super) rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Reads an absolute URL; `None` where it is none, or of another scheme.
    #[inline(never)]
    pub(super) fn parse(url: &'a str) -> Option<Self> {
        if !is_clean(url) {
            return None;
        }
        let (scheme, after) = cut(url, b':');
        let scheme = SCHEMES
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(scheme))?;
        let after = after?.strip_prefix("//")?;
        let authority = cut(cut(cut(after, b'/').0, b'?').0, b'#').0;
        let rest = after.get(authority.len()..)?;
        // The colons of an IPv6 address are in brackets.
        let host = if authority.starts_with('[') {
            cut(authority, b']').0.len() + 1
        } else {
            cut(authority, b':').0.len()
        };
        let (host, port) = authority.split_at_checked(host)?;
        let port = match port.strip_prefix(':') {
            None if !port.is_empty() => return None,
            Some(port) if !is_port(port) => return None,
            port => port,
        };
        is_host(host).then_some(Self {
            scheme,
            host,
            port,
            rest,
        })
    }

    /// `scheme://host[:port]`, as `location.origin` spells it.
    pub(super) fn origin(&self) -> String {
        let usual = if self.scheme == "https" { "443" } else { "80" };
        self.put_together(self.port.filter(|port| *port != usual), "")
            .to_ascii_lowercase()
    }

    /// The URL, put together again.
    pub(super) fn to_url(&self, end: &str) -> String {
        let mut url = self.put_together(self.port, self.rest);
        url.push_str(end);
        url
    }

    fn put_together(&self, port: Option<&str>, rest: &str) -> String {
        let colon = if port.is_some() { ":" } else { "" };
        let port = port.unwrap_or_default();
        [self.scheme, "://", self.host, colon, port, rest].concat()
    }

    /// Whether it leads to this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub(super) fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host == "[::1]"
            || is_loopback_v4(self.host)
    }
}

/// Whether a URL has no character that browsers drop or turn round: no control characters, spaces or backslashes.
#[inline(never)]
pub(super) fn is_clean(url: &str) -> bool {
    url.len() <= MAX_URL && url.bytes().all(|b| b > b' ' && b != b'\\' && b != 0x7f)
}

/// Letters beyond ASCII are left to the browser: only the page may name such a host.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| {
            !address.is_empty()
                && address
                    .bytes()
                    .all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
        });
    }
    let fits =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_') || !b.is_ascii();
    !host.is_empty() && host.bytes().all(fits) && !host.starts_with('.') && !holds(host, "..")
}

fn is_port(port: &str) -> bool {
    number(port).is_some_and(|port| (1..=65_535).contains(&port))
}

/// Four numbers up to 255, the first 127. A zero in front would make one octal.
fn is_loopback_v4(host: &str) -> bool {
    let mut rest = Some(host);
    while let Some(text) = rest {
        let (part, after) = cut(text, b'.');
        let octal = matches!(part.as_bytes(), [b'0', _, ..]);
        if octal || number(part).is_none_or(|number| number > 255) {
            return false;
        }
        rest = after;
    }
    host.starts_with("127.") && count(host, b'.') == 3
}

/// Whether a text holds only unreserved characters, slashes, and percent-encoded bytes.
pub(super) fn is_encoded(text: &str) -> bool {
    let mut rest = cut(text, b'%').1;
    while let Some(escaped) = rest {
        if !matches!(escaped.as_bytes(), [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
        {
            return false;
        }
        rest = cut(escaped, b'%').1;
    }
    is_made_of(text, "-._~/%")
}
