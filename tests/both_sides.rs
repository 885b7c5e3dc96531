//! Rules that stand on both sides of the WebAssembly: the same cases as the loader's (`pkg/tests/both-sides.test.mjs`).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::sample;
use transak_order_tracker::config::{self, Config, Options};
use transak_order_tracker::link::Explorers;

fn read(options: &Options, origin: &str) -> Config {
    let page = config::Page {
        origin,
        query: "",
        explorers: Explorers::KNOWN,
    };
    config::read(options, &page).0
}

fn text(value: &serde_json::Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[test]
fn addresses_are_asked_or_not_and_filled_in_alike() {
    let all = sample("addresses.json");
    let origin = all["origin"].as_str().unwrap();
    let cases = all["cases"].as_array().unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let options = Options {
            order_id: text(&all["orderId"]),
            partner_order_id: text(&all["partnerOrderId"]),
            status_url: text(&case["url"]),
            ..Options::default()
        };
        let config = read(&options, origin);
        let follow = config.follow.unwrap();
        let url = config
            .status_source
            .and_then(|source| source.url(follow.order_id.as_deref(), follow.partner_order_id()));
        let asked = url.map(|url| {
            let relative = url.starts_with('/');
            if relative {
                format!("{origin}{url}")
            } else {
                url
            }
        });
        assert_eq!(asked, text(&case["asked"]), "{case}");
    }
}

#[test]
fn streams_are_opened_or_not_and_none_takes_the_place_of_another() {
    let all = sample("streams.json");
    let cases = all["cases"].as_array().unwrap();
    assert!(cases.len() > 15);
    for case in cases {
        let options = Options {
            order_id: Some(common::ORDER_ID.to_owned()),
            stream_url: text(&case["url"]),
            ..Options::default()
        };
        let stream = read(&options, "https://shop.example").stream;
        assert_eq!(
            stream.is_some(),
            case["opened"].as_bool().unwrap(),
            "{case}"
        );
        let key = case["url"].as_str().unwrap().trim();
        let (_, path) = key.split_once("://").unwrap_or_default();
        assert!(stream.is_none_or(|url| url.contains(path)), "{case}");
    }
}
