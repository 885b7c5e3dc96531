//! What the page wrote on the element → what the tracker works with.
//!
//! Invariant: reading never fails. A wrong value is reported and falls back to its default, but for a wrong address: nothing takes the
//! place of that. A [`Config`] holds only values that passed their rules, and a [`ConfigError`] never holds what the page wrote.

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

use crate::link::cut::trim;
use crate::link::{self, Explorers, StatusUrl};
use crate::order::{Order, Side, Status};
use crate::prompt::Links;
use error::{Reader, given};
use std::rc::Rc;
use std::sync::Arc;

/// What is there besides the options.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// `location.origin`.
    pub origin: &'a str,
    /// `location.search`, with or without its `?`.
    pub query: &'a str,
    /// What links to transactions are looked at with.
    pub explorers: Explorers,
}

/// What the tracker works with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The order to follow; `None`: no order is followed.
    pub follow: Option<Rc<Follow>>,
    /// The side that the page named, for the wording before the first data.
    pub side: Option<Side>,
    /// From the `status` attribute (source `initial`).
    pub initial: Option<Arc<Order>>,
    /// From the page's query (source `redirect`).
    pub redirect: Option<Arc<Order>>,
    /// Whom to ask; `None`: the stream's word stands.
    pub status_source: Option<StatusSource>,
    /// The complete address of the socket; `None`: never open one.
    pub stream: Option<String>,
    /// The partner's own events, in place of the stream.
    pub events: Option<StatusUrl>,
    /// A tag that `Intl` takes; `None`: the page's `lang` and the browser decide.
    pub locale: Option<String>,
    /// The colours.
    pub theme: Theme,
    /// How much is shown.
    pub layout: Layout,
    /// Where the actions lead.
    pub links: Rc<Links>,
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
    let initial = initial(options, follow.as_ref(), &mut reader);
    let side = reader.word("side", &options.side, &["buy", "sell"]);
    let events = address(
        "events-url",
        &options.events_url,
        page,
        follow.as_ref(),
        &mut reader,
    );
    let config = Config {
        side: side.map(|place| if place == 0 { Side::Buy } else { Side::Sell }),
        initial: initial.map(Arc::new),
        redirect: redirect.map(Arc::new),
        status_source: status_source(options, page, follow.as_ref(), &mut reader),
        stream: stream(options, &mut reader),
        events,
        locale: reader.text("locale", &options.locale, locale::canonical),
        theme: Theme::read(options, &mut reader),
        layout: Layout::read(options, &mut reader),
        links: Rc::new(links(options, page.explorers, &mut reader)),
        follow: follow.map(Rc::new),
    };
    (config, reader.errors)
}

fn initial(options: &Options, follow: Option<&Follow>, reader: &mut Reader) -> Option<Order> {
    let Some(status) = Status::parse(given(&options.status)?) else {
        reader.report("status", "is too long for a status");
        return None;
    };
    let mut order = Order::new(status);
    order.id = follow.and_then(|follow| follow.order_id.clone());
    Some(order)
}

fn status_source(
    options: &Options,
    page: &Page<'_>,
    follow: Option<&Follow>,
    reader: &mut Reader,
) -> Option<StatusSource> {
    let follow = follow.filter(|_| !options.fetch_order);
    let url = address("status-url", &options.status_url, page, follow, reader);
    if options.fetch_order {
        Some(StatusSource::Fetch)
    } else {
        url.map(StatusSource::Url)
    }
}

/// An address of the partner's own.
#[inline(never)]
#[expect(clippy::ref_option, reason = "see `given`")]
fn address(
    attribute: &'static str,
    url: &Option<String>,
    page: &Page<'_>,
    follow: Option<&Follow>,
    reader: &mut Reader,
) -> Option<StatusUrl> {
    let problem = match StatusUrl::read(given(url)?, page.origin) {
        Err(problem) => problem,
        // It could never be filled in, so it would never be asked, and silence would pass for an answer.
        Ok(url)
            if url.needs_partner_order_id()
                && follow.is_some_and(|follow| follow.partner_order_id().is_none()) =>
        {
            "has a place for {partnerOrderId}, so partner-order-id must be given"
        }
        Ok(url) => return Some(url),
    };
    reader.report(attribute, problem);
    None
}

/// The socket's address. A wrong one is none, and Transak's takes the place of nothing: the page has asked for another, or for its own events.
fn stream(options: &Options, reader: &mut Reader) -> Option<String> {
    let url = given(&options.stream_url);
    let address = url.unwrap_or(link::TRANSAK_STREAM);
    if address.eq_ignore_ascii_case("none") {
        return None;
    }
    if given(&options.events_url).is_some() {
        if url.is_some() {
            reader.report(
                "stream-url",
                "is of no use beside events-url, which takes its place: leave one of them out",
            );
        }
        return None;
    }
    match link::stream(address) {
        Ok(url) => Some(url),
        Err(problem) => {
            reader.report("stream-url", problem);
            None
        }
    }
}

fn links(options: &Options, explorers: Explorers, reader: &mut Reader) -> Links {
    let environment = Environment::read(options, reader);
    let resume = page("resume-url", &options.resume_url, reader);
    let retry = page("retry-url", &options.retry_url, reader);
    let support = page("support-url", &options.support_url, reader);
    Links {
        resume,
        retry,
        support: support.unwrap_or_else(|| SUPPORT.to_owned()),
        transak: environment.transak(),
        explorer_hosts: explorer_hosts(options, reader),
        explorers,
    }
}

#[inline(never)]
#[expect(clippy::ref_option, reason = "see `given`")]
fn page(attribute: &'static str, url: &Option<String>, reader: &mut Reader) -> Option<String> {
    reader.text(attribute, url, link::page)
}

fn explorer_hosts(options: &Options, reader: &mut Reader) -> Vec<String> {
    let mut hosts = Vec::new();
    for (index, host) in options.explorer_hosts.iter().enumerate() {
        let host = trim(host);
        if index == MAX_HOSTS {
            reader.report(
                "explorerHosts",
                "holds more than 100 host names; the rest is left out",
            );
            break;
        }
        if link::is_host_name(host) {
            hosts.push(host.to_ascii_lowercase());
        } else {
            reader.report(
                "explorerHosts",
                "must hold plain host names, such as explorer.example.org",
            );
        }
    }
    hosts
}
