//! What the page wrote, and its query: lines of `name=value`, the names as in the markup; `query` is the page's own.

use super::checks;
use transak_order_tracker::config::{
    self, Config, ConfigError, Options, Page, StatusSource, locale,
};
use transak_order_tracker::config::{Follow, redirect};
use transak_order_tracker::link::{Explorers, is_host_name};
use transak_order_tracker::order::Order;

/// No message has this, so an error that holds it repeats what the page wrote.
const CANARY: &str = "Zq7-canary";

pub fn body(text: &str) {
    let (options, origin, query) = options(text, "");
    let page = Page {
        origin: &origin,
        query: &query,
        explorers: Explorers::KNOWN,
    };
    let (config, errors) = config::read(&options, &page);
    check(&config, &options);
    assert!(
        config.follow.is_some() || options.user_given || !errors.is_empty(),
        "nothing to follow, and nobody says so"
    );
    if let Some(found) = redirect::read(&query) {
        assert!(found.order_id.len() == 36 && found.order_id.matches('-').count() == 4);
        found.order.iter().for_each(from_query);
    }
    let (marked, _, _) = self::options(text, CANARY);
    let (_, marked) = config::read(&marked, &page);
    for error in errors.iter().chain(&marked) {
        told(error);
    }
}

/// Reads the lines; each value gets `end` behind it.
fn options(text: &str, end: &str) -> (Options, String, String) {
    let mut options = Options::default();
    let (mut origin, mut query) = ("https://shop.example".to_owned(), String::new());
    for line in text.split('\n').take(40) {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        let value = [value, end].concat();
        let slot = match name {
            "order-id" => &mut options.order_id,
            "api-key" => &mut options.api_key,
            "partner-order-id" => &mut options.partner_order_id,
            "side" => &mut options.side,
            "status" => &mut options.status,
            "status-url" => &mut options.status_url,
            "stream-url" => &mut options.stream_url,
            "events-url" => &mut options.events_url,
            "environment" => &mut options.environment,
            "locale" => &mut options.locale,
            "theme" => &mut options.theme,
            "layout" => &mut options.layout,
            "resume-url" => &mut options.resume_url,
            "retry-url" => &mut options.retry_url,
            "support-url" => &mut options.support_url,
            _ => {
                match name {
                    "explorerHosts" => options.explorer_hosts.push(value),
                    "from-redirect" => options.from_redirect = true,
                    "fetchOrder" => options.fetch_order = true,
                    "user" => options.user_given = true,
                    "origin" => origin = value,
                    "query" => query = value,
                    _ => {}
                }
                continue;
            }
        };
        *slot = Some(value);
    }
    (options, origin, query)
}

fn told(error: &ConfigError) {
    let message = error.message();
    assert!(message.starts_with(error.attribute()) && message.ends_with('.'));
    let told = format!("{error:?}{error}{message}");
    assert!(!told.contains(CANARY), "{told}");
    assert!(message.is_ascii() && message.len() < 200);
}

fn check(config: &Config, options: &Options) {
    if let Some(follow) = &config.follow {
        self::follow(follow);
        let status = match &config.status_source {
            Some(StatusSource::Url(url)) => Some(url),
            Some(StatusSource::Fetch) | None => None,
        };
        for url in status.into_iter().chain(&config.events) {
            let url = url.url(follow.order_id.as_deref(), follow.partner_order_id());
            let Some(url) = url else { continue };
            assert!(!url.contains(['{', '}', ' ', '\\']) && !url.starts_with("//"));
            assert!(!url.starts_with("javascript:") && !url.starts_with("data:"));
        }
    }
    if let Some(order) = &config.initial {
        let known = Order {
            id: order.id.clone(),
            ..Order::new(order.status.clone())
        };
        assert_eq!(**order, known, "a status and nothing else");
    }
    config.redirect.iter().for_each(|order| from_query(order));
    assert!(options.from_redirect || config.redirect.is_none());
    assert!(config.events.is_none() || config.stream.is_none());
    if let Some(url) = &config.stream {
        checks::socket(url);
    }
    if let Some(tag) = &config.locale {
        assert!(tag.len() <= 64 && tag.is_ascii());
        assert_eq!(locale::canonical(tag).as_ref(), Some(tag));
    }
    let links = &config.links;
    for url in links
        .resume
        .iter()
        .chain(&links.retry)
        .chain([&links.support])
    {
        checks::page_link(url);
    }
    assert!(links.explorer_hosts.len() <= 100);
    for host in &links.explorer_hosts {
        assert!(is_host_name(host) && *host == host.to_ascii_lowercase());
        assert!(host.parse::<std::net::IpAddr>().is_err());
    }
}

fn follow(follow: &Follow) {
    let channels = follow.channels();
    let partner = follow.partner.as_ref();
    let ids = [
        follow.order_id.as_deref(),
        partner.map(|it| it.api_key.as_str()),
        follow.partner_order_id(),
    ];
    let is_token = |id: &&str| id.starts_with("eyJ") && id.matches('.').count() >= 2;
    assert!(!ids.iter().flatten().any(is_token), "a token is a secret");
    let named = usize::from(follow.order_id.is_some()) + usize::from(follow.partner.is_some());
    assert!(named > 0 && channels.len() == named, "{channels:?}");
    for channel in &channels {
        let name = channel.as_str();
        assert!((1..=164).contains(&name.len()) && !name.contains(['"', '\\', ' ', '#']));
        assert!(partner.is_none_or(|it| it.api_key != name), "all orders");
    }
}

/// Anybody can write a link: it never says where to send crypto, nor where else to go.
fn from_query(order: &Order) {
    checks::order(order);
    assert_eq!(order.deposit_address, None);
    assert_eq!(order.transaction_link, None);
    assert_eq!(order.status_reason, None);
    assert_eq!(order.expires_at, None);
}
