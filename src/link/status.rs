//! The address of the partner's status endpoint: a URL with places for the ids.
//!
//! Invariant: the ids are filled in percent-encoded, so they can't change host, path or query; the host holds no place for one.

use super::cut::cut;
use super::is_relative;
use super::parts::{Parts, is_clean};

/// A `status-url` that passed the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusUrl(String);

impl StatusUrl {
    /// Reads a `status-url`: same origin (relative or absolute), `https:` elsewhere, `http:` only to loopback.
    ///
    /// # Errors
    /// A sentence on what is wrong.
    pub fn read(template: &str, origin: &str) -> Result<Self, &'static str> {
        if fill(template, Some("0"), Some("0")).is_none_or(|url| cut(&url, b'}').1.is_some()) {
            return Err(
                "knows the places {orderId} and {partnerOrderId}, spelled like this, and no others",
            );
        }
        if template.is_empty() || !is_clean(template) {
            return Err(
                "must be a URL of at most 2048 characters without spaces, backslashes or control characters",
            );
        }
        if is_relative(template) {
            return Ok(Self(template.to_owned()));
        }
        // The template itself is read, not what it is filled to: a host with a place in it is no host.
        let parts = Parts::parse(template)
            .ok_or("must be a relative or an https: URL, without user name or password")?;
        let allowed = parts.scheme == "https"
            || parts.scheme == "http" && (parts.is_loopback() || parts.origin() == origin);
        if allowed {
            Ok(Self(parts.to_url("")))
        } else {
            Err("must be same-origin or https: (http: only to loopback)")
        }
    }

    /// Whether it has a place for the order id.
    pub fn needs_order_id(&self) -> bool {
        self.url(None, Some("0")).is_none()
    }

    /// Whether it has a place for the partner's order id.
    pub fn needs_partner_order_id(&self) -> bool {
        self.url(Some("0"), None).is_none()
    }

    /// The address to ask; `None` while an id that it needs is unknown.
    pub fn url(&self, order_id: Option<&str>, partner_order_id: Option<&str>) -> Option<String> {
        fill(&self.0, order_id, partner_order_id)
    }
}

/// Fills in the ids; `None` where there is a place for one that is not known, or for something else.
#[inline(never)]
fn fill(template: &str, order_id: Option<&str>, partner_order_id: Option<&str>) -> Option<String> {
    let mut url = String::new();
    let mut rest = template;
    loop {
        let (text, place) = cut(rest, b'{');
        url.push_str(text);
        let Some(place) = place else {
            return Some(url);
        };
        let (name, after) = cut(place, b'}');
        rest = after?;
        let id = match name {
            "orderId" => order_id?,
            "partnerOrderId" => partner_order_id?,
            _ => return None,
        };
        // `.` and `..` are no ids, but ways to another path, and encoding leaves them as they are.
        if id.bytes().all(|b| b == b'.') {
            return None;
        }
        encode(id, &mut url);
    }
}

/// Percent-encodes like JavaScript's `encodeURIComponent`.
fn encode(text: &str, url: &mut String) {
    let digit = |nibble: u8| {
        char::from(if nibble < 10 {
            b'0' + nibble
        } else {
            b'A' - 10 + nibble
        })
    };
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            url.push(digit(byte >> 4));
            url.push(digit(byte & 15));
        }
    }
}
