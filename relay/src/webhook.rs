//! A webhook's body → what it tells. Only what Transak signed passes.
//!
//! Invariant: nothing is read of a token before its signature is verified, by HS256 and no other algorithm.

use crate::public;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::Value;
use transak_order_tracker::order::{Order, Time};

/// The largest body that is read, in bytes. A real one has about 7 000.
pub const MAX_BODY: usize = 262_144;
/// The longest reference of the partner's that is kept, in bytes.
const MAX_REFERENCE: usize = 200;

/// What a webhook tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Webhook {
    /// An order, at a time.
    Order(Box<Told>),
    /// A customer's KYC status.
    Kyc {
        /// The partner's id of the customer.
        customer: String,
        /// `SUBMITTED`, `APPROVED` or `REJECTED`.
        status: String,
        /// When it took this status, in milliseconds since 1970; 0 where the webhook does not say.
        at: i64,
    },
    /// Signed by Transak, and of no interest to a tracker.
    Other,
}

/// An order, with the partner's own references to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The order's id.
    pub id: String,
    /// The allow-listed fields.
    pub order: Order,
    /// When it was told, in milliseconds since 1970; 0 where nobody says.
    pub at: i64,
    /// The partner's id of the order, or nothing.
    pub partner_order_id: String,
    /// The partner's id of the customer, or nothing.
    pub partner_customer_id: String,
}

/// Why a webhook is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is no `{"data": "<JWT>"}`, or the token is none.
    Shape,
    /// Another algorithm than HS256.
    Algorithm,
    /// Signed by somebody else, or with a token that is not known any more.
    Signature,
    /// The token says itself that it is not valid now.
    Expired,
}

impl Refusal {
    /// A word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Algorithm => "algorithm",
            Self::Signature => "signature",
            Self::Expired => "expired",
        }
    }
}

#[derive(Deserialize)]
struct Body {
    data: String,
}

/// Reads a body; `secrets` are the access tokens that Transak may have signed with.
///
/// # Errors
/// Why it is refused.
pub fn read(body: &[u8], secrets: &[String]) -> Result<Webhook, Refusal> {
    let body: Body = serde_json::from_slice(body).map_err(|_| Refusal::Shape)?;
    let mut refusal = Refusal::Signature;
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        match verify(&body.data, secret) {
            Ok(claims) => return Ok(told(&claims)),
            Err(Refusal::Signature) => {}
            Err(other) => refusal = other,
        }
    }
    Err(refusal)
}

fn verify(token: &str, secret: &str) -> Result<Value, Refusal> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_aud = false;
    validation.validate_nbf = true;
    decode::<Value>(
        token,
        &DecodingKey::from_secret(secret.as_bytes()),
        &validation,
    )
    .map(|token| token.claims)
    .map_err(|error| refusal(error.kind()))
}

/// jsonwebtoken's kinds are many, and more to come; what is not named is no token.
#[allow(clippy::wildcard_enum_match_arm)]
fn refusal(kind: &ErrorKind) -> Refusal {
    match kind {
        ErrorKind::InvalidSignature => Refusal::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Refusal::Algorithm,
        ErrorKind::ExpiredSignature | ErrorKind::ImmatureSignature => Refusal::Expired,
        _ => Refusal::Shape,
    }
}

fn told(claims: &Value) -> Webhook {
    let event = text(claims, &["eventID"]);
    let data = claims.get("webhookData").unwrap_or(claims);
    let at = millis(claims, &["createdAt"]);
    if event.starts_with("KYC_") {
        let customer = reference(data, &["partnerCustomerId", "customerId"]);
        let mut status = text(data, &["status", "kycStatus"]);
        if status.is_empty() {
            event.trim_start_matches("KYC_").clone_into(&mut status);
        }
        let known = ["SUBMITTED", "APPROVED", "REJECTED"].contains(&status.as_str());
        if customer.is_empty() || !known {
            return Webhook::Other;
        }
        return Webhook::Kyc {
            customer,
            status,
            at,
        };
    }
    match told_order(claims) {
        Some(mut told) => {
            told.at = if at == 0 {
                millis(data, &["updatedAt", "completedAt", "createdAt"])
            } else {
                at
            };
            Webhook::Order(Box::new(told))
        }
        None => Webhook::Other,
    }
}

/// The order in what Transak sent, with the partner's references; `at` is left 0.
pub fn told_order(sent: &Value) -> Option<Told> {
    let order = public::read(sent)?;
    let id = order.id.as_deref().and_then(order_id)?;
    let mut fields = sent;
    for envelope in ["webhookData", "data"] {
        fields = fields.get(envelope).unwrap_or(fields);
    }
    Some(Told {
        id,
        order,
        at: 0,
        partner_order_id: reference(fields, &["partnerOrderId"]),
        partner_customer_id: reference(fields, &["partnerCustomerId"]),
    })
}

/// An order id as Transak makes them (a UUID), in small letters; `None` for anything else.
pub fn order_id(text: &str) -> Option<String> {
    let hyphens = [8, 13, 18, 23];
    let fits = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if hyphens.contains(&at) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        });
    fits.then(|| text.to_ascii_lowercase())
}

fn text(value: &Value, names: &[&str]) -> String {
    let found = names.iter().find_map(|name| value.get(name)?.as_str());
    found.unwrap_or_default().to_owned()
}

fn reference(value: &Value, names: &[&str]) -> String {
    let text = text(value, names);
    let fits = text.len() <= MAX_REFERENCE && !text.chars().any(char::is_control);
    if fits { text } else { String::new() }
}

fn millis(value: &Value, names: &[&str]) -> i64 {
    let time = names
        .iter()
        .find_map(|name| Time::parse(value.get(name)?.as_str()?));
    time.map_or(0, |time| time.0)
}
