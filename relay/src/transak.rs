//! Transak's partner API: an order, a customer's status, a token. One refresher for all instances, the last two tokens kept.

use crate::clock::now;
use crate::config::{Config, Credentials};
use crate::store::{Store, Tokens};
use crate::webhook::{Told, order_id, told_order};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::sync::RwLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 1_048_576;
/// How long before its end a token is replaced, in milliseconds: a day of its seven.
const EARLY: i64 = 86_400_000;
/// How long an instance may take to fetch a token, in milliseconds.
const LEASE: i64 = 30_000;
/// How long Transak's tokens last where it does not say, in milliseconds.
const WEEK: i64 = 604_800_000;
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
    /// Nothing where somebody else fetches the tokens.
    secret: Option<String>,
    store: Store,
    tokens: RwLock<Tokens>,
    reread: AtomicI64,
    rate: DefaultDirectRateLimiter,
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
        let (secret, tokens) = match &config.credentials {
            Credentials::Secret(secret) => (Some(secret.clone()), Tokens::default()),
            Credentials::Tokens(present, previous) => {
                let (present, previous) = (present.clone(), previous.clone());
                (
                    None,
                    Tokens {
                        present,
                        previous,
                        expires_ms: i64::MAX,
                    },
                )
            }
        };
        let rate = NonZeroU32::new(config.api_rate).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            http,
            url: config.api_url.clone(),
            api_key: config.api_key.clone(),
            secret,
            store,
            tokens: RwLock::new(tokens),
            reread: AtomicI64::new(0),
            rate: RateLimiter::direct(Quota::per_second(rate)),
            rests_until: AtomicI64::new(0),
        })
    }

    /// The tokens that Transak may sign with, the present one first.
    pub fn secrets(&self) -> Vec<String> {
        let tokens = self.tokens();
        vec![tokens.present, tokens.previous]
    }

    /// Reads the tokens anew: another instance may have fetched one. At most once a second; whether they are new.
    pub async fn reread_tokens(&self) -> bool {
        let (now, last) = (now(), self.reread.load(Ordering::Relaxed));
        let mine = now - last >= 1_000
            && self
                .reread
                .compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        self.secret.is_some() && mine && self.load_tokens().await
    }

    /// Sees to it that there is a token, and that it lasts for a while.
    pub async fn watch_tokens(&self) {
        if self.secret.is_none() {
            return;
        }
        self.load_tokens().await;
        if self.tokens().expires_ms - now() < EARLY {
            self.refresh().await;
        }
    }

    /// Whether there is a token at all.
    pub fn has_token(&self) -> bool {
        !self.tokens().present.is_empty()
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
        let token = self.tokens().present;
        if token.is_empty() {
            return Err(Failure::Denied);
        }
        match self.ask(path, query, &token).await {
            Err(Failure::Denied) if self.renewed(&token).await => {
                self.ask(path, query, &self.tokens().present).await
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
        let response = question.send().await.map_err(|_| Failure::Unavailable)?;
        match response.status() {
            StatusCode::OK => body(response).await.ok_or(Failure::Unavailable),
            // Transak's word for an order that it does not know.
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => Err(Failure::Unknown),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Failure::Denied),
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

    /// Whether there is another token than this one, which was not taken.
    async fn renewed(&self, refused: &str) -> bool {
        if self.secret.is_none() {
            return false;
        }
        self.load_tokens().await;
        self.tokens().present != refused || self.refresh().await
    }

    /// Fetches a token, if it is this instance's turn; whether there is a new one.
    async fn refresh(&self) -> bool {
        let Some(secret) = &self.secret else {
            return false;
        };
        let now = now();
        if !self
            .store
            .lease_tokens(now, now + LEASE)
            .await
            .unwrap_or(false)
        {
            return false;
        }
        let request = self
            .http
            .post(format!("{}/partners/api/v2/refresh-token", self.url))
            .header("api-secret", secret)
            .header("x-api-key", &self.api_key)
            .json(&json!({ "apiKey": self.api_key }));
        let answer = match request.send().await {
            Ok(response) if response.status().is_success() => body(response).await,
            Ok(_) | Err(_) => None,
        };
        let data = answer.as_ref().and_then(|answer| answer.get("data"));
        let Some(token) = data
            .and_then(|data| data.get("accessToken")?.as_str())
            .filter(|token| !token.is_empty())
        else {
            tracing::error!(
                "Transak gave no access token; the next try is in {} s",
                LEASE / 1_000
            );
            return false;
        };
        let expires = data.and_then(|data| data.get("expiresAt")?.as_i64());
        let expires = expires.map_or(now + WEEK, |seconds| seconds.saturating_mul(1_000));
        if let Err(error) = self.store.save_token(token, expires).await {
            // Transak has ended the token before this one: this instance at least has to know it.
            tracing::error!(%error, "the new access token could not be kept");
            let previous = self.tokens().present;
            self.set_tokens(Tokens {
                present: token.to_owned(),
                previous,
                expires_ms: expires,
            });
            return true;
        }
        self.load_tokens().await
    }

    async fn load_tokens(&self) -> bool {
        match self.store.tokens().await {
            Ok(tokens) => {
                let new = tokens != self.tokens();
                self.set_tokens(tokens);
                new
            }
            Err(error) => {
                tracing::warn!(%error, "the access tokens could not be read");
                false
            }
        }
    }

    fn tokens(&self) -> Tokens {
        self.tokens
            .read()
            .map(|tokens| tokens.clone())
            .unwrap_or_default()
    }

    fn set_tokens(&self, tokens: Tokens) {
        if let Ok(mut mine) = self.tokens.write() {
            *mine = tokens;
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

async fn body(mut response: Response) -> Option<Value> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&bytes).ok()
}
