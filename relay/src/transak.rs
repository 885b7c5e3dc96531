//! Transak's partner API: an order, a customer's status. Questions are held back where there are too many.

use crate::clock::now;
use crate::config::Config;
use crate::store::Store;
use crate::tokens::TokenKeeper;
use crate::webhook::{Told, order_id, told_order};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 1_048_576;
/// Of how many questions one may be about an order that the relay does not know: whoever makes up ids does not take the place of the others.
const STRANGERS: u32 = 5;
/// The longest rest that `Retry-After` may ask for, in milliseconds.
const LONGEST_REST: i64 = 600_000;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Transak does not know it.
    Unknown,
    /// Too many questions: ours are held back, or Transak asks for a rest.
    Busy,
    /// The token is not taken.
    Denied,
    /// No answer in time, a fault of Transak's, or nothing that can be read.
    Unavailable,
}

impl Failure {
    /// A word for logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Busy => "busy",
            Self::Denied => "denied",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The API.
pub struct Transak {
    http: reqwest::Client,
    url: String,
    api_key: String,
    user_ip: Option<String>,
    tokens: Arc<TokenKeeper>,
    rate: DefaultDirectRateLimiter,
    strangers: DefaultDirectRateLimiter,
    rests_until: AtomicI64,
}

impl Transak {
    /// The API as configured. No question is asked yet.
    ///
    /// # Errors
    /// Where there is no client to be had.
    pub fn new(config: &Config, store: Store) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let rate = NonZeroU32::new(config.api_rate).unwrap_or(NonZeroU32::MIN);
        let strangers = NonZeroU32::new(config.api_rate / STRANGERS).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            url: config.api_url.clone(),
            api_key: config.api_key.clone(),
            user_ip: config.user_ip.map(|ip| ip.to_string()),
            tokens: TokenKeeper::new(config, http.clone(), store),
            http,
            rate: RateLimiter::direct(Quota::per_second(rate)),
            strangers: RateLimiter::direct(Quota::per_second(strangers)),
            rests_until: AtomicI64::new(0),
        })
    }

    /// Its access tokens.
    pub const fn tokens(&self) -> &Arc<TokenKeeper> {
        &self.tokens
    }

    /// Whether an order that the relay does not know may be asked about now.
    pub fn takes_strangers(&self) -> bool {
        self.strangers.check().is_ok()
    }

    /// An order.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn order(&self, id: &str) -> Result<Told, Failure> {
        let answer = self
            .get(&format!("/partners/api/v2/order/{id}"), &[])
            .await?;
        let told = told_order(&answer).ok_or(Failure::Unavailable)?;
        if order_id(id).as_deref() == Some(&told.id) {
            Ok(told)
        } else {
            Err(Failure::Unavailable)
        }
    }

    /// A customer's status and KYC status; empty where Transak does not say.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn user(&self, customer: &str) -> Result<(String, String), Failure> {
        let answer = self
            .get(
                "/partners/api/v2/get-user-data",
                &[("partnerCustomerId", customer)],
            )
            .await?;
        let data = answer.get("data").ok_or(Failure::Unavailable)?;
        let word = |name: &str| {
            let text = data.get(name).and_then(Value::as_str).unwrap_or_default();
            let fits = text.len() <= 40
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            if fits { text.to_owned() } else { String::new() }
        };
        Ok((word("status"), word("kycStatus")))
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Failure> {
        if now() < self.rests_until.load(Ordering::Relaxed) || self.rate.check().is_err() {
            return Err(Failure::Busy);
        }
        let token = self.tokens.present();
        if token.is_empty() {
            return Err(Failure::Denied);
        }
        match self.ask(path, query, &token).await {
            Err(Failure::Denied) if self.tokens.instead_of(&token).await => {
                self.ask(path, query, &self.tokens.present()).await
            }
            answer => answer,
        }
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)], token: &str) -> Result<Value, Failure> {
        let question = self
            .http
            .get(format!("{}{path}", self.url))
            .query(query)
            .header("access-token", token)
            .header("x-api-key", &self.api_key);
        let question = match &self.user_ip {
            Some(ip) => question.header("x-user-ip", ip),
            None => question,
        };
        let response = question.send().await.map_err(|_| Failure::Unavailable)?;
        match response.status() {
            StatusCode::OK => json(response).await.ok_or(Failure::Unavailable),
            // Transak's word for an order that it does not know.
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => Err(Failure::Unknown),
            StatusCode::UNAUTHORIZED => Err(Failure::Denied),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                let rest = rest(&response);
                self.rests_until.fetch_max(now() + rest, Ordering::Relaxed);
                Err(if rest == 0 {
                    Failure::Unavailable
                } else {
                    Failure::Busy
                })
            }
            _ => Err(Failure::Unavailable),
        }
    }
}

/// How long Transak asks us to rest, in milliseconds.
fn rest(response: &Response) -> i64 {
    let asked = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.trim().parse::<i64>().ok());
    match (asked, response.status()) {
        (Some(seconds), _) => seconds.saturating_mul(1_000).clamp(0, LONGEST_REST),
        (None, StatusCode::TOO_MANY_REQUESTS) => 30_000,
        (None, _) => 0,
    }
}

/// An answer that is not too large, as JSON.
pub(crate) async fn json(mut response: Response) -> Option<Value> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&bytes).ok()
}
