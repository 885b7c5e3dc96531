//! Transak's webhooks: each change of an order, signed with the access token, to one URL; many at a time, so that they may overtake each other. As
//! Transak documents none, there is no second try.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc;

/// Webhooks that may wait; what comes then is lost.
const QUEUE: usize = 10_000;
/// How many are on their way at a time.
const AT_ONCE: usize = 64;

/// The way out.
pub(super) struct Webhooks {
    queue: Option<mpsc::Sender<Value>>,
}

impl Webhooks {
    /// To this URL, signed with this token; without a URL, none are sent.
    pub(super) fn start(url: Option<String>, token: String) -> Self {
        let Some(url) = url else {
            return Self { queue: None };
        };
        let (queue, mut waiting) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let http = reqwest::Client::builder().timeout(Duration::from_secs(10));
            let Ok(http) = http.build() else { return };
            let mut some = Vec::new();
            while waiting.recv_many(&mut some, AT_ONCE).await > 0 {
                let sent = some.drain(..).map(|event| {
                    let body = json!({ "data": sign(&event, &token) });
                    http.post(&url).json(&body).send()
                });
                futures_util::future::join_all(sent).await;
            }
        });
        Self { queue: Some(queue) }
    }

    /// Sends what happened, `{ eventID, createdAt, webhookData }`.
    pub(super) fn send(&self, event: Value) {
        if let Some(queue) = &self.queue {
            let _ = queue.try_send(event);
        }
    }
}

/// A JWT by HS256.
fn sign(claims: &Value, token: &str) -> String {
    let header = base64(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", base64(claims.to_string().as_bytes()));
    let mac = Hmac::<Sha256>::new_from_slice(token.as_bytes());
    let signature = mac.map(|mac| mac.chain_update(&signed).finalize().into_bytes());
    format!(
        "{signed}.{}",
        signature.map(|bytes| base64(&bytes)).unwrap_or_default()
    )
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
