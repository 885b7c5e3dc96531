//! The first paint: what a server writes is safe, honest, and what the element shows first.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use common::{CREATED, ORDER_ID, OTHER_ID, read, sample};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use transak_order_tracker::config::Options;
use transak_order_tracker::json::Json;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Amount, Order, Side, Status, Time, decode};
use transak_order_tracker::prompt::User;
use transak_order_tracker::render::{Fallback, Request, Style, render, style_sheet};

const STATUSES: [&str; 11] = [
    "AWAITING_PAYMENT_FROM_USER",
    "PAYMENT_DONE_MARKED_BY_USER",
    "PROCESSING",
    "PENDING_DELIVERY_FROM_TRANSAK",
    "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
    "COMPLETED",
    "CANCELLED",
    "FAILED",
    "EXPIRED",
    "REFUNDED",
    "SOMETHING_NEW",
];
/// Ends every context that a text could stand in.
const HOSTILE: &str =
    "\"'><script>alert(1)</script></template></style><!-- &amp; ]]> \u{202e}\u{0}\r\n`${x}`";

fn options() -> Options {
    Options {
        order_id: Some(ORDER_ID.to_owned()),
        ..Options::default()
    }
}

fn request(order: Order) -> Request {
    Request {
        options: options(),
        order: Some(order),
        ..Request::default()
    }
}

fn html(order: Order) -> String {
    render(&request(order)).unwrap()
}

fn of(status: &str, side: Option<Side>) -> Order {
    let mut order = Order::new(Status::parse(status).unwrap());
    order.id = Some(ORDER_ID.to_owned());
    order.side = side;
    order
}

fn problems(request: &Request) -> String {
    render(request).unwrap_err().to_string()
}

/// The value of the first attribute of this name, as a parser reads it.
fn attribute(html: &str, name: &str) -> String {
    let after = html.split_once(&format!(" {name}=\"")).expect(name).1;
    unescaped(after.split('"').next().unwrap())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The tags, and nothing of what is between them; attributes end where their quotes do.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for part in html.split('<').skip(1) {
        let name: String = part
            .chars()
            .take_while(|c| !matches!(c, ' ' | '>'))
            .collect();
        tags.push(name);
    }
    tags
}

/// The words, as they are seen.
fn words(html: &str) -> String {
    let mut words = String::new();
    for part in html.split('<').skip(1) {
        words.push_str(part.split_once('>').unwrap().1);
    }
    unescaped(&words)
}

#[test]
fn the_tag_holds_an_open_shadow_root_and_the_fallback() {
    let html = render(&Request {
        style: Style::Link("/assets/style.css?v=1&x".to_owned()),
        fallback: Some(Fallback {
            text: "See <your> order".to_owned(),
            href: Some("/orders/1?a=1&b=2".to_owned()),
        }),
        ..request(of("PROCESSING", Some(Side::Buy)))
    })
    .unwrap();
    let start = format!(
        "<transak-order-tracker order-id=\"{ORDER_ID}\" data-told=\"PROCESSING\"><template shadowrootmode=\"open\"><link rel=\"stylesheet\" href=\"/assets/style.css?v=1&amp;x\"><div "
    );
    assert!(html.starts_with(&start), "{html}");
    let end = "</section></div></template><a href=\"/orders/1?a=1&amp;b=2\">See &lt;your&gt; order</a></transak-order-tracker>";
    assert!(html.ends_with(end), "{html}");
    assert!(
        html.contains("<section part=\"tracker\" data-status=\"PROCESSING\""),
        "{html}"
    );
}

#[test]
fn every_element_ends_where_it_should() {
    for (name, order) in samples() {
        let mut open = Vec::new();
        for tag in tags(&html(order)) {
            match tag.strip_prefix('/') {
                Some(end) => assert_eq!(open.pop().as_deref(), Some(end), "{name}"),
                None => open.push(tag),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

fn samples() -> Vec<(&'static str, Order)> {
    [
        "get-order-buy-bank-completed.json",
        "get-orders-buy-card-completed.json",
        "get-orders-sell-bank-completed.json",
        "webhook-buy-bank-completed.json",
    ]
    .into_iter()
    .map(|name| {
        let value = sample(name);
        let one = value
            .get("data")
            .filter(|data| data.is_array())
            .map_or(&value, |data| &data[0]);
        let mut order = read(one).expect(name);
        order.id = Some(ORDER_ID.to_owned());
        (name, order)
    })
    .collect()
}

#[test]
fn every_status_on_every_side_is_shown_as_not_confirmed_with_a_title_and_a_current_place() {
    for status in STATUSES {
        for side in [Some(Side::Buy), Some(Side::Sell), None] {
            let html = html(of(status, side));
            assert_eq!(attribute(&html, "data-status"), status);
            assert_eq!(attribute(&html, "data-confirmed"), "false");
            assert_eq!(attribute(&html, "data-freshness"), "checking");
            assert_eq!(attribute(&html, "data-side"), side.map_or("", Side::name));
            assert!(
                words(&html).contains("Not confirmed yet"),
                "{status}: {html}"
            );
            let title = html.split_once("part=\"prompt-title\"").unwrap().1;
            let title = title.split_once("<bdi dir=\"auto\">").unwrap().1;
            assert!(!title.starts_with('<'), "{status} {side:?} has no title");
            assert_eq!(
                html.matches("data-step=").count(),
                if side == Some(Side::Sell) { 4 } else { 5 }
            );
        }
    }
}

#[test]
fn an_end_that_only_the_server_knows_is_told_as_a_rumour_and_offers_no_second_payment() {
    for status in ["COMPLETED", "REFUNDED", "FAILED", "EXPIRED", "CANCELLED"] {
        let html = html(of(status, Some(Side::Buy)));
        assert!(words(&html).contains("being confirmed"), "{status}");
        assert!(html.contains("data-tone=\"calm\""), "{status}");
        assert!(!html.contains("data-action=\"retry\""), "{status}");
        // The element tells it when it is confirmed.
        assert!(!html.contains("data-told"), "{status}");
    }
    let html = html(of("PROCESSING", None));
    assert_eq!(attribute(&html, "data-told"), "PROCESSING");
}

#[test]
fn nothing_that_comes_from_outside_becomes_markup() {
    let hostile = || Some(HOSTILE.to_owned());
    let mut order = of("FAILED", Some(Side::Sell));
    order.fiat_amount = Some(Amount::Text("45".to_owned()));
    order.crypto_amount = Some(Amount::Number(0.1));
    for text in [
        &mut order.fiat_currency,
        &mut order.crypto_currency,
        &mut order.network,
        &mut order.payment_method,
        &mut order.transaction_hash,
        &mut order.transaction_link,
        &mut order.status_reason,
        &mut order.deposit_address,
    ] {
        *text = hostile();
    }
    let mut awaiting = order.clone();
    awaiting.status = Status::AwaitingPaymentFromUser;
    for order in [order, awaiting] {
        let tame = Request {
            fallback: Some(Fallback {
                text: "x".to_owned(),
                href: None,
            }),
            messages: vec![
                ("label".to_owned(), "x".to_owned()),
                ("as-of".to_owned(), "x".to_owned()),
            ],
            user: Some(User::default()),
            ..request(order)
        };
        let mut wild = tame.clone();
        wild.messages = [
            "label",
            "as-of",
            "unconfirmed",
            "prompt.send-crypto.title",
            "step.placed",
            "summary.fee",
            "action.copy",
            HOSTILE,
        ]
        .map(|name| (name.to_owned(), HOSTILE.to_owned()))
        .to_vec();
        wild.fallback = Some(Fallback {
            text: HOSTILE.to_owned(),
            href: None,
        });
        wild.user = Some(User {
            status: hostile(),
            kyc_status: Some("APPROVED".to_owned()),
            is_allowed_to_place_order: Some(true),
        });
        wild.options.side = Some("sell".to_owned());
        wild.user.as_mut().unwrap().status = None;
        let (tame, wild) = (render(&tame).unwrap(), render(&wild).unwrap());
        assert_eq!(tags(&tame), tags(&wild));
        assert!(
            !wild.contains("<script") && !wild.contains("<!--"),
            "{wild}"
        );
        assert!(!wild.contains(['\0', '\r']), "{wild}");
        assert_eq!(wild.matches("</template>").count(), 1);
        assert!(words(&wild).contains("<script>alert(1)</script>"), "{wild}");
    }
}

#[test]
fn every_wrong_option_is_an_error_that_names_it_and_repeats_nothing() {
    type Set = fn(&mut Options);
    let wrong: [(&str, Set); 12] = [
        ("order-id", |o| o.order_id = Some("<b>".to_owned())),
        ("side", |o| o.side = Some("<b>".to_owned())),
        ("status", |o| o.status = Some("<b>".repeat(100))),
        ("status-url", |o| {
            o.status_url = Some("javascript:<b>".to_owned());
        }),
        ("stream-url", |o| {
            o.stream_url = Some("http://<b>".to_owned());
        }),
        ("environment", |o| o.environment = Some("<b>".to_owned())),
        ("locale", |o| o.locale = Some("<b>".to_owned())),
        ("theme", |o| o.theme = Some("<b>".to_owned())),
        ("layout", |o| o.layout = Some("<b>".to_owned())),
        ("resume-url", |o| {
            o.resume_url = Some("javascript:<b>".to_owned());
        }),
        ("retry-url", |o| o.retry_url = Some("data:<b>".to_owned())),
        ("support-url", |o| {
            o.support_url = Some("//user@<b>".to_owned());
        }),
    ];
    for (name, set) in wrong {
        let mut request = request(of("PROCESSING", None));
        set(&mut request.options);
        let error = render(&request).unwrap_err();
        assert!(error.to_string().starts_with(name), "{name}: {error}");
        assert!(!error.to_string().contains("<b>"), "{error}");
    }
    let good = request(of("PROCESSING", None));
    let link = |href: &str| Style::Link(href.to_owned());
    for (style, name) in [
        (link("javascript:x"), "stylesheet"),
        (link(""), "stylesheet"),
        (Style::Inline(Some("a b".to_owned())), "nonce"),
        (Style::Inline(Some(String::new())), "nonce"),
    ] {
        assert!(
            problems(&Request {
                style,
                ..good.clone()
            })
            .starts_with(name)
        );
    }
    let fallback = Some(Fallback {
        text: String::new(),
        href: Some("javascript:x".to_owned()),
    });
    assert!(problems(&Request { fallback, ..good }).starts_with("fallbackHref"));
}

#[test]
fn an_order_that_the_options_do_not_mean_is_an_error_and_so_is_nothing_to_follow() {
    let mut other = of("COMPLETED", None);
    other.id = Some(OTHER_ID.to_owned());
    assert_eq!(
        problems(&request(other)),
        "order is not the one that the options name."
    );
    assert!(problems(&Request::default()).contains("there is no order to follow"));
    assert!(
        problems(&Request {
            order: Some(Order::new(Status::Completed)),
            ..Request::default()
        })
        .contains("there is no order to follow")
    );
}

#[test]
fn without_an_id_in_the_options_the_orders_own_is_followed() {
    let html = render(&Request {
        order: Some(of("PROCESSING", None)),
        ..Request::default()
    })
    .unwrap();
    assert_eq!(attribute(&html, "order-id"), ORDER_ID);
}

#[test]
fn without_an_order_it_shows_that_one_is_waited_for() {
    let html = render(&Request {
        options: options(),
        ..Request::default()
    })
    .unwrap();
    assert_eq!(attribute(&html, "data-status"), "");
    assert_eq!(attribute(&html, "data-prompt"), "waiting");
    assert_eq!(attribute(&html, "data-given"), "{}");
}

#[test]
fn a_status_alone_is_shown_as_the_element_shows_it() {
    let mut request = Request {
        options: options(),
        ..Request::default()
    };
    request.options.status = Some("PROCESSING".to_owned());
    request.options.side = Some("sell".to_owned());
    let html = render(&request).unwrap();
    assert_eq!(attribute(&html, "status"), "PROCESSING");
    assert_eq!(attribute(&html, "data-status"), "PROCESSING");
    assert_eq!(attribute(&html, "data-side"), "sell");
}

#[test]
fn a_restricted_user_is_not_led_to_a_payment() {
    let html = render(&Request {
        user: Some(User {
            is_allowed_to_place_order: Some(false),
            ..User::default()
        }),
        ..request(of("AWAITING_PAYMENT_FROM_USER", Some(Side::Buy)))
    })
    .unwrap();
    assert_eq!(attribute(&html, "data-prompt"), "account-restricted");
    assert!(!html.contains("data-action=\"resume\""));
}

#[test]
fn the_element_finds_the_same_order_and_only_the_allowed_fields() {
    for (name, order) in samples() {
        let given: Value =
            serde_json::from_str(&attribute(&html(order.clone()), "data-given")).unwrap();
        assert_eq!(
            decode::order(&NativeJson, &given["order"]),
            Some(order),
            "{name}"
        );
    }
    let secret = json!({ "id": ORDER_ID, "status": "PROCESSING", "walletAddress": "secret", "email": "secret", "userId": "secret" });
    assert!(!html(read(&secret).unwrap()).contains("secret"));
}

#[test]
fn an_order_without_an_id_is_bound_to_the_one_that_the_options_name() {
    let given: Value = serde_json::from_str(&attribute(
        &html(Order::new(Status::Processing)),
        "data-given",
    ))
    .unwrap();
    assert_eq!(given["order"]["id"], ORDER_ID);
}

#[test]
fn what_has_no_attribute_is_found_too() {
    let mut request = request(of("PROCESSING", None));
    request.options.explorer_hosts = vec!["explorer.example".to_owned()];
    request.active_orders = vec![of("PROCESSING", Some(Side::Sell))];
    request.messages = vec![(
        "label".to_owned(),
        "Ihre \"Bestellung\"\n\u{1}\\".to_owned(),
    )];
    request.user = Some(User {
        status: Some("ACTIVE".to_owned()),
        kyc_status: None,
        is_allowed_to_place_order: Some(true),
    });
    let given = NativeJson
        .parse(&attribute(&render(&request).unwrap(), "data-given"))
        .unwrap();
    assert_eq!(given["explorerHosts"], json!(["explorer.example"]));
    assert_eq!(
        given["activeOrders"],
        json!([{ "id": ORDER_ID, "status": "PROCESSING", "isBuyOrSell": "SELL" }])
    );
    assert_eq!(
        given["messages"],
        json!({ "label": "Ihre \"Bestellung\"\n\u{1}\\" })
    );
    assert_eq!(
        given["user"],
        json!({ "status": "ACTIVE", "isAllowedToPlaceOrder": true })
    );
}

#[test]
fn times_are_in_utc_and_say_so_and_a_clock_that_stands_still_shows_nothing() {
    let mut order = of("AWAITING_PAYMENT_FROM_USER", Some(Side::Buy));
    order.created_at = Some(Time(CREATED));
    order.expires_at = Some(now().plus(600_000));
    let html = html(order);
    assert!(
        html.contains("<time datetime=\"2024-10-15T14:29:11.000Z\">2024-10-15 14:29 UTC</time>"),
        "{html}"
    );
    assert!(
        html.contains("aria-live=\"off\"><bdi dir=\"auto\">\u{a0}</bdi>"),
        "{html}"
    );
    assert!(!words(&html).contains("left to pay"), "{html}");
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Time(i64::try_from(since.as_millis()).unwrap())
}

#[test]
fn it_says_when_it_was_written_and_not_that_anybody_looks_for_updates() {
    let minute = |time: Time| format!("{} UTC", time.to_iso().replace('T', " ").get(..16).unwrap());
    let order = of("PROCESSING", None);
    let before = minute(now());
    let shown = words(&html(order.clone()));
    let after = minute(now());
    let says = |shown: &str, words: &str| {
        [&before, &after]
            .iter()
            .any(|time| shown.contains(&[words, time].concat()))
    };
    assert!(says(&shown, "As of "), "{shown}");
    assert!(!shown.contains("Checking"));
    let messages = vec![("as-of".to_owned(), "Stand: {time}".to_owned())];
    let html = render(&Request {
        messages,
        ..request(order)
    })
    .unwrap();
    assert!(
        says(&words(&html), "Stand: ") || minute(now()) != after,
        "{html}"
    );
}

#[test]
fn what_needs_the_script_can_not_be_pressed() {
    let mut order = of("AWAITING_PAYMENT_FROM_USER", Some(Side::Sell));
    order.deposit_address = Some("0x5A4dB0C5".to_owned());
    let html = html(order);
    assert!(html.contains("<button"), "{html}");
    assert_eq!(
        html.matches("<button").count(),
        html.matches("disabled=\"\"").count()
    );
}

#[test]
fn amounts_are_plain_and_never_more_than_there_is() {
    let mut order = of("PROCESSING", Some(Side::Buy));
    order.fiat_amount = Some(Amount::Number(45.0));
    order.fiat_currency = Some("EUR".to_owned());
    order.crypto_amount = Some(Amount::Text("0.015556729".to_owned()));
    order.crypto_currency = Some("ETH".to_owned());
    order.fee = Some(Amount::Text("1.005".to_owned()));
    let shown = words(&html(order.clone()));
    for amount in ["45.00\u{a0}EUR", "0.01555672\u{a0}ETH"] {
        assert!(shown.contains(amount), "{shown}");
    }
    order.crypto_amount = Some(Amount::Number(1e-9));
    assert!(words(&html(order)).contains(" 0\u{a0}ETH"));
}

#[test]
fn the_style_is_a_link_or_inline_with_a_nonce_or_nothing() {
    let good = request(of("PROCESSING", None));
    assert!(!render(&good).unwrap().contains("style"));
    let inline = |nonce: Option<&str>| {
        let style = Style::Inline(nonce.map(str::to_owned));
        render(&Request {
            style,
            ..good.clone()
        })
        .unwrap()
    };
    assert!(inline(None).contains(&format!("<style>{}</style>", style_sheet())));
    assert!(inline(Some("r4nd0m==")).contains("<style nonce=\"r4nd0m==\">"));
    assert!(!style_sheet().contains("</"));
    assert!(!inline(None).contains(" style="));
}
