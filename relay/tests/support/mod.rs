//! What the relay's tests share: a Transak that does as it is told, a database, and a relay between them.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod binary;
pub mod pusher;
pub mod transak;

use jsonwebtoken::{EncodingKey, Header, encode};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sqlx::{Connection, Executor};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use transak::Transak;
use transak_order_relay::config::Config;
use transak_order_relay::{Relay, http};
use transak_order_tracker::order::Time;

/// Makes of each `async fn name(db: Db)` two tests: with SQLite, and with PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(super::support::Db::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "needs RELAY_TEST_POSTGRES, which cargo xtask test has"]
            async fn postgres() {
                super::$name(super::support::Db::postgres().await).await;
            }
        }
    )+};
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of the test's own.
#[derive(Clone)]
pub struct Db {
    pub url: String,
}

impl Db {
    pub fn sqlite() -> Self {
        let file = std::env::temp_dir().join(format!(
            "relay-{}-{}.db",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        Self {
            url: format!("sqlite:{}", file.display()),
        }
    }

    pub async fn postgres() -> Self {
        let server = std::env::var("RELAY_TEST_POSTGRES")
            .expect("RELAY_TEST_POSTGRES says where PostgreSQL is");
        let name = format!(
            "relay_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = sqlx::PgConnection::connect(&format!("{server}/postgres"))
            .await
            .unwrap();
        admin
            .execute(format!("CREATE DATABASE {name}").as_str())
            .await
            .unwrap();
        Self {
            url: format!("{server}/{name}"),
        }
    }
}

pub const API_KEY: &str = "a1b2c3d4-0000-4000-8000-000000000000";
pub const TOKEN: &str = "the-access-token-of-the-partner";
pub const SESSION_SECRET: &str = "a secret of the shop's, thirty-two bytes or more";

/// A relay that runs.
pub struct Running {
    pub url: String,
    pub admin: String,
    pub relay: Arc<Relay>,
    pub transak: Arc<Transak>,
    pub http: Client,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// A relay with this database, beside a Transak of its own.
pub async fn start(db: &Db) -> Running {
    start_with(db, Transak::start().await, &[]).await
}

/// The same, with variables of its own.
pub async fn start_with(db: &Db, transak: Arc<Transak>, variables: &[(&str, &str)]) -> Running {
    let known = [
        ("RELAY_DATABASE", db.url.as_str()),
        ("TRANSAK_API_KEY", API_KEY),
        ("TRANSAK_ACCESS_TOKEN", TOKEN),
        ("TRANSAK_API_URL", &transak.url),
        ("RELAY_SESSION_SECRET", SESSION_SECRET),
        ("RELAY_CLIENT_RATE", "10000"),
        ("RELAY_API_RATE", "1000"),
    ];
    let get = |name: &str| {
        let of = |list: &[(&str, &str)]| {
            list.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        of(variables).or_else(|| of(&known))
    };
    let config = Config::read(get).unwrap();
    let relay = Relay::open(config, None).await.unwrap();
    let mut tasks = relay.start().await;
    let (stop, stopping) = watch::channel(false);
    let mut urls = Vec::new();
    for router in http::doors(Arc::clone(&relay), stopping.clone()) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        urls.push(format!("http://{}", listener.local_addr().unwrap()));
        tasks.spawn(http::serve(listener, router, stopping.clone()));
    }
    let (admin, url) = (urls.pop().unwrap(), urls.pop().unwrap());
    let http = Client::builder()
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    Running {
        url,
        admin,
        relay,
        transak,
        http,
        stop,
        tasks,
    }
}

impl Running {
    /// Sends a webhook, signed with the token, that tells of an order.
    pub async fn webhook(&self, order: &Value) -> Response {
        self.send(&body(order, &time(), TOKEN)).await
    }

    /// Sends a webhook's body.
    pub async fn send(&self, body: &str) -> Response {
        let request = self
            .http
            .post(format!("{}/webhooks/transak", self.url))
            .header("content-type", "application/json");
        request.body(body.to_owned()).send().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.http
            .get(format!("{}{path}", self.url))
            .send()
            .await
            .unwrap()
    }

    /// The status that the relay tells of an order; nothing where it tells none.
    pub async fn status(&self, id: &str) -> String {
        let response = self.get(&format!("/orders/{id}")).await;
        if response.status() != 200 {
            return String::new();
        }
        let body: Value = response.json().await.unwrap();
        body["data"]["status"].as_str().unwrap().to_owned()
    }

    /// Waits until an order has this status.
    pub async fn until(&self, id: &str, status: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let told = self.status(id).await;
            if told == status {
                return;
            }
            assert!(
                Instant::now() < end,
                "the status stayed `{told}`, and did not become `{status}`"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends as on SIGTERM.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.tasks.shutdown().await;
        self.relay.close().await;
    }
}

/// Now, as Transak writes times.
pub fn time() -> String {
    ago(0)
}

/// So many milliseconds ago.
pub fn ago(millis: i64) -> String {
    Time(transak_order_relay::clock::now() - millis).to_iso()
}

/// A webhook's body: the order, told at a time, signed with a token.
pub fn body(order: &Value, at: &str, token: &str) -> String {
    signed(
        &json!({ "webhookData": order, "eventID": "ORDER_PROCESSING", "createdAt": at }),
        token,
    )
}

/// Claims as a webhook's body.
pub fn signed(claims: &Value, token: &str) -> String {
    let token = encode(
        &Header::default(),
        claims,
        &EncodingKey::from_secret(token.as_bytes()),
    )
    .unwrap();
    json!({ "data": token }).to_string()
}

/// A session of a customer's, as the shop signs it.
pub fn session(customer: &str, expires_in: i64) -> String {
    let now = transak_order_relay::clock::now() / 1_000;
    let claims = json!({ "sub": customer, "exp": now + expires_in });
    encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(SESSION_SECRET.as_bytes()),
    )
    .unwrap()
}

/// An order id that no other test has.
pub fn new_id() -> String {
    format!(
        "{:08x}-0000-4000-8000-{:012x}",
        NEXT.fetch_add(1, Ordering::Relaxed),
        std::process::id()
    )
}

/// A constructed order, with what must not leave the relay.
pub fn order(id: &str, status: &str) -> Value {
    json!({
        "id": id, "status": status, "isBuyOrSell": "BUY", "fiatAmount": 45, "fiatCurrency": "EUR", "cryptoAmount": 0.0178,
        "cryptoCurrency": "ETH", "network": "ethereum", "paymentOptionId": "credit_debit_card",
        "createdAt": "2026-11-27T09:00:00.000Z", "updatedAt": updated_at(status), "totalFeeInFiat": 1.61,
        "walletAddress": "0xD902d7eBF7bc5eCa9EEA22a6Ee9F1A30EBeBEFeE", "ipAddress": "192.0.2.1", "userId": "a user",
    })
}

/// Each status later than the one before.
fn updated_at(status: &str) -> String {
    let known = [
        "AWAITING_PAYMENT_FROM_USER",
        "PAYMENT_DONE_MARKED_BY_USER",
        "PROCESSING",
        "PENDING_DELIVERY_FROM_TRANSAK",
        "COMPLETED",
    ];
    let minute = known.iter().position(|known| *known == status).unwrap_or(5);
    format!("2026-11-27T09:0{minute}:00.000Z")
}
