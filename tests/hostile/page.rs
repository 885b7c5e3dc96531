//! What the page may write, and who may write it for the page.

use super::{HASH, TOKEN};
use crate::common;
use transak_order_tracker::config::{self, Options, Page};
use transak_order_tracker::link::{Explorers, explorer};

/// Bad inputs 18 and 19, in the one place where the page could let them in.
#[test]
fn a_host_that_is_spelled_oddly_is_trusted_by_nobodys_leave() {
    for host in [
        "еtherscan.io",
        "ｅtherscan.io",
        "etherscan.io⁄x",
        "etherscan.io／x",
        "etherscan。io",
        "xn--80ak6aa92e.com",
        "sub.xn--p1ai",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "2130706433",
        "127.1",
        "127.0.0.1",
        "[::1]",
        "::1",
        "[::ffff:7f00:1]",
        "169.254.169.254",
        "①②⑦.0.0.1",
        "localhost",
        "etherscan.io.",
        ".io",
        "a..b",
        "-a.io",
        "a-.io",
        "a_b.io",
        "*.io",
        "io",
        "",
        " ",
        "a b.io",
        "a.io:443",
        "u@a.io",
    ] {
        let options = Options {
            explorer_hosts: vec![host.to_owned()],
            ..common::options()
        };
        let page = Page {
            origin: "https://shop.example",
            query: "",
            explorers: Explorers::KNOWN,
        };
        let (config, errors) = config::read(&options, &page);
        assert!(
            config.links.explorer_hosts.is_empty() && errors.len() == 1,
            "{host}"
        );
        let link = format!("https://{host}/tx/{HASH}");
        assert_eq!(
            explorer(&link, Some(HASH), &[host.to_owned()]),
            None,
            "{host}"
        );
    }
}

/// Bad input 24.
#[test]
fn a_token_is_no_id_even_with_a_character_too_many() {
    for token in [
        TOKEN.to_owned(),
        format!("{TOKEN},"),
        format!("{TOKEN};"),
        format!(" {TOKEN}@x "),
    ] {
        for options in [
            Options {
                order_id: Some(token.clone()),
                ..Options::default()
            },
            Options {
                api_key: Some(token.clone()),
                partner_order_id: Some("1".to_owned()),
                ..Options::default()
            },
            Options {
                api_key: Some("key".to_owned()),
                partner_order_id: Some(token.clone()),
                ..Options::default()
            },
        ] {
            let (config, errors) = config::read(
                &options,
                &Page {
                    origin: "https://shop.example",
                    query: "",
                    explorers: Explorers::KNOWN,
                },
            );
            assert_eq!(config.follow, None, "{token}");
            assert!(
                errors.iter().any(|error| error.message().contains("token")),
                "{errors:?}"
            );
        }
    }
}

/// Bad input 40.
#[test]
fn a_channel_with_a_space_or_a_name_too_long_is_never_asked_for() {
    for id in [
        "a b",
        " ",
        "a\u{a0}b",
        &"x".repeat(165),
        "#server-to-user-1",
        "private-1",
    ] {
        let options = Options {
            order_id: Some(id.to_owned()),
            ..Options::default()
        };
        let (config, errors) = config::read(
            &options,
            &Page {
                origin: "https://shop.example",
                query: "",
                explorers: Explorers::KNOWN,
            },
        );
        assert_eq!((config.follow, errors.len()), (None, 1), "{id}");
    }
}
