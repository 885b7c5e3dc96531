//! What the page wrote on the element → what the tracker works with.
//!
//! Invariant: reading never fails. A wrong value is reported and falls back to its default; a [`Config`] holds only values that
//! passed their rules, and a [`ConfigError`] never holds what the page wrote.

mod choice;
mod error;
mod follow;
pub mod locale;
mod options;
mod query;
pub mod redirect;

pub use choice::{Environment, Layout, Theme};
pub use error::ConfigError;
pub use follow::{Follow, Partner};
pub use options::Options;

use crate::link::{self, StatusUrl};
use crate::order::{Order, Side, Status};
use crate::prompt::Links;
use error::Reader;

/// What is read of the page itself.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// `location.origin`.
    pub origin: &'a str,
    /// `location.search`, with or without its `?`.
    pub query: &'a str,
}

/// What the tracker works with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The order to follow; `None`: no order is followed.
    pub follow: Option<Follow>,
    /// The side that the page named, for the wording before the first data.
    pub side: Option<Side>,
    /// From the `status` attribute (source `initial`).
    pub initial: Option<Order>,
    /// From the page's query (source `redirect`).
    pub redirect: Option<Order>,
    /// Whom to ask; `None`: the stream's word stands.
    pub status_source: Option<StatusSource>,
    /// The complete address of the socket; `None`: never open one.
    pub stream: Option<String>,
    /// A tag that `Intl` takes; `None`: the page's `lang` and the browser decide.
    pub locale: Option<String>,
    /// The colours.
    pub theme: Theme,
    /// How much is shown.
    pub layout: Layout,
    /// Where the actions lead.
    pub links: Links,
}

/// Who is asked for the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusSource {
    /// The partner's endpoint (`status-url`).
    Url(StatusUrl),
    /// The page's function (`fetchOrder`), which goes before `status-url`.
    Fetch,
}

impl StatusSource {
    /// The address to ask; `None` for `fetchOrder`, and while an id that it needs is unknown (under a partner reference the order
    /// id comes by the stream).
    pub fn url(&self, order_id: Option<&str>, partner_order_id: Option<&str>) -> Option<String> {
        match self {
            Self::Url(url) => url.url(order_id, partner_order_id),
            Self::Fetch => None,
        }
    }
}

/// Transak's support page.
const SUPPORT: &str = "https://support.transak.com/";
/// How many `explorerHosts` are taken.
const MAX_HOSTS: usize = 100;

/// Reads everything that the page wrote; what was wrong with it comes beside.
pub fn read(options: &Options, page: &Page<'_>) -> (Config, Vec<ConfigError>) {
    let mut reader = Reader::default();
    let (follow, redirect) = follow::read(options, page, &mut reader);
    let initial = reader.choice(
        "status",
        options.status.as_ref(),
        Status::parse,
        "is too long for a status",
    );
    let config = Config {
        side: reader.choice(
            "side",
            options.side.as_ref(),
            Side::parse,
            "must be buy or sell",
        ),
        initial: initial.map(|status| {
            let id = follow.as_ref().and_then(|follow| follow.order_id.clone());
            Order {
                id,
                ..Order::new(status)
            }
        }),
        redirect,
        status_source: status_source(options, page, follow.as_ref(), &mut reader),
        stream: stream(options, &mut reader),
        locale: reader.choice(
            "locale",
            options.locale.as_ref(),
            locale::canonical,
            "must be a BCP 47 tag, such as de or pt-BR",
        ),
        theme: reader
            .choice(
                "theme",
                options.theme.as_ref(),
                Theme::parse,
                "must be auto, light or dark",
            )
            .unwrap_or_default(),
        layout: reader
            .choice(
                "layout",
                options.layout.as_ref(),
                Layout::parse,
                "must be full, compact or line",
            )
            .unwrap_or_default(),
        links: links(options, &mut reader),
        follow,
    };
    (config, reader.errors)
}

fn status_source(
    options: &Options,
    page: &Page<'_>,
    follow: Option<&Follow>,
    reader: &mut Reader,
) -> Option<StatusSource> {
    let url = reader.given("status-url", options.status_url.as_ref(), |text| {
        StatusUrl::read(text, page.origin)
    });
    if options.fetch_order {
        return Some(StatusSource::Fetch);
    }
    let url = url?;
    // It could never be filled in, so it would never be asked, and silence would pass for an answer.
    if url.needs_partner_order_id()
        && follow.is_some_and(|follow| follow.partner_order_id().is_none())
    {
        reader.report(
            "status-url",
            "has a place for {partnerOrderId}, so partner-order-id must be given",
        );
        return None;
    }
    Some(StatusSource::Url(url))
}

fn stream(options: &Options, reader: &mut Reader) -> Option<String> {
    let none = |text: &String| text.trim().eq_ignore_ascii_case("none");
    if options.stream_url.as_ref().is_some_and(none) {
        return None;
    }
    let given = reader.given("stream-url", options.stream_url.as_ref(), link::stream);
    given.or_else(|| link::stream(link::TRANSAK_STREAM).ok())
}

fn links(options: &Options, reader: &mut Reader) -> Links {
    let environment = reader.choice(
        "environment",
        options.environment.as_ref(),
        Environment::parse,
        "must be production or staging",
    );
    let mut page = |attribute, url: &Option<String>| {
        reader.choice(
            attribute,
            url.as_ref(),
            link::page,
            "must be a relative or an https: URL (http: only to loopback)",
        )
    };
    let resume = page("resume-url", &options.resume_url);
    let retry = page("retry-url", &options.retry_url);
    let support = page("support-url", &options.support_url).unwrap_or_else(|| SUPPORT.to_owned());
    Links {
        resume,
        retry,
        support,
        transak: environment.unwrap_or_default().transak(),
        explorer_hosts: explorer_hosts(options, reader),
    }
}

fn explorer_hosts(options: &Options, reader: &mut Reader) -> Vec<String> {
    let mut hosts = Vec::new();
    for host in options.explorer_hosts.iter().take(MAX_HOSTS) {
        let host = host.trim().to_ascii_lowercase();
        if link::is_host_name(&host) {
            hosts.push(host);
        } else {
            reader.report(
                "explorerHosts",
                "must hold plain host names, such as explorer.example.org",
            );
        }
    }
    if options.explorer_hosts.len() > MAX_HOSTS {
        reader.report(
            "explorerHosts",
            "holds more than 100 host names; the rest is left out",
        );
    }
    hosts
}
