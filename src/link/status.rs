//! The address of the partner's status endpoint: a URL with places for the ids.
//!
//! Invariant: the ids are filled in percent-encoded, so they can't change host, path or query; the host holds no place for one.

use super::is_relative;
use super::parts::{Parts, is_clean};

const ORDER: &str = "{orderId}";
const PARTNER: &str = "{partnerOrderId}";

/// A `status-url` that passed the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusUrl(String);

impl StatusUrl {
    /// Reads a `status-url`: same origin (relative or absolute), `https:` elsewhere, `http:` only to loopback.
    ///
    /// # Errors
    /// A sentence on what is wrong.
    pub fn read(template: &str, origin: &str) -> Result<Self, &'static str> {
        let filled = template.replace(ORDER, "0").replace(PARTNER, "0");
        if filled.contains(['{', '}']) {
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
        let allowed = match parts.scheme {
            "https" => true,
            "http" => parts.is_loopback() || parts.origin() == origin,
            _ => false,
        };
        if allowed {
            Ok(Self(parts.to_url()))
        } else {
            Err("must be same-origin or https: (http: only to loopback)")
        }
    }

    /// Whether it has a place for the order id.
    pub fn needs_order_id(&self) -> bool {
        self.0.contains(ORDER)
    }

    /// Whether it has a place for the partner's order id.
    pub fn needs_partner_order_id(&self) -> bool {
        self.0.contains(PARTNER)
    }

    /// The address to ask; `None` while an id that it needs is unknown.
    pub fn url(&self, order_id: Option<&str>, partner_order_id: Option<&str>) -> Option<String> {
        let mut url = self.0.clone();
        for (place, id) in [(ORDER, order_id), (PARTNER, partner_order_id)] {
            if url.contains(place) {
                // `.` and `..` are no ids, but ways to another path, and encoding leaves them as they are.
                let id = id.filter(|id| !id.bytes().all(|b| b == b'.'))?;
                url = url.replace(place, &encode(id));
            }
        }
        Some(url)
    }
}

/// Percent-encodes like JavaScript's `encodeURIComponent`.
fn encode(text: &str) -> String {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}
