//! An absolute URL in its parts.
//!
//! Invariant: what a browser would read differently (backslashes, missing slashes, tabs, user names) is no URL here.

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
    pub(super) fn parse(url: &'a str) -> Option<Self> {
        if !is_clean(url) {
            return None;
        }
        let (scheme, after) = url.split_once("://")?;
        let scheme = SCHEMES
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(scheme))?;
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at_checked(end)?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            Some(_) | None => (authority, None),
        };
        (is_host(host) && port.is_none_or(is_port)).then_some(Self {
            scheme,
            host,
            port,
            rest,
        })
    }

    /// `scheme://host[:port]`, as `location.origin` spells it.
    pub(super) fn origin(&self) -> String {
        let usual = if self.scheme == "https" { "443" } else { "80" };
        self.site(self.port.filter(|port| *port != usual))
            .to_ascii_lowercase()
    }

    /// The URL, put together again.
    pub(super) fn to_url(&self) -> String {
        let mut url = self.site(self.port);
        url.push_str(self.rest);
        url
    }

    fn site(&self, port: Option<&str>) -> String {
        let colon = if port.is_some() { ":" } else { "" };
        [
            self.scheme,
            "://",
            self.host,
            colon,
            port.unwrap_or_default(),
        ]
        .concat()
    }

    /// Whether it leads to this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub(super) fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host == "[::1]"
            || is_loopback_v4(self.host)
    }
}

/// Whether a URL has no character that browsers drop or turn round: no control characters, spaces or backslashes.
pub(super) fn is_clean(url: &str) -> bool {
    url.len() <= MAX_URL && url.bytes().all(|b| b > b' ' && b != b'\\' && b != 0x7f)
}

/// Whether a text holds only bytes that are `allowed`, and percent-encoded ones.
pub(super) fn is_encoded(text: &str, allowed: fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut hex = || bytes.next().is_some_and(|b| b.is_ascii_hexdigit());
        let fits = if byte == b'%' {
            hex() && hex()
        } else {
            allowed(byte)
        };
        if !fits {
            return false;
        }
    }
    true
}

/// Letters beyond ASCII are left to the browser: only the page may name such a host.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let v6 = |address: &str| {
            !address.is_empty()
                && address
                    .bytes()
                    .all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
        };
        return address.strip_suffix(']').is_some_and(v6);
    }
    let fits =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_') || !b.is_ascii();
    !host.is_empty() && host.bytes().all(fits) && !host.starts_with('.') && !host.contains("..")
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_loopback_v4(host: &str) -> bool {
    let byte = |part: &str| {
        let octal = part.len() > 1 && part.starts_with('0');
        !octal && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    host.starts_with("127.") && host.split('.').count() == 4 && host.split('.').all(byte)
}
