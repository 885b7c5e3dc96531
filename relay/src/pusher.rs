//! Publishes to a Pusher-compatible server by its HTTP API (Pusher Channels, soketi, sockudo, Reverb …).
//!
//! <https://pusher.com/docs/channels/library_auth_reference/rest-api/>

use crate::config;
use crate::public;
use crate::record::Record;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

/// How many events one request may carry.
pub const BATCH: usize = 10;
/// The longest name of a channel, by Pusher's rules.
const MAX_CHANNEL: usize = 164;

/// The server.
pub struct Pusher {
    http: reqwest::Client,
    config: config::Pusher,
    api_key: String,
}

impl Pusher {
    /// The server as configured.
    ///
    /// # Errors
    /// Where there is no client to be had.
    pub fn new(config: config::Pusher, api_key: String) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self {
            http,
            config,
            api_key,
        })
    }

    /// The events that tell of an order: on the channel of its id, and on that of the partner's reference where it has one.
    pub fn events(&self, record: &Record) -> Vec<Value> {
        let Some(order) = record.order() else {
            return Vec::new();
        };
        let mut channels = vec![record.id.clone()];
        if !record.partner_order_id.is_empty() {
            channels.push(format!("{}_{}", self.api_key, record.partner_order_id));
        }
        channels.retain(|channel| is_channel(channel));
        let (name, data) = (
            public::event(&order.status),
            public::write(&order).to_string(),
        );
        channels
            .into_iter()
            .map(|channel| json!({ "channel": channel, "name": name, "data": data }))
            .collect()
    }

    /// Publishes events, at most [`BATCH`].
    ///
    /// # Errors
    /// The HTTP status, or 0 where there was no answer.
    pub async fn publish(&self, events: &[Value], seconds: i64) -> Result<(), u16> {
        let body = json!({ "batch": events }).to_string();
        let mut url = self.config.url.clone();
        let path = format!("{}/batch_events", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.set_query(Some(&self.sign(&path, &body, seconds)));
        let request = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .body(body);
        match request.send().await {
            Ok(response) if response.status().is_success() => Ok(()),
            Ok(response) => Err(response.status().as_u16()),
            Err(_) => Err(0),
        }
    }

    fn sign(&self, path: &str, body: &str, seconds: i64) -> String {
        let digest = hex::encode(Md5::digest(body));
        let key = &self.config.key;
        let query =
            format!("auth_key={key}&auth_timestamp={seconds}&auth_version=1.0&body_md5={digest}");
        let signature = Hmac::<Sha256>::new_from_slice(self.config.secret.as_bytes()).map(|mac| {
            mac.chain_update(format!("POST\n{path}\n{query}"))
                .finalize()
                .into_bytes()
        });
        format!(
            "{query}&auth_signature={}",
            signature.map(hex::encode).unwrap_or_default()
        )
    }
}

fn is_channel(name: &str) -> bool {
    name.len() <= MAX_CHANNEL
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-=@,.;".contains(&byte))
}
