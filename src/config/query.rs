//! The page's query, as text by name.
//!
//! Invariant: escapes that are none stay as they are, and what is no UTF-8 is as good as absent.

/// The longest query that is read, in bytes.
const MAX_QUERY: usize = 8_192;

/// A query (`?a=1&b=2`).
#[derive(Clone, Copy)]
pub(super) struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    /// Reads a query, with or without its `?`; `None` where it is longer than 8 KiB.
    pub(super) fn read(query: &'a str) -> Option<Self> {
        (query.len() <= MAX_QUERY).then(|| Self(query.strip_prefix('?').unwrap_or(query)))
    }

    /// The first value of that name, decoded, without quotes around it; `None` where it is absent or says nothing.
    pub(super) fn text(self, name: &str) -> Option<String> {
        let (_, value) = self
            .0
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)?;
        let value = decode(value)?;
        // Transak's old redirects put quotes inside, and `undefined` where they knew nothing.
        let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
        (!matches!(value, "" | "undefined" | "null" | "NaN")).then(|| value.to_owned())
    }
}

/// Percent-decoding as in HTML forms: `+` is a space.
fn decode(value: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = || match after {
            [high, low, after @ ..] => Some((hex(*high)? << 4 | hex(*low)?, after)),
            _ => None,
        };
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => match escaped() {
                Some((byte, after)) => {
                    decoded.push(byte);
                    rest = after;
                }
                None => decoded.push(byte),
            },
            _ => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
