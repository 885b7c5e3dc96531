//! The page's query, as text by name.
//!
//! Invariant: escapes that are none stay as they are, and what is no UTF-8 is as good as absent.

use crate::link::cut::cut;

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

    /// The value of that name, else of the older one.
    pub(super) fn either(self, name: &str, old: &str) -> Option<String> {
        self.text(name).or_else(|| self.text(old))
    }

    /// The first value of that name, decoded, without quotes around it; `None` where it is absent or says nothing.
    #[inline(never)]
    pub(super) fn text(self, name: &str) -> Option<String> {
        let mut rest = Some(self.0);
        while let Some(pairs) = rest {
            let (pair, after) = cut(pairs, b'&');
            if let (key, Some(value)) = cut(pair, b'=')
                && key == name
            {
                let value = decode(value)?;
                let value = unquoted(&value);
                return (!value.is_empty() && !says_nothing(value)).then(|| value.to_owned());
            }
            rest = after;
        }
        None
    }
}

/// Whether it is what scripts write where they have no value.
pub(super) fn says_nothing(text: &str) -> bool {
    matches!(text, "undefined" | "null" | "NaN")
}

/// Transak's old redirects put quotes inside.
fn unquoted(value: &str) -> &str {
    let is_around =
        |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_whitespace() || b"\"'".contains(b));
    let mut value = value;
    while is_around(value.as_bytes().first()) {
        value = value.get(1..).unwrap_or_default();
    }
    while is_around(value.as_bytes().last()) {
        value = value.get(..value.len() - 1).unwrap_or_default();
    }
    value
}

/// Percent-decoding as in HTML forms: `+` is a space.
fn decode(value: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        decoded.push(match (byte, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    let digit = char::from(digit).to_digit(16)?;
    u8::try_from(digit).ok()
}
