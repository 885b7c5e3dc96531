//! What the page wrote on the element → what the tracker works with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    clippy::unnecessary_wraps,
    clippy::semicolon_if_nothing_returned
)]

use proptest::prelude::*;
use std::sync::Arc;
use transak_order_tracker::config::{
    Config, ConfigError, Environment, Layout, Options, Page, Partner, StatusSource, Theme, locale,
    read, redirect,
};
use transak_order_tracker::link::Explorers;
use transak_order_tracker::order::{Amount, Side, Status};

const ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";
const OTHER: &str = "11111111-2222-4333-8444-555555555555";
const KEY: &str = "d79671a4-b021-4a4f-a444-6862a680a94b";
const TOKEN: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJBUElfS0VZIjoiZDc5NjcxYTQifQ.c2lnbmF0dXJl";

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn with(change: impl FnOnce(&mut Options)) -> (Config, Vec<ConfigError>) {
    with_query("", change)
}

fn with_query(query: &str, change: impl FnOnce(&mut Options)) -> (Config, Vec<ConfigError>) {
    let mut options = Options {
        order_id: some(ID),
        ..Options::default()
    };
    change(&mut options);
    read(
        &options,
        &Page {
            origin: "https://shop.example",
            query,
            explorers: Explorers::KNOWN,
        },
    )
}

fn good(change: impl FnOnce(&mut Options)) -> Config {
    let (config, errors) = with(change);
    assert_eq!(errors, []);
    config
}

/// The config, and the one attribute that is wrong; its message names it and ends like a sentence.
fn wrong(attribute: &str, change: impl FnOnce(&mut Options)) -> Config {
    let (config, errors) = with(change);
    assert_eq!(
        errors
            .iter()
            .map(ConfigError::attribute)
            .collect::<Vec<_>>(),
        [attribute]
    );
    let message = errors[0].message();
    assert!(
        message.starts_with(&format!("{attribute} "))
            && message.ends_with('.')
            && message.len() > attribute.len() + 10,
        "{message}"
    );
    assert_eq!(errors[0].to_string(), message);
    config
}

fn channels(config: &Config) -> Vec<String> {
    config
        .follow
        .iter()
        .flat_map(|follow| follow.channels())
        .map(|channel| channel.as_str().to_owned())
        .collect()
}

// The rows of the table of attributes.

#[test]
fn an_order_id_alone_is_enough() {
    let config = good(|_| ());
    assert_eq!(channels(&config), [ID]);
    assert_eq!(
        (
            config.side,
            config.initial,
            config.redirect,
            config.status_source,
            config.locale
        ),
        (None, None, None, None, None)
    );
    assert_eq!((config.theme, config.layout), (Theme::Auto, Layout::Full));
    assert!(config.stream.unwrap().starts_with("wss://ws-ap2.pusher.com:443/app/1d9ffac87de599c61283?protocol=7&client=transak-order-tracker&version="));
    assert_eq!((&config.links.resume, &config.links.retry), (&None, &None));
    assert_eq!(config.links.support, "https://support.transak.com/");
    assert_eq!(config.links.transak, "https://global.transak.com");
    assert!(config.links.explorer_hosts.is_empty());
}

#[test]
fn values_are_trimmed_and_an_empty_one_is_an_absent_one() {
    assert_eq!(
        channels(&good(|it| it.order_id = Some(format!(" {ID}\n")))),
        [ID]
    );
    let empty = || some(" ");
    let config = good(|it| {
        *it = Options {
            order_id: some(ID),
            ..Options::default()
        };
        (it.api_key, it.partner_order_id, it.side, it.status) =
            (empty(), empty(), empty(), empty());
        (it.status_url, it.stream_url, it.environment, it.locale) =
            (empty(), empty(), empty(), some(""));
        (
            it.theme,
            it.layout,
            it.resume_url,
            it.retry_url,
            it.support_url,
        ) = (empty(), empty(), empty(), empty(), empty());
    });
    assert_eq!(config, good(|_| ()));
}

#[test]
fn a_partner_reference_is_followed_on_its_own_channel() {
    let both = |it: &mut Options| (it.api_key, it.partner_order_id) = (some(KEY), some("shop-7"));
    assert_eq!(
        channels(&good(both)),
        [ID.to_owned(), format!("{KEY}_shop-7")]
    );
    let config = good(|it| {
        both(it);
        it.order_id = None;
    });
    assert_eq!(channels(&config), [format!("{KEY}_shop-7")]);
    let follow = config.follow.unwrap();
    assert_eq!(
        follow.partner,
        Some(Partner {
            api_key: KEY.to_owned(),
            partner_order_id: "shop-7".to_owned()
        })
    );
    assert_eq!(
        (follow.order_id.as_deref(), follow.partner_order_id()),
        (None, Some("shop-7"))
    );
}

#[test]
fn half_a_partner_reference_is_an_error_only_where_nothing_else_names_the_order() {
    assert_eq!(channels(&good(|it| it.api_key = some(KEY))), [ID]);
    assert_eq!(
        channels(&good(|it| it.partner_order_id = some("shop-7"))),
        [ID]
    );
    let config = wrong("api-key", |it| {
        (it.order_id, it.api_key) = (None, some(KEY))
    });
    assert_eq!(
        config.follow, None,
        "an API key alone names the stream of all orders"
    );
    assert_eq!(
        wrong("partner-order-id", |it| (
            it.order_id,
            it.partner_order_id
        ) = (None, some("shop-7")))
        .follow,
        None
    );
}

#[test]
fn no_order_at_all_is_an_error_unless_the_page_gave_a_user() {
    assert_eq!(wrong("order-id", |it| it.order_id = None).follow, None);
    assert_eq!(
        good(|it| (it.order_id, it.user_given) = (None, true)).follow,
        None
    );
}

#[test]
fn an_api_key_never_passes_for_an_order_id() {
    let config = wrong("order-id", |it| {
        (it.order_id, it.api_key, it.partner_order_id) = (some(KEY), some(KEY), some("7"))
    });
    assert_eq!(channels(&config), [format!("{KEY}_7")]);
}

/// Bad input 24.
#[test]
fn a_token_is_refused_and_never_repeated() {
    for errors in [
        with(|it| it.order_id = some(TOKEN)).1,
        with(|it| {
            (it.order_id, it.api_key, it.partner_order_id) = (None, some(TOKEN), some("shop-7"))
        })
        .1,
        with(|it| (it.order_id, it.api_key, it.partner_order_id) = (None, some(KEY), some(TOKEN)))
            .1,
    ] {
        assert_eq!(errors.len(), 1);
        assert!(errors[0].message().contains("JWT"));
    }
    assert_eq!(
        channels(&wrong("api-key", |it| (it.api_key, it.partner_order_id) =
            (some(TOKEN), some("shop-7")))),
        [ID]
    );
}

#[test]
fn an_id_that_no_channel_can_have_is_refused() {
    let long = "x".repeat(165);
    for id in [
        "a b",
        "a/b",
        "<b>",
        "é",
        "{{order.id}}",
        "[object Object]",
        "a\u{0}b",
        "..",
        "-",
        "undefined",
        "null",
        "private-x",
        "presence-x",
        "cache-x",
        "#server-to-user-1",
        &long,
    ] {
        assert_eq!(
            wrong("order-id", |it| it.order_id = some(id)).follow,
            None,
            "{id}"
        );
        assert_eq!(
            channels(&wrong("api-key", |it| (it.api_key, it.partner_order_id) =
                (some(id), some("7")))),
            [ID],
            "{id}"
        );
        let (config, errors) = with(|it| (it.api_key, it.partner_order_id) = (some(KEY), some(id)));
        assert_eq!(
            (channels(&config), errors.len()),
            (vec![ID.to_owned()], 1),
            "{id}"
        );
    }
    assert_eq!(
        channels(&wrong("partner-order-id", |it| (
            it.api_key,
            it.partner_order_id
        ) =
            (some(KEY), some(&"x".repeat(150))))),
        [ID]
    );
    assert!(
        with(|it| it.order_id = some("Order=7@shop,eu.1;x_y"))
            .1
            .is_empty()
    );
}

#[test]
fn side_is_buy_or_sell() {
    assert_eq!(good(|it| it.side = some("buy")).side, Some(Side::Buy));
    assert_eq!(good(|it| it.side = some("SELL")).side, Some(Side::Sell));
    assert_eq!(wrong("side", |it| it.side = some("swap")).side, None);
}

#[test]
fn status_is_what_the_page_knows() {
    let initial = |status: &str| good(|it| it.status = some(status)).initial.unwrap();
    assert_eq!(initial("PROCESSING").status, Status::Processing);
    assert_eq!(initial("PROCESSING").id, some(ID));
    assert_eq!(
        initial("BRAND_NEW").status,
        Status::Unknown("BRAND_NEW".to_owned())
    );
    assert_eq!(
        wrong("status", |it| it.status = Some("X".repeat(201))).initial,
        None
    );
}

#[test]
fn status_url_is_asked_with_the_ids_filled_in() {
    let ask = |url: &str| {
        good(|it| (it.status_url, it.partner_order_id) = (some(url), some("a=7")))
            .status_source
            .unwrap()
    };
    assert_eq!(
        ask("/api/orders/{orderId}").url(Some(ID), None),
        Some(format!("/api/orders/{ID}"))
    );
    assert_eq!(
        ask("https://api.shop.example/{partnerOrderId}").url(None, Some("a=7")),
        some("https://api.shop.example/a%3D7")
    );
    assert_eq!(
        ask("/{orderId}").url(None, Some("a=7")),
        None,
        "the order id comes by the stream"
    );
    for url in [
        "http://api.shop.example/{orderId}",
        "//api.shop.example",
        "javascript:1",
        "/api/{id}",
        "https://{orderId}.example",
    ] {
        assert_eq!(
            wrong("status-url", |it| it.status_url = some(url)).status_source,
            None,
            "{url}"
        );
    }
}

#[test]
fn a_status_url_that_can_never_be_filled_in_is_an_error() {
    assert_eq!(
        wrong("status-url", |it| it.status_url = some("/{partnerOrderId}")).status_source,
        None
    );
    let config =
        good(|it| (it.status_url, it.partner_order_id) = (some("/{partnerOrderId}"), some("7")));
    let follow = config.follow.unwrap();
    assert_eq!(
        config
            .status_source
            .unwrap()
            .url(follow.order_id.as_deref(), follow.partner_order_id()),
        some("/7")
    );
}

#[test]
fn fetch_order_goes_before_status_url() {
    let source = good(|it| (it.fetch_order, it.status_url) = (true, some("/api")))
        .status_source
        .unwrap();
    assert_eq!(
        (source.url(Some(ID), None), source),
        (None, StatusSource::Fetch)
    );
}

#[test]
fn events_url_takes_the_place_of_the_stream() {
    let config = good(|it| it.events_url = some("/events/{orderId}"));
    assert_eq!(config.stream, None);
    assert_eq!(
        config.events.unwrap().url(Some(ID), None),
        Some(format!("/events/{ID}"))
    );
    let config = good(|it| {
        it.events_url = some(" https://api.shop.example/events?number={partnerOrderId} ");
        (it.partner_order_id, it.stream_url) = (some("a=7"), some("none"));
        it.fetch_order = true;
    });
    assert_eq!(
        config.events.unwrap().url(None, Some("a=7")),
        some("https://api.shop.example/events?number=a%3D7")
    );
    assert_eq!(good(|it| it.events_url = some(" ")).events, None);
}

#[test]
fn events_url_has_the_rules_of_status_url() {
    for url in [
        "http://api.shop.example/{orderId}",
        "//api.shop.example",
        "javascript:1",
        "wss://api.shop.example",
        "/events/{id}",
        "https://{orderId}.example",
        "/events/{partnerOrderId}",
    ] {
        let config = wrong("events-url", |it| it.events_url = some(url));
        assert_eq!(config.events, None, "{url}");
        assert_eq!(config.stream, None, "{url}");
        let beside = wrong("events-url", |it| {
            (it.events_url, it.stream_url) = (some(url), some("none"));
        });
        assert_eq!(beside.stream, None, "{url}");
    }
    assert!(
        good(|it| it.events_url = some("http://localhost:8080/{orderId}"))
            .events
            .is_some()
    );
}

#[test]
fn events_url_goes_before_a_stream_url_which_is_told() {
    for url in ["wss://shop.example/app/key", "off"] {
        let config = wrong("stream-url", |it| {
            (it.events_url, it.stream_url) = (some("/events"), some(url));
        });
        assert!(config.events.is_some() && config.stream.is_none());
    }
}

#[test]
fn stream_url_is_any_pusher_server_or_none() {
    assert!(
        good(|it| it.stream_url = some("ws://127.0.0.1:6001/app/k"))
            .stream
            .unwrap()
            .starts_with("ws://127.0.0.1:6001/app/k?protocol=7")
    );
    assert_eq!(good(|it| it.stream_url = some("none")).stream, None);
    assert_eq!(good(|it| it.stream_url = some(" None ")).stream, None);
}

/// Bad input 25.
#[test]
fn a_wrong_stream_url_opens_no_socket_and_transaks_neither() {
    for url in [
        "wss://ws-ap2/../x.pusher.com/app/k",
        "wss://ws-ap2.evil.com#.pusher.com/app/k",
        "wss://ws-AP2.pusher.com/app/k",
        "ws://shop.example/app/k",
        "wss://mine.example/other",
        "javascript:alert(1)",
        "https://mine.example/app/k",
        "off",
    ] {
        assert_eq!(
            wrong("stream-url", |it| it.stream_url = some(url)).stream,
            None,
            "{url}"
        );
    }
}

#[test]
fn environment_decides_where_deep_links_lead() {
    assert_eq!(
        good(|it| it.environment = some("production")).links.transak,
        "https://global.transak.com"
    );
    assert_eq!(
        good(|it| it.environment = some("staging")).links.transak,
        "https://global-stg.transak.com"
    );
    assert_eq!(
        wrong("environment", |it| it.environment = some("test"))
            .links
            .transak,
        "https://global.transak.com"
    );
    assert_eq!(
        [Environment::Production, Environment::Staging].map(Environment::name),
        ["production", "staging"]
    );
}

#[test]
fn theme_and_layout_are_one_of_three() {
    for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
        assert_eq!(good(|it| it.theme = some(theme.name())).theme, theme);
    }
    for layout in [Layout::Full, Layout::Compact, Layout::Line] {
        assert_eq!(good(|it| it.layout = some(layout.name())).layout, layout);
    }
    assert_eq!(
        wrong("theme", |it| it.theme = some("blue")).theme,
        Theme::Auto
    );
    assert_eq!(
        wrong("layout", |it| it.layout = some("huge")).layout,
        Layout::Full
    );
}

#[test]
fn the_pages_own_links_lead_to_pages() {
    let config = good(|it| {
        (it.resume_url, it.retry_url, it.support_url) = (
            some("/pay"),
            some("https://shop.example/pay?again"),
            some("http://localhost:3000/help"),
        )
    });
    assert_eq!(
        (config.links.resume.clone(), config.links.retry.clone()),
        (some("/pay"), some("https://shop.example/pay?again"))
    );
    assert_eq!(config.links.support, "http://localhost:3000/help");
    for bad in [
        "javascript:alert(1)",
        "//evil.example",
        "http://shop.example/",
    ] {
        assert_eq!(
            wrong("resume-url", |it| it.resume_url = some(bad))
                .links
                .resume,
            None
        );
        assert_eq!(
            wrong("retry-url", |it| it.retry_url = some(bad))
                .links
                .retry,
            None
        );
        assert_eq!(
            wrong("support-url", |it| it.support_url = some(bad))
                .links
                .support,
            "https://support.transak.com/"
        );
    }
}

#[test]
fn explorer_hosts_are_plain_names() {
    let hosts = |hosts: &[&str]| {
        hosts
            .iter()
            .map(|host| (*host).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        good(|it| it.explorer_hosts = hosts(&["Scan.Shop.example "]))
            .links
            .explorer_hosts,
        ["scan.shop.example"]
    );
    let config = wrong("explorerHosts", |it| {
        it.explorer_hosts = hosts(&[
            "https://scan.example",
            "*.example",
            "127.0.0.1",
            "scan.shop.example",
        ])
    });
    assert_eq!(config.links.explorer_hosts, ["scan.shop.example"]);
    assert_eq!(
        wrong("explorerHosts", |it| it.explorer_hosts =
            hosts(&["scan.shop.example"; 101]))
        .links
        .explorer_hosts
        .len(),
        100
    );
}

#[test]
fn each_wrong_attribute_is_told_once_and_nothing_else_is_lost() {
    let (config, errors) = with(|it| {
        (it.theme, it.layout, it.locale, it.side) =
            (some("x"), some("line"), some("x"), some("sell"));
        it.status_url = some("/api/{orderId}");
    });
    assert_eq!(
        errors
            .iter()
            .map(ConfigError::attribute)
            .collect::<Vec<_>>(),
        ["locale", "theme"]
    );
    assert_eq!(
        (config.layout, config.side, channels(&config)),
        (Layout::Line, Some(Side::Sell), vec![ID.to_owned()])
    );
    assert!(config.status_source.is_some());
}

// Locales (bad input 26).

#[test]
fn a_locale_is_canonicalised() {
    for (tag, canonical) in [
        ("ar-EG", "ar-EG"),
        ("fa", "fa"),
        ("hi", "hi"),
        ("en-u-nu-arab", "en-u-nu-arab"),
        ("ar_EG-U-NU-Latn-CA-islamic", "ar-EG-u-nu-latn-ca-islamic"),
        ("en_US", "en-US"),
        ("pt_br", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("ZH_HANS", "zh-Hans"),
        ("de-DE-1996", "de-DE-1996"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("es-419", "es-419"),
        ("ast", "ast"),
        (" en-GB ", "en-GB"),
        ("de-x-mtfrom-en", "de"),
        ("iw-X-mtfrom-en", "iw"),
        ("zh-Hant-TW-x-mtfrom-de", "zh-Hant-TW"),
        ("en-u-nu-arab-x-a", "en-u-nu-arab"),
    ] {
        assert_eq!(locale::canonical(tag).as_deref(), Some(canonical), "{tag}");
        assert_eq!(
            good(|it| it.locale = some(tag)).locale.as_deref(),
            Some(canonical),
            "{tag}"
        );
    }
    assert_eq!(good(|it| it.locale = some("")).locale, None);
}

#[test]
fn a_tag_that_intl_refuses_is_an_error() {
    let long = format!("en-u-{}", "nu-".repeat(40));
    for tag in [
        "x",
        "x-klingon",
        "i-klingon",
        "C",
        "root",
        "e",
        "12",
        "en-",
        "-en",
        "en--US",
        "en-US-",
        "en-USA",
        "en-u",
        "en-u-n1",
        "en-u-nu-a",
        "en-u-nu-waytoolong9",
        "de-1996-1996",
        "en-a-bbb-a-ccc",
        "zh-yue",
        "en-US-GB",
        "en US",
        "en.UTF-8",
        "en_US.UTF-8",
        "en-é",
        "日本語",
        "<b>",
        "../../etc",
        "en\u{0}",
        &long,
    ] {
        assert_eq!(locale::canonical(tag), None, "{tag}");
        assert_eq!(
            wrong("locale", |it| it.locale = some(tag)).locale,
            None,
            "{tag}"
        );
    }
}

// The page's query.

const FULL: &str = "?orderId=322dc79c-fad2-4df1-bf50-b292191fc953&fiatCurrency=EUR&cryptoCurrency=ETH&fiatAmount=45&cryptoAmount=0.01788752\
    &isBuyOrSell=BUY&status=PROCESSING&walletAddress=0xD902d7eBF7bc5eCa9EEA22a6Ee9F1A30EBeBEFeE&totalFeeInFiat=1.61&partnerOrderId=shop-7&network=ethereum";

fn redirected(query: &str) -> (Config, Vec<ConfigError>) {
    with_query(query, |it| (it.order_id, it.from_redirect) = (None, true))
}

#[test]
fn a_redirect_names_the_order_and_tells_how_it_stands() {
    let (config, errors) = redirected(FULL);
    assert_eq!((errors, channels(&config)), (vec![], vec![ID.to_owned()]));
    let order = Arc::unwrap_or_clone(config.redirect.unwrap());
    assert_eq!(
        (order.id, order.status, order.side),
        (some(ID), Status::Processing, Some(Side::Buy))
    );
    assert_eq!(
        (order.fiat_amount, order.fiat_currency),
        (Amount::from_text("45"), some("EUR"))
    );
    assert_eq!(
        (order.crypto_amount, order.crypto_currency),
        (Amount::from_text("0.01788752"), some("ETH"))
    );
    assert_eq!(
        (order.fee, order.network),
        (Amount::from_text("1.61"), some("ethereum"))
    );
}

#[test]
fn an_old_redirect_with_quotes_and_undefined_is_understood() {
    let query = format!(
        "orderId=%22{ID}%22&fiatAmount='45.5'&cryptocurrency=%27ETH%27&isBuyorSell=%22SELL%22&totalFee=undefined&fiatCurrency=null&network=&status=%22AWAITING_PAYMENT_FROM_USER%22"
    );
    let order = Arc::unwrap_or_clone(redirected(&query).0.redirect.unwrap());
    assert_eq!(
        (order.id, order.status, order.side),
        (some(ID), Status::AwaitingPaymentFromUser, Some(Side::Sell))
    );
    assert_eq!(
        (order.fiat_amount, order.crypto_currency),
        (Amount::from_text("45.5"), some("ETH"))
    );
    assert_eq!(
        (order.fee, order.fiat_currency, order.network),
        (None, None, None)
    );
    assert_eq!(
        redirect::read(&format!("orderId={ID}&status=PROCESSING&totalFee=2"))
            .unwrap()
            .order
            .unwrap()
            .fee,
        Amount::from_text("2")
    );
}

#[test]
fn the_query_is_read_only_where_the_page_asks_for_it() {
    let (config, errors) = with_query(FULL, |it| it.order_id = None);
    assert_eq!(
        (config.follow, config.redirect, errors.len()),
        (None, None, 1)
    );
}

#[test]
fn without_a_uuid_nothing_is_taken() {
    for id in [
        "",
        "1",
        "undefined",
        "322dc79cfad24df1bf50b292191fc953",
        "322dc79c-fad2-4df1-bf50-b292191fc95g",
        "322dc79c-fad2-4df1-bf50-b292191fc9533",
        "322dc79c_fad2_4df1_bf50_b292191fc953",
        "<b>",
        "%F0%28",
    ] {
        let (config, errors) = redirected(&format!("?orderId={id}&status=COMPLETED"));
        assert_eq!(
            (config.follow, config.redirect, errors.len()),
            (None, None, 1),
            "{id}"
        );
    }
    assert_eq!(redirect::read("?status=COMPLETED&partnerOrderId=7"), None);
}

#[test]
fn without_a_status_only_the_ids_are_taken() {
    let (config, errors) = redirected(&format!("?orderId={ID}&fiatAmount=45"));
    assert_eq!(
        (channels(&config), config.redirect, errors),
        (vec![ID.to_owned()], None, vec![])
    );
}

#[test]
fn the_pages_order_id_goes_before_the_querys() {
    let (config, errors) = with_query(FULL, |it| {
        (it.order_id, it.from_redirect) = (some(OTHER), true)
    });
    assert_eq!(
        (channels(&config), config.redirect, errors),
        (vec![OTHER.to_owned()], None, vec![])
    );
    let (config, _) = with_query(FULL, |it| {
        (it.order_id, it.from_redirect) = (Some(ID.to_uppercase()), true)
    });
    assert_eq!(channels(&config), [ID.to_uppercase()]);
    assert_eq!(
        config.redirect.unwrap().id.clone(),
        Some(ID.to_uppercase()),
        "spelled as on the channel"
    );
}

#[test]
fn the_querys_partner_order_id_counts_only_with_the_pages_api_key() {
    assert_eq!(redirected(FULL).0.follow.unwrap().partner_order_id(), None);
    let keyed = |query: &str, reference: Option<String>| {
        with_query(query, |it| {
            (it.order_id, it.from_redirect) = (None, true);
            (it.api_key, it.partner_order_id) = (some(KEY), reference);
        })
    };
    let (config, errors) = keyed(FULL, None);
    assert_eq!(
        (channels(&config), errors),
        (vec![ID.to_owned(), format!("{KEY}_shop-7")], vec![])
    );
    let (config, _) = keyed(FULL, some("shop-7"));
    assert_eq!(channels(&config), [ID.to_owned(), format!("{KEY}_shop-7")]);
    let (config, _) = keyed(FULL, some("shop-8"));
    assert_eq!(
        (channels(&config), config.redirect),
        (vec![format!("{KEY}_shop-8")], None),
        "it is about another order"
    );
    for unfit in ["a%20b%2F..", "..", &"x".repeat(150)] {
        let (config, errors) = keyed(&FULL.replace("shop-7", unfit), None);
        assert_eq!((channels(&config), errors), (vec![ID.to_owned()], vec![]));
    }
}

#[test]
fn a_forged_link_never_opens_the_stream_of_all_orders() {
    for key in [KEY.to_owned(), KEY.to_uppercase()] {
        let query = FULL.replace(ID, &key);
        let (config, _) = with_query(&query, |it| {
            (it.order_id, it.from_redirect, it.api_key) = (None, true, some(KEY));
        });
        assert_eq!((config.follow, config.redirect), (None, None));
    }
}

#[test]
fn a_forged_link_never_brings_an_address_to_send_crypto_to() {
    let query = FULL
        .replace("BUY", "SELL")
        .replace("PROCESSING", "AWAITING_PAYMENT_FROM_USER");
    let order = Arc::unwrap_or_clone(redirected(&query).0.redirect.unwrap());
    assert_eq!(
        (order.side, order.deposit_address),
        (Some(Side::Sell), None)
    );
    assert_eq!((order.transaction_link, order.status_reason), (None, None));
}

#[test]
fn the_first_occurrence_of_a_name_counts() {
    let query = format!("?orderId={ID}&orderId={OTHER}&status=PROCESSING&status=COMPLETED");
    let found = redirect::read(&query).unwrap();
    assert_eq!(
        (found.order_id.as_str(), found.order.unwrap().status),
        (ID, Status::Processing)
    );
}

#[test]
fn broken_escapes_are_harmless() {
    let network = |value: &str| {
        redirect::read(&format!("?orderId={ID}&status=PROCESSING&network={value}"))
            .unwrap()
            .order
            .unwrap()
            .network
    };
    assert_eq!(network("a+b%20c").as_deref(), Some("a b c"));
    assert_eq!(network("%").as_deref(), Some("%"));
    assert_eq!(network("%4").as_deref(), Some("%4"));
    assert_eq!(network("%zz%41").as_deref(), Some("%zzA"));
    assert_eq!(network("%C3%A9").as_deref(), Some("é"));
    assert_eq!(network("%ff%fe"), None, "no UTF-8");
    assert_eq!(
        network("a%00%1b%E2%80%AEb").as_deref(),
        Some("ab"),
        "no control characters, nothing that turns text round"
    );
    assert_eq!(network(&"x".repeat(61)), None);
}

#[test]
fn wrong_amounts_sides_and_statuses_are_as_good_as_none() {
    let long = "1".repeat(41);
    for amount in ["-1", "1e400", "NaN", "1,5", "Infinity", "0x10", ".", &long] {
        let order = redirect::read(&format!(
            "orderId={ID}&status=PROCESSING&fiatAmount={amount}&cryptoAmount={amount}"
        ))
        .unwrap()
        .order
        .unwrap();
        assert_eq!(
            (order.fiat_amount, order.crypto_amount),
            (None, None),
            "{amount}"
        );
    }
    assert_eq!(
        redirect::read(&format!("orderId={ID}&status=PROCESSING&isBuyOrSell=SWAP"))
            .unwrap()
            .order
            .unwrap()
            .side,
        None
    );
    assert_eq!(
        redirect::read(&format!("orderId={ID}&status={}", "X".repeat(201)))
            .unwrap()
            .order,
        None
    );
    assert_eq!(
        redirect::read(&format!("orderId={ID}&status=<b>"))
            .unwrap()
            .order
            .unwrap()
            .status
            .code(),
        "UNKNOWN"
    );
}

#[test]
fn a_query_of_more_than_8_kib_is_not_read() {
    let query = |length: usize| format!("{FULL}&x={}", "y".repeat(length - FULL.len() - 3));
    assert!(redirect::read(&query(8_192)).is_some());
    assert_eq!(redirect::read(&query(8_193)), None);
}

// Whatever the page writes.

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        ".{0,40}",
        "[a-zA-Z_-]{1,12}",
        Just(TOKEN.to_owned()),
        Just(KEY.to_owned()),
        "(https?|wss?|javascript)://?[a-z0-9.:@]{0,20}/[a-z{}A-Z/]{0,20}"
    ])
}

prop_compose! {
    fn options()(
        ids in [text(), text(), text()],
        words in [text(), text(), text(), text(), text(), text()],
        urls in [text(), text(), text(), text(), text(), text()],
        flags in any::<[bool; 3]>(),
        explorer_hosts in proptest::collection::vec(".{0,20}", 0..4),
    ) -> Options {
        let [order_id, api_key, partner_order_id] = ids;
        let [side, status, environment, locale, theme, layout] = words;
        let [status_url, stream_url, events_url, resume_url, retry_url, support_url] = urls;
        let [from_redirect, fetch_order, user_given] = flags;
        Options {
            order_id, api_key, partner_order_id, side, status, status_url, stream_url, events_url, environment, locale, theme, layout,
            resume_url, retry_url, support_url, from_redirect, fetch_order, user_given, explorer_hosts,
        }
    }
}

proptest! {
    #[test]
    fn reading_never_fails_and_what_comes_out_passed_its_rules(options in options(), query in ".{0,80}") {
        let (config, errors) = read(&options, &Page { origin: "https://shop.example", query: &query, explorers: Explorers::KNOWN });
        if let Some(follow) = &config.follow {
            let ids = usize::from(follow.order_id.is_some()) + usize::from(follow.partner.is_some());
            prop_assert!(ids > 0);
            prop_assert_eq!(follow.channels().len(), ids);
            prop_assert!(follow.channels().iter().all(|channel| channel.as_str() != KEY || options.order_id.as_deref().map(str::trim) == Some(KEY)));
        } else {
            prop_assert!(options.user_given || !errors.is_empty());
        }
        if let Some(tag) = &config.locale {
            prop_assert_eq!(locale::canonical(tag), Some(tag.clone()));
        }
        for link in [Some(&config.links.support), config.links.resume.as_ref(), config.links.retry.as_ref()].into_iter().flatten() {
            prop_assert!(!link.trim_start().starts_with("javascript:"), "{link}");
        }
        prop_assert!(config.events.is_none() || config.stream.is_none());
        prop_assert!(config.stream.is_none_or(|url| url.starts_with("wss://") || url.starts_with("ws://l") || url.starts_with("ws://127.")));
    }

    #[test]
    fn no_error_repeats_what_the_page_wrote(id in "[a-z0-9]{12,20}", bad in "[ /<>é]") {
        let value = Some(format!("{id}{bad}{id}"));
        let options = Options {
            order_id: value.clone(), api_key: value.clone(), partner_order_id: value.clone(), status_url: Some(format!("ftp://{id}/{{orderId}}")), locale: value.clone(),
            stream_url: value.clone(), side: value.clone(), explorer_hosts: value.into_iter().collect(), ..Options::default()
        };
        let (_, errors) = read(&options, &Page { origin: "https://shop.example", query: "", explorers: Explorers::KNOWN });
        prop_assert!(errors.len() >= 6);
        let told = format!("{errors:?} {}", errors.iter().map(ConfigError::message).collect::<String>());
        prop_assert!(!told.contains(&id));
    }

    #[test]
    fn no_query_panics(query in "(orderId=322dc79c-fad2-4df1-bf50-b292191fc953&)?(status|network|fiatAmount|isBuyOrSell)=[%0-9a-fA-F+'\"&=é]{0,60}.{0,30}") {
        let _ = redirect::read(&query);
    }
}
