//! Orders: JSON text → the decoder → the merge rule and a whole feed → the prompt and the words.
//!
//! Several documents are parted by a line `---`, after which a letter may name the next one's source (`p`oll, `h`ost, `r`edirect,
//! `i`nitial; else the stream).

use super::checks;
use std::sync::Arc;
use transak_order_tracker::config::{self, Config, Options, Page};
use transak_order_tracker::feed::{Feed, Input, Now, Output};
use transak_order_tracker::json::Json;
use transak_order_tracker::link::Explorers;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::lifecycle::Finality;
use transak_order_tracker::order::{Order, Side, Time, decode};
use transak_order_tracker::prompt::{Action, PromptKind};
use transak_order_tracker::state::{Source, State};
use transak_order_tracker::text;
use transak_order_tracker::tracking::{News, Tracking};

const HOSTS: [&str; 1] = ["explorer.shop.example"];

pub fn body(text: &str) {
    let mut news = Vec::new();
    for part in ["\n", text].concat().split("\n---").take(12) {
        let (head, document) = part.split_once('\n').unwrap_or((part, ""));
        let source = match head.bytes().next() {
            Some(b'p') => Source::Poll,
            Some(b'h') => Source::Push,
            Some(b'r') => Source::Redirect,
            Some(b'i') => Source::Initial,
            _ => Source::Stream,
        };
        if let Some(order) = read(document) {
            news.push((source, Arc::new(order)));
        }
    }
    for order in news.iter().map(|(_, order)| order) {
        words(order);
    }
    for has_source in [false, true] {
        merge(&news, has_source);
        follow(&news, has_source);
    }
}

/// Reads a document; an envelope around it changes nothing.
fn read(document: &str) -> Option<Order> {
    let value = NativeJson.parse(document)?;
    for order in decode::orders(&NativeJson, &value) {
        checks::order(&order);
    }
    let order = decode::order(&NativeJson, &value)?;
    checks::order(&order);
    assert!(
        order.side != Some(Side::Buy) || order.deposit_address.is_none(),
        "nobody sends crypto on a buy order"
    );
    let again = decode::order(&NativeJson, &value);
    assert_eq!(
        again.as_ref(),
        Some(&order),
        "the same text, the same order"
    );
    Some(order)
}

/// What an order's own texts look like when they are shown.
fn words(order: &Order) {
    for text in [
        &order.status_reason,
        &order.deposit_address,
        &order.transaction_link,
        &order.transaction_hash,
        &order.network,
    ]
    .into_iter()
    .flatten()
    {
        checks::shown(&text::clean(text), 200);
        checks::shown(text::named(text).trim(), 200);
        if let Some(short) = text::shortened(text) {
            assert_eq!(short.chars().count(), 8 + 1 + 6);
        }
        assert!(text::fill("at {time}", "time", text).starts_with("at "));
    }
    if let Some(method) = &order.payment_method {
        checks::shown(text::method(method, &[]).trim(), 200);
    }
}

/// The merge rule: what is settled stays, and saying a thing twice is saying it once.
fn merge(news: &[(Source, Arc<Order>)], has_source: bool) {
    let mut tracking = Tracking::new(None, has_source);
    for (source, order) in news {
        let settled = tracking
            .confirmed()
            .filter(|fact| fact.order.status.finality() == Finality::Hard)
            .map(|fact| fact.order.status.clone());
        let news = News {
            order: order.clone(),
            source: *source,
            asked: None,
            at: Time(1_729_002_551_000),
        };
        tracking.merge(&news);
        if let Some(status) = settled {
            let confirmed = tracking.confirmed().map(|fact| &fact.order.status);
            assert_eq!(confirmed, Some(&status), "what is settled never leaves");
        }
        let once = tracking.shown().map(|fact| fact.order.status.clone());
        let sure = tracking.is_confirmed();
        tracking.merge(&news);
        let twice = tracking.shown().map(|fact| fact.order.status.clone());
        assert_eq!((once, sure), (twice, tracking.is_confirmed()), "{source:?}");
        let shown = tracking.shown().expect("news were taken in");
        assert!(shown.history.len() <= 24);
        assert!(*source == Source::Poll || !has_source || !sure || tracking.confirmed().is_some());
    }
}

fn config(has_source: bool) -> Config {
    let options = Options {
        api_key: Some("key".to_owned()),
        partner_order_id: Some("reference".to_owned()),
        status_url: has_source.then(|| "/orders/{partnerOrderId}".to_owned()),
        explorer_hosts: HOSTS.map(str::to_owned).to_vec(),
        ..Options::default()
    };
    let origin = "https://shop.example";
    config::read(
        &options,
        &Page {
            origin,
            query: "",
            explorers: Explorers::KNOWN,
        },
    )
    .0
}

/// A whole feed: what is shown, told and asked.
fn follow(news: &[(Source, Arc<Order>)], has_source: bool) {
    let mut now = Now {
        mono: 0,
        wall: Time(1_729_002_551_000),
        random: 1 << 31,
        heard: Some(0),
    };
    let mut feed = Feed::new(&config(has_source), None, now);
    let mut outputs = Vec::new();
    for (source, order) in news {
        now.mono += 30_000;
        now.wall = now.wall.plus(30_000);
        feed.handle(Input::Tick, now);
        feed.take_outputs(&mut outputs);
        let question = outputs.iter().rev().find_map(|output| match output {
            Output::Ask { number, .. } => Some(*number),
            _ => None,
        });
        let input = match (source, question) {
            (Source::Poll, Some(number)) => Input::Answer(number, Ok(order.clone().into())),
            (Source::Poll | Source::Stream, _) => Input::Message(Some(order.clone())),
            _ => Input::News(*source, order.clone()),
        };
        feed.handle(input, now);
        assert!(feed.deadline(now).is_none_or(|due| due >= now.mono));
        state(feed.state());
        feed.take_outputs(&mut outputs);
    }
    let told = format!("{outputs:?}");
    for id in news.iter().filter_map(|(_, order)| order.id.as_ref()) {
        let is_uuid = id.len() == 36 && id.matches('-').count() == 4;
        assert!(!is_uuid || !told.contains(id), "an order id was told");
    }
}

fn state(state: &State) {
    if let Some(order) = &state.order {
        checks::order(order);
        assert_eq!(state.stage.is_some(), !state.steps().is_empty());
    }
    assert!(state.history.len() <= 24);
    for action in state.prompt.iter().flat_map(|prompt| &prompt.actions) {
        match action {
            Action::Retry(_) => {
                let order = state.order.as_ref().expect("an order that failed");
                assert!(state.confirmed && order.status.finality() == Finality::Soft);
            }
            Action::ViewTransaction(url) => checks::followed(url, &HOSTS.map(str::to_owned)),
            Action::Resume(url) => {
                let rest = url.strip_prefix("https://global.transak.com/user/order");
                let id = rest.expect("Transak's own page");
                let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
                let (start, id) = id.split_at(1);
                assert!(id.is_empty() && start == "s" || start == "/" && id.bytes().all(plain));
            }
            Action::Support(url) => checks::page_link(url),
            Action::Copy(_) => {
                let kind = state.prompt.as_ref().map(|prompt| prompt.kind);
                assert_eq!(kind, Some(PromptKind::SendCrypto));
                assert_eq!(state.side, Some(Side::Sell), "only a seller sends crypto");
            }
        }
    }
}
