//! Transak's partner API: an order, a customer's status, a token. One refresher for all instances, the last two tokens kept.

use crate::clock::now;
use crate::config::{Config, Credentials};
use crate::lock::lock;
use crate::store::{Store, Tokens};
use crate::webhook::{Told, order_id, told_order};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 1_048_576;
/// How long before its end a token is replaced, in milliseconds: a day of its seven.
const EARLY: i64 = 86_400_000;
/// How long an instance may take to fetch a token, in milliseconds.
const LEASE: i64 = 30_000;
/// How long a token that replaced one that was not taken is kept, in milliseconds: if it is not taken either, another one would not be, and each
/// one ends the one before, with which webhooks under way are signed.
const REST: i64 = 600_000;
/// How long lies between two looks at what other instances have fetched.
const REREAD: Duration = Duration::from_millis(100);
/// Of how many questions one may be about an order that the relay does not know: whoever makes up ids does not take the place of the others.
const STRANGERS: u32 = 5;
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
    user_ip: Option<String>,
    store: Store,
    tokens: Arc<RwLock<Tokens>>,
    /// A token that Transak gave and that could not be kept yet, the one that it replaces, and its end.
    unsaved: Arc<Mutex<Option<(String, String, i64)>>>,
    /// When it was last looked what others have fetched. Held while it is looked, and while a token is fetched here.
    reread: tokio::sync::Mutex<Option<Instant>>,
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
        let strangers = NonZeroU32::new(config.api_rate / STRANGERS).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            http,
            url: config.api_url.clone(),
            api_key: config.api_key.clone(),
            secret,
            user_ip: config.user_ip.map(|ip| ip.to_string()),
            store,
            tokens: Arc::new(RwLock::new(tokens)),
            unsaved: Arc::default(),
            reread: tokio::sync::Mutex::default(),
            rate: RateLimiter::direct(Quota::per_second(rate)),
            strangers: RateLimiter::direct(Quota::per_second(strangers)),
            rests_until: AtomicI64::new(0),
        })
    }

    /// The tokens that Transak may sign with, the present one first.
    pub fn secrets(&self) -> Vec<String> {
        let tokens = self.tokens();
        vec![tokens.present, tokens.previous]
    }

    /// Whether there are others than these by now: another instance may have fetched one. Looked at seldom, however many ask; they wait for it.
    pub async fn reread_tokens(&self, known: &[String]) -> bool {
        if self.secret.is_none() {
            return false;
        }
        let came = Instant::now();
        let mut last = self.reread.lock().await;
        // Who waited for another's look has what it brought.
        if last.is_none_or(|last| last < came) && self.secrets() == known {
            if let Some(last) = *last {
                tokio::time::sleep_until((last + REREAD).into()).await;
            }
            *last = Some(Instant::now());
            self.load_tokens().await;
        }
        self.secrets() != known
    }

    /// Sees to it that there is a token, and that it lasts for a while.
    pub async fn watch_tokens(&self) {
        if self.secret.is_none() {
            return;
        }
        self.load_tokens().await;
        let tokens = self.tokens();
        if tokens.expires_ms - now() < EARLY {
            self.refresh(&tokens.present, 0).await;
        }
    }

    /// Whether there is a token at all.
    pub fn has_token(&self) -> bool {
        !self.tokens().present.is_empty()
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
        let question = match &self.user_ip {
            Some(ip) => question.header("x-user-ip", ip),
            None => question,
        };
        let response = question.send().await.map_err(|_| Failure::Unavailable)?;
        match response.status() {
            StatusCode::OK => body(response).await.ok_or(Failure::Unavailable),
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

    /// Whether there is another token than this one, which was not taken.
    async fn renewed(&self, refused: &str) -> bool {
        if self.secret.is_none() {
            return false;
        }
        self.load_tokens().await;
        self.tokens().present != refused || self.refresh(refused, REST).await
    }

    /// Fetches a token in the place of the one that is `known`, if it is this instance's turn, and keeps it at least for `rest` milliseconds; whether
    /// there is another one by now.
    async fn refresh(&self, known: &str, rest: i64) -> bool {
        let Some(secret) = &self.secret else {
            return false;
        };
        // Webhooks that are signed with the new one wait until it is known.
        let _looked = self.reread.lock().await;
        if self.tokens().present != known {
            return true;
        }
        let began = now();
        let lease = self.store.lease_tokens(known, began, began + LEASE).await;
        if !lease.unwrap_or(false) {
            return false;
        }
        let request = self
            .http
            .post(format!("{}/partners/api/v2/refresh-token", self.url))
            .header("api-secret", secret)
            .header("x-api-key", &self.api_key)
            .json(&json!({ "apiKey": self.api_key }));
        let (store, unsaved) = (self.store.clone(), Arc::clone(&self.unsaved));
        let (tokens, replaces) = (Arc::clone(&self.tokens), known.to_owned());
        // A task of its own: a token that Transak has given ends the one before, and is kept also where whoever needed it has gone.
        let fetching = tokio::spawn(async move {
            let (token, expires) = fetch(request).await?;
            let until = now() + rest;
            let saved = store.save_token(&token, &replaces, expires, until).await;
            if let Err(error) = &saved {
                tracing::error!(%error, "the new access token could not be kept yet");
                let new = Tokens {
                    present: token.clone(),
                    previous: replaces.clone(),
                    expires_ms: expires,
                };
                set(&tokens, new);
                *lock(&unsaved) = Some((token, replaces, expires));
            }
            Some(())
        });
        if fetching.await.ok().flatten().is_none() {
            tracing::error!(
                "Transak gave no access token; the next try is in {} s",
                LEASE / 1_000
            );
            return false;
        }
        self.load_tokens().await;
        self.tokens().present != known
    }

    /// Takes over what is kept; whether that is new. What could not be kept is kept first.
    async fn load_tokens(&self) -> bool {
        let unsaved = lock(&self.unsaved).clone();
        if let Some((token, replaces, expires)) = unsaved {
            let saved = self.store.save_token(&token, &replaces, expires, 0).await;
            if saved.is_err() {
                return false;
            }
            *lock(&self.unsaved) = None;
        }
        match self.store.tokens().await {
            Ok(tokens) => {
                let new = tokens != self.tokens();
                set(&self.tokens, tokens);
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
}

fn set(mine: &RwLock<Tokens>, tokens: Tokens) {
    if let Ok(mut mine) = mine.write() {
        *mine = tokens;
    }
}

/// A new token, and when it ends.
async fn fetch(request: RequestBuilder) -> Option<(String, i64)> {
    let response = request.send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let answer = body(response).await?;
    let data = answer.get("data")?;
    let token = data.get("accessToken")?.as_str()?;
    let expires = data.get("expiresAt").and_then(Value::as_i64);
    let expires = expires.map_or_else(|| now() + WEEK, |seconds| seconds.saturating_mul(1_000));
    (!token.is_empty()).then(|| (token.to_owned(), expires))
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
