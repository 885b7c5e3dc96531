//! Who asks for a customer's signals: the partner's own session decides, by a check that can be replaced.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use std::future::Future;
use std::pin::Pin;

/// A check of the partner's session.
pub trait SessionCheck: Send + Sync {
    /// The id (the partner's) of the customer whose session the request belongs to; `None` where there is no valid session.
    fn customer<'a>(
        &'a self,
        headers: &'a HeaderMap,
    ) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>>;
}

/// The embedded check: `Authorization: Bearer TOKEN`, a JWT that the partner's backend signed by HS256, with the customer's id as `sub` and
/// an `exp`.
pub struct SignedToken {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

impl SignedToken {
    /// Checks by this secret.
    pub fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "sub"]);
        validation.validate_aud = false;
        validation.validate_nbf = true;
        validation.leeway = 5;
        Self {
            key: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }
}

impl SessionCheck for SignedToken {
    fn customer<'a>(
        &'a self,
        headers: &'a HeaderMap,
    ) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'a>> {
        Box::pin(async move {
            let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
            let (scheme, token) = value.split_once(' ')?;
            if !scheme.eq_ignore_ascii_case("bearer") {
                return None;
            }
            let claims = decode::<Claims>(token.trim(), &self.key, &self.validation)
                .ok()?
                .claims;
            Some(claims.sub).filter(|customer| !customer.is_empty())
        })
    }
}
