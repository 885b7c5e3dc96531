//! What the environment has to say, and what is said where it is wrong.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::time::Duration;
use transak_order_relay::config::{Config, Origins};

const ENOUGH: [(&str, &str); 2] = [("TRANSAK_API_KEY", "key"), ("TRANSAK_API_SECRET", "secret")];

fn read(variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let all: Vec<_> = variables.iter().chain(&ENOUGH).collect();
    let get = |name: &str| {
        all.iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Config::read(get).map_err(|error| error.0)
}

#[test]
fn two_variables_are_enough() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8788");
    assert_eq!(config.database, "sqlite:relay.db");
    assert_eq!(config.api_url, "https://api.transak.com");
    assert_eq!(config.origins, Origins::List(Vec::new()));
    assert_eq!(config.retention, Duration::from_secs(90 * 86_400));
    assert!(config.session_secret.is_none() && config.pusher.is_none());
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let wrong = Config::read(|_| None).unwrap_err().0;
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong[0].starts_with("TRANSAK_API_SECRET is missing"));
    assert!(wrong[1].starts_with("TRANSAK_API_KEY is missing"));
}

#[test]
fn every_wrong_value_has_a_sentence_that_names_it() {
    for (name, value) in [
        ("RELAY_LISTEN", "8788"),
        ("RELAY_ADMIN_LISTEN", "localhost"),
        ("RELAY_DATABASE", "mysql://user:password@host/db"),
        ("RELAY_QUIET_SECONDS", "0"),
        ("RELAY_RETENTION_DAYS", "-1"),
        ("RELAY_CLIENT_RATE", "many"),
        ("RELAY_MAX_STREAMS", "99999999999999999999"),
        ("RELAY_DRAIN_SECONDS", "121"),
        ("TRANSAK_USER_IP", "nobody"),
        ("RELAY_PROXIES", "1.5"),
        ("RELAY_SESSION_SECRET", "short"),
        ("RELAY_ALLOWED_ORIGINS", "https://shop.example/"),
        ("RELAY_ALLOWED_ORIGINS", "https://shop.example,shop.example"),
        ("TRANSAK_ENVIRONMENT", "sandbox"),
        ("TRANSAK_API_URL", "http://api.transak.com"),
        ("TRANSAK_ACCESS_TOKEN", "both of them"),
        ("PUSHER_URL", "https://host/apps/1"),
        ("PUSHER_URL", "http://key:the-secret@host/apps/1"),
        ("PUSHER_URL", "https://key:the-secret@host/"),
    ] {
        let wrong = read(&[(name, value)]).unwrap_err();
        assert_eq!(wrong.len(), 1, "{name}={value}: {wrong:?}");
        assert!(wrong[0].contains(name), "{name}={value}: {wrong:?}");
        assert!(
            !wrong[0].contains("password") && !wrong[0].contains("the-secret"),
            "a secret is repeated: {wrong:?}"
        );
    }
}

#[test]
fn origins_and_pusher_are_read() {
    let config = read(&[
        (
            "RELAY_ALLOWED_ORIGINS",
            "https://shop.example, http://localhost:3000",
        ),
        (
            "PUSHER_URL",
            "http://key:the-secret@127.0.0.1:6001/apps/shop",
        ),
    ])
    .unwrap();
    assert_eq!(
        config.origins,
        Origins::List(vec![
            "https://shop.example".into(),
            "http://localhost:3000".into()
        ])
    );
    let pusher = config.pusher.clone().unwrap();
    assert_eq!(
        (
            pusher.url.as_str(),
            pusher.key.as_str(),
            pusher.secret.as_str()
        ),
        ("http://127.0.0.1:6001/apps/shop", "key", "the-secret")
    );
    assert!(!format!("{config:?}").contains("secret"));
}
