//! Which links may be followed, and which addresses may be asked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use transak_order_tracker::link::{
    EXPLORERS, StatusUrl, TRANSAK_STREAM, explorer, is_host_name, is_plain_id, page, stream,
};

const HASH: &str = "0x9b1a5e0c6f4d3b2a1908f7e6d5c4b3a291807f6e5d4c3b2a1f0e9d8c7b6a5948";

fn tx(host: &str) -> String {
    format!("https://{host}/tx/{HASH}")
}

fn follow(link: &str) -> Option<String> {
    explorer(link, Some(HASH), &[])
}

#[test]
fn a_transaction_on_a_known_explorer_is_followed() {
    assert_eq!(follow(&tx("etherscan.io")), Some(tx("etherscan.io")));
    assert_eq!(
        follow(&tx("sepolia.etherscan.io")),
        Some(tx("sepolia.etherscan.io"))
    );
    assert_eq!(
        explorer(&tx("etherscan.io"), None, &[]),
        Some(tx("etherscan.io"))
    );
}

#[test]
fn at_least_forty_explorers_of_main_and_test_networks_are_known_and_found() {
    let explorers: Vec<&str> = EXPLORERS.lines().collect();
    assert!(explorers.len() >= 40);
    assert!(explorers.is_sorted_by(|a, b| a < b), "each once");
    for host in &explorers {
        let host = *host;
        assert!(is_host_name(host) && host.to_lowercase() == host, "{host}");
        assert_eq!(follow(&tx(host)), Some(tx(host)));
    }
    for test_network in [
        "sepolia.etherscan.io",
        "amoy.polygonscan.com",
        "testnet.bscscan.com",
        "sepolia.basescan.org",
        "nile.tronscan.org",
    ] {
        assert!(explorers.contains(&test_network), "{test_network}");
    }
}

#[test]
fn the_addresses_that_explorers_really_use_pass() {
    let solana =
        "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
    let ton = "Vn1Zk-2sXr0H_9bQm4tYcE7uLwA3oPfJ6gDiS8yKxBw";
    let hex = HASH.trim_start_matches("0x");
    for link in [
        format!("https://explorer.solana.com/tx/{solana}?cluster=devnet"),
        format!("https://solscan.io/tx/{solana}"),
        format!("https://tronscan.org/#/transaction/{hex}"),
        format!("https://mempool.space/testnet/tx/{hex}"),
        format!("https://explorer.aptoslabs.com/txn/{HASH}?network=testnet"),
        format!("https://tonviewer.com/transaction/{ton}"),
        format!("https://stellar.expert/explorer/public/tx/{hex}"),
        format!("https://xrpscan.com/tx/{}", hex.to_uppercase()),
        format!("https://etherscan.io/tx/{HASH}#eventlog"),
        format!("https://etherscan.io/tx/{HASH}/"),
        format!(
            "https://etherscan.io/tx/%30{}",
            HASH.trim_start_matches('0')
        ),
    ] {
        assert_eq!(follow(&link), Some(link.clone()));
    }
    // Without a hash, the link's own end is judged.
    for link in [
        format!("https://tronscan.org/#/transaction/{hex}"),
        format!("https://solscan.io/tx/{solana}?cluster=devnet"),
    ] {
        assert_eq!(explorer(&link, None, &[]), Some(link.clone()));
    }
}

#[test]
fn the_link_is_rebuilt_from_its_parts() {
    assert_eq!(
        follow(&format!("HTTPS://EtherScan.IO/tx/{HASH}?#")),
        Some(tx("etherscan.io"))
    );
    assert_eq!(
        follow("https://etherscan.io"),
        Some("https://etherscan.io/".to_owned())
    );
}

/// Bad input 17.
#[test]
fn an_address_that_browsers_read_differently_is_no_link() {
    for link in [
        "",
        "//evil/x",
        "//etherscan.io/tx/1",
        "https:evil",
        "https:etherscan.io/tx/1",
        "https:/etherscan.io/tx/1",
        "https:///etherscan.io/tx/1",
        "https:\\\\evil\\x",
        "https:\\\\etherscan.io\\tx\\1",
        "https://etherscan.io\\@evil.com/",
        "https://evil.com\\.etherscan.io/",
        "/tx/1",
        "etherscan.io/tx/1",
        "javascript:alert(1)//https://etherscan.io/",
        "data:text/html,https://etherscan.io/",
        " https://etherscan.io/tx/1",
        "https://etherscan.io/tx/1 ",
        "https://ether\tscan.io/tx/1",
        "https://etherscan.io/tx/\n1",
        "https://etherscan.io/tx/\u{0}1",
        "ht\ntps://etherscan.io/tx/1",
    ] {
        assert_eq!(follow(link), None, "{link:?}");
    }
}

#[test]
fn only_https_without_user_and_port_is_a_link() {
    for link in [
        "http://etherscan.io/tx/1",
        "ftp://etherscan.io/tx/1",
        "wss://etherscan.io/tx/1",
        "https://user@etherscan.io/tx/1",
        "https://user:pw@etherscan.io/tx/1",
        "https://etherscan.io@evil.com/tx/1",
        "https://@etherscan.io/tx/1",
        "https://etherscan.io:443/tx/1",
        "https://etherscan.io:8443/tx/1",
        "https://etherscan.io:/tx/1",
    ] {
        assert_eq!(follow(link), None, "{link}");
    }
}

/// Bad input 18.
#[test]
fn a_host_that_only_looks_like_an_explorer_is_no_link() {
    for host in [
        "еtherscan.io",
        "etherscan.io．evil.com",
        "etherscan.io⁄tx.evil.com",
        "etherscan。io",
        "ｅtherscan.io",
        "xn--80ak6aa92e.com",
        "xn--therscan-9pf.io",
        "etherscan.io.",
        "etherscan.io.evil.com",
        "evil-etherscan.io",
        "evil.etherscan.io",
        "etherscan.com",
        "etherscan.io%2eevil.com",
        "etherscan.i",
        "",
    ] {
        assert_eq!(follow(&tx(host)), None, "{host}");
    }
}

/// Bad input 19.
#[test]
fn an_ip_address_is_no_link_however_it_is_spelled_and_whoever_trusts_it() {
    for host in [
        "0x7f.1",
        "[::1]",
        "2130706433",
        "169.254.169.254",
        "127.0.0.1",
        "0177.0.0.1",
        "[::ffff:1.2.3.4]",
        "1.2.3.4.",
        "0x7f000001",
    ] {
        assert_eq!(follow(&tx(host)), None, "{host}");
        assert_eq!(
            explorer(&tx(host), Some(HASH), &[host.to_owned()]),
            None,
            "{host}"
        );
    }
}

/// Bad input 20.
#[test]
fn a_hash_that_is_no_hash_gives_no_link() {
    let long = "a1".repeat(5_000);
    let words = "this-is-not-a-hash-but-a-long-sentence";
    let zeros = format!("0x{}", "0".repeat(64));
    for hash in [
        "DUMMY_TX_ID",
        "1",
        "",
        "   ",
        " 0x ",
        "0x",
        "null",
        &long,
        words,
        &zeros,
        &format!("{HASH} "),
        "<script>alert(1)</script>12345678",
    ] {
        assert_eq!(
            explorer(&tx("etherscan.io"), Some(hash), &[]),
            None,
            "{hash:.40}"
        );
        assert_eq!(
            explorer(&format!("https://etherscan.io/tx/{hash}"), None, &[]),
            None,
            "{hash:.40}"
        );
    }
    assert_eq!(
        explorer(
            "https://sepolia.etherscan.io/tx/DUMMY_TX_ID",
            Some("DUMMY_TX_ID"),
            &[]
        ),
        None
    );
    assert_eq!(
        explorer("https://sepolia.etherscan.io/tx/DUMMY_TX_ID", None, &[]),
        None
    );
}

#[test]
fn a_path_has_512_characters_at_most_and_no_tricks() {
    let path = |length: usize| format!("/{}", "a".repeat(length - 1));
    assert!(follow(&format!("https://etherscan.io{}", path(512))).is_some());
    assert_eq!(follow(&format!("https://etherscan.io{}", path(513))), None);
    for path in [
        "/tx/../login",
        "/tx/%2e%2E/login",
        "/./tx",
        "//evil.com",
        "/tx//1",
        "/tx/<b>",
        "/tx/\"",
        "/tx/é",
        "/tx/%",
        "/tx/%4",
        "/tx/%zz",
        "/tx/1;x",
        "/tx/a:b",
        "/tx/1?next=https://evil.com",
        "/tx/1?next=%2F%2Fevil.com",
        "/tx/1#<img>",
        "/tx/1#a#b",
    ] {
        assert_eq!(
            follow(&format!("https://etherscan.io{path}")),
            None,
            "{path}"
        );
    }
}

#[test]
fn hosts_that_the_page_trusts_are_followed_too_and_nothing_else() {
    let extra = ["Explorer.Partner.example".to_owned()];
    assert_eq!(
        explorer(&tx("EXPLORER.partner.example"), Some(HASH), &extra),
        Some(tx("explorer.partner.example"))
    );
    assert_eq!(explorer(&tx("partner.example"), Some(HASH), &extra), None);
    for wrong in [
        "",
        "localhost",
        "*.example",
        "a..b",
        ".example",
        "example.",
        "-a.example",
        "a_b.example",
        "xn--a.example",
        "münchen.de",
        "a.b/c",
        "a.b:8443",
        "u@a.b",
        " a.bc",
        "10.0.0.1",
    ] {
        assert!(!is_host_name(wrong), "{wrong}");
        assert_eq!(
            explorer(&tx(wrong), Some(HASH), &[wrong.to_owned()]),
            None,
            "{wrong}"
        );
    }
}

#[test]
fn a_plain_id_fits_into_a_path() {
    for good in [
        "322dc79c-fad2-4df1-bf50-b292191fc953",
        "a",
        "A_9",
        &"x".repeat(164),
    ] {
        assert!(is_plain_id(good), "{good}");
    }
    for bad in ["", "a/b", "..", "a b", "a%20", "é", "a?b", &"x".repeat(165)] {
        assert!(!is_plain_id(bad), "{bad}");
    }
}

#[test]
fn the_page_may_link_to_itself_to_https_and_to_loopback() {
    for good in [
        "/pay",
        "/pay?order=1#card",
        "?retry=1",
        "#checkout",
        "pay/again",
        "./pay",
        "../pay",
        "/a:b",
        "?next=https://shop.example/",
        "https://shop.example",
        "https://shop.example:8443/pay?x=1#y",
        "https://münchen.example/pay",
        "https://192.168.1.4/pay",
        "http://localhost/pay",
        "http://LOCALHOST:3000",
        "http://127.0.0.1:8080/pay",
        "http://127.255.0.9/",
        "http://[::1]:3000/pay",
    ] {
        assert_eq!(page(good), Some(good.to_owned()));
    }
    assert_eq!(
        page("HTTPS://shop.example/pay"),
        Some("https://shop.example/pay".to_owned())
    );
}

#[test]
fn the_page_may_not_link_to_a_script_or_over_plain_http() {
    for bad in [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript://shop.example/%0aalert(1)",
        "javascript:/alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "blob:https://shop.example/1",
        "file:///etc/passwd",
        "mailto:help@shop.example",
        "about:blank",
        ":x",
        "//evil.example/x",
        "///evil.example/x",
        "\\\\evil.example\\x",
        "/\\evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https://",
        "https://user@shop.example/",
        "https://user:pw@shop.example/",
        "https://shop.example:0/",
        "https://shop.example:99999/",
        "https://shop.example:+80/",
        "https://sh op.example/",
        "https://[::1/",
        "http://shop.example/pay",
        "http://localhost.evil.example/",
        "http://127.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://127.1/",
        "http://127.0.0.256/",
        "http://127.0.0.01/",
        "http://128.0.0.1/",
        "http://[::2]/",
        "ws://localhost/",
        "wss://shop.example/",
    ] {
        assert_eq!(page(bad), None, "{bad:?}");
    }
    assert_eq!(page(&format!("/{}", "x".repeat(10_000))), None);
}

fn ask(template: &str, id: &str) -> Option<String> {
    StatusUrl::read(template, "https://shop.example")
        .ok()?
        .url(Some(id), None)
}

#[test]
fn ids_are_filled_into_a_status_url_percent_encoded() {
    assert_eq!(
        ask("/api/orders/{orderId}", "322dc79c-fad2"),
        Some("/api/orders/322dc79c-fad2".to_owned())
    );
    assert_eq!(
        ask("/api?id={orderId}&again={orderId}", "a=b@c,d;e.f_g"),
        Some("/api?id=a%3Db%40c%2Cd%3Be.f_g&again=a%3Db%40c%2Cd%3Be.f_g".to_owned())
    );
    assert_eq!(
        ask("/api/{orderId}", "a/../b?c#d%é{partnerOrderId} -_.!~*'()"),
        Some("/api/a%2F..%2Fb%3Fc%23d%25%C3%A9%7BpartnerOrderId%7D%20-_.!~*'()".to_owned())
    );
    let both = StatusUrl::read("/{partnerOrderId}/{orderId}", "").unwrap();
    assert_eq!(both.url(Some("1"), Some("2")), Some("/2/1".to_owned()));
    assert!(both.needs_order_id() && both.needs_partner_order_id());
}

#[test]
fn a_status_url_with_an_unknown_id_is_not_asked() {
    let url =
        StatusUrl::read("https://api.shop.example/{orderId}", "https://shop.example").unwrap();
    assert_eq!(url.url(None, Some("reference")), None);
    assert_eq!(
        url.url(Some("1"), None),
        Some("https://api.shop.example/1".to_owned())
    );
    let session = StatusUrl::read("/api/order", "https://shop.example").unwrap();
    assert_eq!(session.url(None, None), Some("/api/order".to_owned()));
    for no_id in ["", ".", ".."] {
        assert_eq!(url.url(Some(no_id), None), None, "{no_id:?}");
    }
}

#[test]
fn a_status_url_is_same_origin_or_https_or_on_loopback() {
    let read = |template: &str, origin: &str| StatusUrl::read(template, origin).is_ok();
    for (template, origin) in [
        ("/api/{orderId}", "http://intranet.example"),
        ("api", "null"),
        ("http://intranet.example/api", "http://intranet.example"),
        ("http://intranet.example:80/api", "http://intranet.example"),
        (
            "http://INTRANET.example:8080/api",
            "http://intranet.example:8080",
        ),
        ("https://other.example/api", "http://intranet.example"),
        ("http://localhost:3000/api", "https://shop.example"),
        ("http://127.0.0.1/api", "https://shop.example"),
    ] {
        assert!(read(template, origin), "{template} on {origin}");
    }
    for (template, origin) in [
        ("http://other.example/api", "http://intranet.example"),
        ("http://intranet.example:81/api", "http://intranet.example"),
        ("http://intranet.example/api", "https://intranet.example"),
        ("http://intranet.example/api", "null"),
        ("//other.example/api", "https://shop.example"),
        ("javascript:1", "https://shop.example"),
        ("wss://shop.example/api", "https://shop.example"),
        ("https://{orderId}.example/api", "https://shop.example"),
        ("https://{orderId}/api", "https://shop.example"),
        ("https://user:pw@shop.example/api", "https://shop.example"),
        ("/api/{orderID}", "https://shop.example"),
        ("/api/{id}", "https://shop.example"),
        ("/api/{orderId", "https://shop.example"),
        ("/api /{orderId}", "https://shop.example"),
        ("\\\\other.example", "https://shop.example"),
        ("", "https://shop.example"),
    ] {
        assert!(!read(template, origin), "{template} on {origin}");
    }
}

#[test]
fn the_socket_address_says_protocol_client_and_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        stream(TRANSAK_STREAM).unwrap(),
        format!(
            "wss://ws-ap2.pusher.com:443/app/1d9ffac87de599c61283?protocol=7&client=transak-order-tracker&version={version}"
        )
    );
    for good in [
        "wss://push.shop.example/app/key-1_A",
        "ws://127.0.0.1:6001/app/k",
        "ws://localhost/app/k",
        "ws://[::1]:6001/app/k",
        "wss://localhost:6001/app/k",
    ] {
        assert!(
            stream(good)
                .unwrap()
                .starts_with(&format!("{good}?protocol=7&")),
            "{good}"
        );
    }
}

/// Bad input 25 (the cluster is a part of the host here).
#[test]
fn a_stream_url_of_another_shape_is_refused() {
    for bad in [
        "wss://ws-ap2/../x.pusher.com:443/app/key",
        "wss://ws-ap2.evil.com#.pusher.com:443/app/key",
        "wss://ws-AP2.pusher.com:443/app/key",
        "wss://wѕ-ap2.pusher.com:443/app/key",
        "ws://ws-ap2.pusher.com/app/key",
        "https://ws-ap2.pusher.com/app/key",
        "http://localhost/app/key",
        "//ws-ap2.pusher.com/app/key",
        "wss://ws-ap2.pusher.com",
        "wss://ws-ap2.pusher.com/app/",
        "wss://ws-ap2.pusher.com/app",
        "wss://ws-ap2.pusher.com/app/key/",
        "wss://ws-ap2.pusher.com/app/key/more",
        "wss://ws-ap2.pusher.com/apps/key",
        "wss://ws-ap2.pusher.com/app/key?protocol=7",
        "wss://ws-ap2.pusher.com/app/key#x",
        "wss://ws-ap2.pusher.com/app/ke%79",
        "wss://ws-ap2.pusher.com/app/../key",
        "wss://u:p@ws-ap2.pusher.com/app/key",
        "wss://ws-ap2.pusher.com:0/app/key",
        "wss://[2001:db8::1]/app/key",
        "wss:///app/key",
        "ap2",
        "",
    ] {
        assert!(stream(bad).is_err(), "{bad}");
    }
    assert!(stream(&format!("wss://ws-ap2.pusher.com/app/{}", "k".repeat(65))).is_err());
}

/// Host and rest of an `https:` URL, read in another way than the code under test does.
fn host_of(url: &str) -> String {
    let rest = url.strip_prefix("https://").expect("https");
    let host: String = rest.chars().take_while(|c| *c != '/').collect();
    assert!(
        host.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-'),
        "{host}"
    );
    host
}

fn mutated_link() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        Just("etherscan.io".to_owned()),
        Just("x.example".to_owned()),
        "[a-zA-Z0-9.@:\\\\-]{0,20}",
        ".{0,10}"
    ];
    let scheme = prop_oneof![Just("https://".to_owned()), "[a-z]{0,6}:?[/\\\\]{0,3}"];
    let middle = prop_oneof!["[a-z0-9]{1,5}", "[/a-z0-9.%?#=@\\\\]{0,12}"];
    let end = prop_oneof![Just(String::new()), "[?#/][a-z=&%]{0,5}", ".{0,3}"];
    (scheme, host, middle, Just(HASH), end).prop_map(|(a, b, c, d, e)| format!("{a}{b}/{c}/{d}{e}"))
}

#[test]
fn half_a_dozen_of_the_mutated_links_pass_so_that_their_test_tests_something() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let passed = (0..256)
        .filter(|_| follow(&mutated_link().new_tree(&mut runner).unwrap().current()).is_some())
        .count();
    assert!(passed >= 6, "{passed}");
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,200}", origin in ".{0,30}") {
        let _ = explorer(&text, Some(&text), std::slice::from_ref(&text));
        let _ = (page(&text), stream(&text), is_plain_id(&text), is_host_name(&text));
        let _ = StatusUrl::read(&text, &origin).map(|url| url.url(Some(&origin), None));
    }

    #[test]
    fn every_link_that_passes_is_https_to_an_allowed_host(link in mutated_link(), given in any::<bool>()) {
        let extra = ["x.example".to_owned()];
        if let Some(url) = explorer(&link, given.then_some(HASH), &extra) {
            let host = host_of(&url);
            prop_assert!(EXPLORERS.lines().any(|known| known == host) || host == "x.example");
            prop_assert!(url.bytes().all(|b| b.is_ascii_graphic()));
            prop_assert_eq!(explorer(&url, given.then_some(HASH), &extra), Some(url));
        }
    }

    #[test]
    fn every_page_link_that_passes_has_no_other_scheme(
        url in prop_oneof![".{0,40}", "[a-z ]{0,3}(java|data|https?)[a-z\t\n]{0,6}:/{0,3}[a-z0-9.@:/]{0,12}", mutated_link()],
    ) {
        if let Some(url) = page(&url) {
            let first = url.split(['/', '?', '#']).next().unwrap().to_owned();
            let absolute = url.starts_with("https://") || url.starts_with("http://localhost") || url.starts_with("http://127.") || url.starts_with("http://[::1]");
            prop_assert!(absolute || !first.contains(':'));
            prop_assert!(!url.starts_with("//"));
            prop_assert!(!url.contains(|c: char| c.is_ascii_control() || c == '\\' || c == ' '));
        }
    }

    #[test]
    fn an_id_never_leaves_its_place_in_a_status_url(id in "[^.].{0,60}") {
        let url = ask("https://api.shop.example/orders/{orderId}?full=1", &id).unwrap();
        let filled = url.strip_prefix("https://api.shop.example/orders/").unwrap().strip_suffix("?full=1").unwrap();
        prop_assert!(filled.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.!~*'()%".contains(&b)));
    }
}
