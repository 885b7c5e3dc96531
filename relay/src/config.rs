//! The environment's variables → [`Config`], or a sentence for each that is missing or wrong.

use reqwest::Url;
use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

const LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// How the relay is set up. Secrets are not shown by `Debug`.
#[derive(Clone)]
pub struct Config {
    /// Where webhooks and trackers come.
    pub listen: SocketAddr,
    /// Where health, readiness and metrics are asked for.
    pub admin_listen: SocketAddr,
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// The partner's API key at Transak.
    pub api_key: String,
    /// What is used at Transak's API.
    pub credentials: Credentials,
    /// Transak's partner API, without a slash at the end.
    pub api_url: String,
    /// What is sent as `x-user-ip`, where Transak wants one.
    pub user_ip: Option<IpAddr>,
    /// Pages of which origins may ask; empty: none of another origin.
    pub origins: Origins,
    /// With what the partner signs its customers' sessions; without it, there are no signals.
    pub session_secret: Option<String>,
    /// The Pusher-compatible server to publish to.
    pub pusher: Option<Pusher>,
    /// How long an order that goes on may be quiet before the API is asked.
    pub quiet: Duration,
    /// How old what is known may be when a tracker asks, before the API is asked.
    pub on_demand: Duration,
    /// How long it still answers after it was asked to end, while `/ready` says that it leaves.
    pub drain: Duration,
    /// How long orders are kept after the last word on them.
    pub retention: Duration,
    /// Questions of one client a second.
    pub client_rate: u32,
    /// Questions to the API a second, of this instance.
    pub api_rate: u32,
    /// Open event streams: of all clients, and of one.
    pub streams: (usize, usize),
    /// How many proxies stand before the relay, each of which appends to `X-Forwarded-For`.
    pub proxies: usize,
}

/// What is used at Transak's API.
#[derive(Clone)]
pub enum Credentials {
    /// The relay fetches its tokens: it must be the only one that does.
    Secret(String),
    /// Somebody else fetches them: the present one and, perhaps, the one before.
    Tokens(String, String),
}

/// Pages of which origins may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// Every one.
    Any,
    /// These.
    List(Vec<String>),
}

/// A Pusher-compatible server.
#[derive(Clone)]
pub struct Pusher {
    /// `https://host[:port]/apps/APP_ID`.
    pub url: Url,
    /// The app's key.
    pub key: String,
    /// The app's secret.
    pub secret: String,
}

/// All that is missing or wrong, a sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl Display for ConfigError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads variables; `get` gives one's value. An empty value is as good as none.
    ///
    /// # Errors
    /// All that is missing or wrong.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut it = Reader {
            get: &get,
            wrong: Vec::new(),
        };
        let secret = it.text("TRANSAK_API_SECRET");
        let token = it.text("TRANSAK_ACCESS_TOKEN");
        let previous = it.text("TRANSAK_PREVIOUS_ACCESS_TOKEN").unwrap_or_default();
        let credentials = match (secret, token) {
            (Some(secret), None) => Credentials::Secret(secret),
            (None, Some(token)) => Credentials::Tokens(token, previous),
            (Some(_), Some(_)) => it.fault(
                "TRANSAK_API_SECRET and TRANSAK_ACCESS_TOKEN exclude each other: either the relay fetches its tokens, or somebody else does",
                Credentials::Secret(String::new()),
            ),
            (None, None) => it.fault(
                "TRANSAK_API_SECRET is missing (or TRANSAK_ACCESS_TOKEN, where somebody else fetches the tokens)",
                Credentials::Secret(String::new()),
            ),
        };
        let config = Self {
            listen: it.address("RELAY_LISTEN", SocketAddr::from((LOOPBACK, 8788))),
            admin_listen: it.address("RELAY_ADMIN_LISTEN", SocketAddr::from((LOOPBACK, 8789))),
            database: it.database(),
            api_key: it
                .text("TRANSAK_API_KEY")
                .unwrap_or_else(|| it.fault("TRANSAK_API_KEY is missing", String::new())),
            credentials,
            api_url: it.api_url(),
            user_ip: it.user_ip(),
            origins: it.origins(),
            session_secret: it.session_secret(),
            pusher: it.pusher(),
            quiet: it.seconds("RELAY_QUIET_SECONDS", 60, 1..=3_600),
            on_demand: it.seconds("RELAY_ON_DEMAND_SECONDS", 15, 1..=120),
            drain: it.seconds("RELAY_DRAIN_SECONDS", 5, 0..=120),
            retention: it.seconds("RELAY_RETENTION_DAYS", 90, 1..=3_650) * 86_400,
            client_rate: it.number("RELAY_CLIENT_RATE", 10, 1..=100_000),
            api_rate: it.number("RELAY_API_RATE", 5, 1..=1_000),
            streams: (
                it.number("RELAY_MAX_STREAMS", 20_000, 1..=1_000_000),
                it.number("RELAY_MAX_STREAMS_PER_CLIENT", 50, 1..=1_000_000),
            ),
            proxies: it.number("RELAY_PROXIES", 0, 0..=10),
        };
        if it.wrong.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(it.wrong))
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Config")
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

struct Reader<'a, Get: Fn(&str) -> Option<String>> {
    get: &'a Get,
    wrong: Vec<String>,
}

impl<Get: Fn(&str) -> Option<String>> Reader<'_, Get> {
    fn text(&self, name: &str) -> Option<String> {
        (self.get)(name)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn fault<T>(&mut self, what: impl Into<String>, instead: T) -> T {
        self.wrong.push(what.into());
        instead
    }

    fn address(&mut self, name: &str, default: SocketAddr) -> SocketAddr {
        let Some(text) = self.text(name) else {
            return default;
        };
        text.parse().unwrap_or_else(|_| {
            let what = format!("{name} is not an address and a port: `{text}`");
            self.fault(what, default)
        })
    }

    fn number<T>(&mut self, name: &str, default: T, range: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + Display + Copy,
    {
        let Some(text) = self.text(name) else {
            return default;
        };
        let wrong = || {
            format!(
                "{name} is not a number from {} to {}: `{text}`",
                range.start(),
                range.end()
            )
        };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            Ok(_) | Err(_) => self.fault(wrong(), default),
        }
    }

    fn seconds(&mut self, name: &str, default: u32, range: RangeInclusive<u32>) -> Duration {
        Duration::from_secs(self.number(name, default, range).into())
    }

    fn database(&mut self) -> String {
        let text = self
            .text("RELAY_DATABASE")
            .unwrap_or_else(|| "sqlite:relay.db".to_owned());
        if ["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|kind| text.starts_with(kind))
        {
            return text;
        }
        // Its value may hold a password, so it is not repeated.
        self.fault(
            "RELAY_DATABASE begins neither with `sqlite:` nor with `postgres:`",
            text,
        )
    }

    fn api_url(&mut self) -> String {
        if let Some(text) = self.text("TRANSAK_API_URL") {
            return match url(&text) {
                Some(_) => text.trim_end_matches('/').to_owned(),
                None => self.fault(
                    format!("TRANSAK_API_URL is neither an `https:` URL nor an `http:` one to this machine: `{text}`"),
                    String::new(),
                ),
            };
        }
        match self.text("TRANSAK_ENVIRONMENT").as_deref() {
            None | Some("production") => "https://api.transak.com".to_owned(),
            Some("staging") => "https://api-stg.transak.com".to_owned(),
            Some(other) => self.fault(
                format!("TRANSAK_ENVIRONMENT is neither `production` nor `staging`: `{other}`"),
                String::new(),
            ),
        }
    }

    fn user_ip(&mut self) -> Option<IpAddr> {
        let text = self.text("TRANSAK_USER_IP")?;
        let wrong = format!("TRANSAK_USER_IP is not an IP address: `{text}`");
        text.parse().ok().or_else(|| self.fault(wrong, None))
    }

    fn origins(&mut self) -> Origins {
        let Some(text) = self.text("RELAY_ALLOWED_ORIGINS") else {
            return Origins::List(Vec::new());
        };
        if text == "*" {
            return Origins::Any;
        }
        let origins: Vec<String> = text
            .split(',')
            .map(|origin| origin.trim().to_owned())
            .collect();
        for origin in &origins {
            let is =
                Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
            if !is {
                self.wrong.push(format!(
                    "RELAY_ALLOWED_ORIGINS has `{origin}`, which is not an origin as `https://shop.example` (no slash at the end)"
                ));
            }
        }
        Origins::List(origins)
    }

    fn session_secret(&mut self) -> Option<String> {
        let secret = self.text("RELAY_SESSION_SECRET")?;
        if secret.len() < 32 {
            return self.fault("RELAY_SESSION_SECRET has less than 32 bytes", None);
        }
        Some(secret)
    }

    fn pusher(&mut self) -> Option<Pusher> {
        let text = self.text("PUSHER_URL")?;
        let pusher = url(&text).and_then(|mut url| {
            let (key, secret) = (url.username().to_owned(), url.password()?.to_owned());
            let id = url.path().strip_prefix("/apps/")?;
            let fits = !key.is_empty() && !id.is_empty() && !id.contains('/');
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
            fits.then_some(Pusher { url, key, secret })
        });
        if pusher.is_none() {
            // It holds a secret, so it is not repeated.
            self.wrong.push(
                "PUSHER_URL is not `https://KEY:SECRET@HOST[:PORT]/apps/APP_ID` (`http:` only to this machine)".to_owned(),
            );
        }
        pusher
    }
}

fn url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (url.scheme() == "https" || (url.scheme() == "http" && loopback)).then_some(url)
}
