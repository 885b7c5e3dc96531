//! Transak's access tokens: fetched by one instance for all, the last two kept, since webhooks are signed with either.
//!
//! Invariant: Transak ends a token by giving the next one, so each is fetched once, in the place of the one that is known, and kept whatever happens.

use crate::clock::now;
use crate::config::{Config, Credentials};
use crate::lock::lock;
use crate::store::{Store, Tokens};
use crate::transak::json;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

/// How long before its end a token is replaced, in milliseconds: a day of its seven.
const EARLY: i64 = 86_400_000;
/// How long an instance may take to fetch a token, in milliseconds.
const LEASE: i64 = 30_000;
/// How long a token that replaced one that was not taken is kept, in milliseconds: if it is not taken either, another one would not be, and each
/// one ends the one before, with which webhooks under way are signed.
const REST: i64 = 600_000;
/// How long lies between two looks at what other instances have fetched.
const LOOK: Duration = Duration::from_millis(100);
/// How long Transak's tokens last where it does not say, in milliseconds.
const WEEK: i64 = 604_800_000;

/// Who has them.
pub struct TokenKeeper {
    http: Client,
    url: String,
    api_key: String,
    /// Nothing where somebody else fetches the tokens.
    secret: Option<String>,
    store: Store,
    tokens: RwLock<Tokens>,
    unsaved: Mutex<Option<Unsaved>>,
    /// When it was last looked what others have fetched. Held while it is looked, and while a token is fetched here.
    looked: tokio::sync::Mutex<Option<Instant>>,
}

/// A token that Transak gave and that could not be kept yet.
#[derive(Clone)]
struct Unsaved {
    token: String,
    replaces: String,
    expires_ms: i64,
}

impl TokenKeeper {
    /// As configured. None is fetched yet.
    pub fn new(config: &Config, http: Client, store: Store) -> Arc<Self> {
        let (secret, tokens) = match &config.credentials {
            Credentials::Secret(secret) => (Some(secret.clone()), Tokens::default()),
            Credentials::Tokens(present, previous) => {
                let tokens = Tokens {
                    present: present.clone(),
                    previous: previous.clone(),
                    expires_ms: i64::MAX,
                };
                (None, tokens)
            }
        };
        Arc::new(Self {
            http,
            url: format!("{}/partners/api/v2/refresh-token", config.api_url),
            api_key: config.api_key.clone(),
            secret,
            store,
            tokens: RwLock::new(tokens),
            unsaved: Mutex::default(),
            looked: tokio::sync::Mutex::default(),
        })
    }

    /// The one to ask with; nothing while there is none.
    pub fn present(&self) -> String {
        self.tokens().present
    }

    /// What Transak may have signed with, the present one first.
    pub fn secrets(&self) -> Vec<String> {
        let tokens = self.tokens();
        vec![tokens.present, tokens.previous]
    }

    /// Whether there are others than these by now: another instance may have fetched one. Looked at seldom, however many ask; they wait for it.
    pub async fn changed(&self, known: &[String]) -> bool {
        if self.secret.is_none() {
            return false;
        }
        let came = Instant::now();
        let mut last = self.looked.lock().await;
        // Who waited for another's look has what it brought.
        if last.is_none_or(|last| last < came) && self.secrets() == known {
            if let Some(last) = *last {
                tokio::time::sleep_until((last + LOOK).into()).await;
            }
            *last = Some(Instant::now());
            self.load().await;
        }
        self.secrets() != known
    }

    /// Sees to it that there is one, and that it lasts for a while.
    pub async fn watch(self: &Arc<Self>) {
        if self.secret.is_none() {
            return;
        }
        self.load().await;
        let tokens = self.tokens();
        if tokens.expires_ms - now() < EARLY {
            self.replace(&tokens.present, 0).await;
        }
    }

    /// Whether there is another one than this, which Transak did not take.
    pub async fn instead_of(self: &Arc<Self>, refused: &str) -> bool {
        if self.secret.is_none() {
            return false;
        }
        self.load().await;
        self.present() != refused || self.replace(refused, REST).await
    }

    /// Fetches one in the place of the one that is `known`, if it is this instance's turn, and keeps it at least for `rest` milliseconds; whether there
    /// is another one by now.
    async fn replace(self: &Arc<Self>, known: &str, rest: i64) -> bool {
        let Some(secret) = &self.secret else {
            return false;
        };
        // Webhooks that are signed with the new one wait until it is known.
        let _looked = self.looked.lock().await;
        if self.present() != known {
            return true;
        }
        let began = now();
        let lease = self.store.lease_tokens(known, began, began + LEASE).await;
        if !lease.unwrap_or(false) {
            return false;
        }
        let request = self
            .http
            .post(&self.url)
            .header("api-secret", secret)
            .header("x-api-key", &self.api_key)
            .json(&serde_json::json!({ "apiKey": self.api_key }));
        // A task of its own: what Transak has given is kept also where whoever needed it has gone.
        let (keeper, replaces) = (Arc::clone(self), known.to_owned());
        let fetching = tokio::spawn(async move {
            let (token, expires_ms) = fetch(request).await?;
            let given = Unsaved {
                token,
                replaces,
                expires_ms,
            };
            keeper.keep(given, rest).await;
            Some(())
        });
        if fetching.await.ok().flatten().is_none() {
            tracing::error!(
                "Transak gave no access token; the next try is in {} s",
                LEASE / 1_000
            );
            return false;
        }
        self.load().await;
        self.present() != known
    }

    /// Keeps it, or knows it here until it can be kept.
    async fn keep(&self, given: Unsaved, rest: i64) {
        let until = now() + rest;
        if let Err(error) = self.save(&given, until).await {
            tracing::error!(%error, "the new access token could not be kept yet");
            self.set(Tokens {
                present: given.token.clone(),
                previous: given.replaces.clone(),
                expires_ms: given.expires_ms,
            });
            *lock(&self.unsaved) = Some(given);
        }
    }

    async fn save(&self, given: &Unsaved, until: i64) -> Result<(), sqlx::Error> {
        let (token, replaces) = (&given.token, &given.replaces);
        let saved = self
            .store
            .save_token(token, replaces, given.expires_ms, until);
        // Where somebody else has replaced that one meanwhile, theirs is newer.
        saved.await.map(drop)
    }

    /// Takes over what is kept. What could not be kept is kept first.
    async fn load(&self) {
        let unsaved = lock(&self.unsaved).clone();
        if let Some(given) = unsaved {
            if self.save(&given, 0).await.is_err() {
                return;
            }
            *lock(&self.unsaved) = None;
        }
        match self.store.tokens().await {
            Ok(tokens) => self.set(tokens),
            Err(error) => tracing::warn!(%error, "the access tokens could not be read"),
        }
    }

    fn tokens(&self) -> Tokens {
        let tokens = self.tokens.read();
        tokens.map(|tokens| tokens.clone()).unwrap_or_default()
    }

    fn set(&self, tokens: Tokens) {
        if let Ok(mut mine) = self.tokens.write() {
            *mine = tokens;
        }
    }
}

/// A new token, and when it ends.
async fn fetch(request: RequestBuilder) -> Option<(String, i64)> {
    let response = request.send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let answer = json(response).await?;
    let data = answer.get("data")?;
    let token = data.get("accessToken")?.as_str()?;
    let expires = data.get("expiresAt").and_then(Value::as_i64);
    let expires = expires.map_or_else(|| now() + WEEK, |seconds| seconds.saturating_mul(1_000));
    (!token.is_empty()).then(|| (token.to_owned(), expires))
}
