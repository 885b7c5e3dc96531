//! The first paint, written by a server: the tag with its shadow root as declarative HTML, which the element takes over.
//!
//! What is drawn is what the element itself shows first when it gets the order as its property `order`: not confirmed, and never more than
//! that. It goes through the same core and the same view. What a server can't know is left open: times are in UTC and say so, the time that is
//! left to pay is an empty line, and in place of how fresh it is stands when it was written.
//!
//! Invariants: nothing that comes from outside becomes markup; only the fields of [`Order`] are in it; a wrong option is an error and never
//! a page that looks right.
//!
//! ```
//! use transak_order_tracker::config::Options;
//! use transak_order_tracker::order::{Order, Status};
//! use transak_order_tracker::render::{Request, Style, render};
//!
//! let html = render(&Request {
//!     options: Options {
//!         order_id: Some("322dc79c-fad2-4df1-bf50-b292191fc953".to_owned()),
//!         status_url: Some("/api/orders/{orderId}".to_owned()),
//!         ..Options::default()
//!     },
//!     order: Some(Order::new(Status::Processing)),
//!     style: Style::Link("/assets/style.css".to_owned()),
//!     ..Request::default()
//! })?;
//! assert!(html.starts_with("<transak-order-tracker order-id="));
//! # Ok::<(), transak_order_tracker::render::RenderError>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../docs/server-rendering.md")]
const GUIDE: () = ();

mod given;
mod html;
mod still;

use crate::config::{self, Config, Options, Page};
use crate::edge::clock;
use crate::feed::{Feed, Input, Now};
use crate::link::{self, Explorers};
use crate::order::{Order, Time};
use crate::prompt::User;
use crate::state::{Source, State};
use crate::style::ALL;
use crate::text::{Overrides, Words};
use crate::view::{self, Look, Settings};
use std::rc::Rc;
use std::sync::Arc;

/// What a page of the server holds. Give the element in the browser nothing else: it finds all of this in the HTML.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The attributes, and `explorerHosts`. `locale` is `en` if it is not given, and `fetch_order` means nothing here. Without an order id or
    /// a partner's reference, the order's own id is taken.
    pub options: Options,
    /// The order as far as the server knows it; `None` shows that one is waited for. See [`decode::order`](crate::order::decode::order).
    pub order: Option<Order>,
    /// `user`.
    pub user: Option<User>,
    /// `activeOrders`.
    pub active_orders: Vec<Order>,
    /// `messages`; besides those of the element, `as-of` (`As of {time}`).
    pub messages: Overrides,
    /// The words of the language; without them: English.
    pub words: Words,
    /// The page's origin (`https://shop.example`); only needed for a `status-url` that names it.
    pub origin: String,
    /// The page's query, for `from-redirect`; with or without its `?`.
    pub query: String,
    /// How it is styled until the element takes over.
    pub style: Style,
    /// What browsers show that don't know declarative shadow roots, and what stays where the element can't run.
    pub fallback: Option<Fallback>,
}

/// How it is styled until the element takes over. The element's own style needs no permission of the page's policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Not at all.
    #[default]
    None,
    /// By the package's `style.css` at this address: relative, or `https:` (`http:` only to loopback). The policy needs it in `style-src`.
    Link(String),
    /// By a `<style>` in the HTML. The policy needs this nonce in `style-src` (or `'unsafe-inline'`).
    Inline(Option<String>),
}

/// A text, and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fallback {
    /// Plain text.
    pub text: String,
    /// Relative, or `https:` (`http:` only to loopback).
    pub href: Option<String>,
}

/// What was wrong with a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError(Vec<String>);

impl RenderError {
    /// A sentence for each thing that was wrong. None holds what was given.
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join(" "))
    }
}

impl std::error::Error for RenderError {}

/// The sheet that [`Style::Link`] needs at its address: the content of the package's `style.css`.
pub const fn style_sheet() -> &'static str {
    ALL
}

/// Writes the tag, its attributes, its shadow root and its fallback as HTML.
///
/// # Errors
/// Where an option breaks its rule, an address may not be linked to, the order is another one than the options name, or there is nothing to
/// follow. Nothing is written then.
pub fn render(request: &Request) -> Result<String, RenderError> {
    let mut options = request.options.clone();
    options.fetch_order = false;
    options.user_given |= request.user.is_some() || !request.active_orders.is_empty();
    let order = request.order.as_ref();
    if options.order_id.is_none() && options.partner_order_id.is_none() && !options.from_redirect {
        options.order_id = order.and_then(|order| order.id.clone());
    }
    let page = Page {
        origin: &request.origin,
        query: &request.query,
        explorers: Explorers::KNOWN,
    };
    let (config, errors) = config::read(&options, &page);
    let mut problems: Vec<String> = errors.iter().map(config::ConfigError::message).collect();
    check(request, &mut problems);
    let now = clock::wall();
    let state = first(&config, request, now);
    if order.is_some()
        && state.order.as_deref().map(|shown| &shown.status) != order.map(|order| &order.status)
    {
        problems.push("order is not the one that the options name.".to_owned());
    }
    if !problems.is_empty() {
        return Err(RenderError(problems));
    }
    let settings = Settings {
        theme: config.theme,
        layout: config.layout,
        locale: config.locale.unwrap_or_else(|| "en".to_owned()),
        messages: request.messages.clone(),
        words: request.words.clone(),
        reference: String::new(),
        badge: String::new(),
    };
    let look = Look {
        state: &state,
        settings: &settings,
        copied: None,
        said: "",
        second: Some(&view::second::TABLE),
        notice: view::tools::Notice::Off,
        report: "",
    };
    let tree = view::tree(&look);
    let mut attributes = given::attributes(&options);
    // Who listens to the page hears this, and not again when the element takes over; but an end has to be told when it is confirmed.
    if state.order.is_some() && !view::prompt::is_rumour(&state) {
        attributes.push(("data-told", state.status_code()));
    }
    let mut out = String::new();
    html::open(&mut out, "transak-order-tracker", &attributes);
    html::open(&mut out, "template", &[("shadowrootmode", "open")]);
    style(&mut out, &request.style);
    let given = given::json(request, &options);
    html::open(&mut out, "div", &[("data-given", &given)]);
    if let Some(mut tree) = tree {
        still::still(&mut tree, &still::as_of(now, &look));
        html::node(&mut out, &tree);
    }
    out.push_str("</div></template>");
    fallback(&mut out, request.fallback.as_ref());
    out.push_str("</transak-order-tracker>");
    Ok(out)
}

/// What the element shows first.
fn first(config: &Config, request: &Request, wall: Time) -> Rc<State> {
    let now = Now {
        mono: 0,
        wall,
        random: 0,
        heard: None,
    };
    let mut feed = Feed::new(config, None, now);
    feed.handle(Input::User(request.user.clone()), now);
    feed.handle(Input::ActiveOrders(request.active_orders.clone()), now);
    if let Some(order) = &request.order {
        let order = Arc::new(order.clone());
        feed.handle(Input::News(Source::Initial, order), now);
    }
    feed.state().clone()
}

/// The addresses and the nonce.
fn check(request: &Request, problems: &mut Vec<String>) {
    let mut address = |name: &str, url: &str| {
        if link::page(url).is_none() {
            let rule = " must be a relative or an https: URL (http: only to loopback).";
            problems.push([name, rule].concat());
        }
    };
    if let Style::Link(href) = &request.style {
        address("stylesheet", href);
    }
    if let Some(href) = request.fallback.as_ref().and_then(|it| it.href.as_deref()) {
        address("fallbackHref", href);
    }
    if let Style::Inline(Some(nonce)) = &request.style
        && (nonce.is_empty()
            || !nonce
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b)))
    {
        problems.push("nonce must be of A-Z, a-z, 0-9, + / = _ -.".to_owned());
    }
}

fn style(out: &mut String, style: &Style) {
    match style {
        Style::None => {}
        Style::Link(href) => html::open(out, "link", &[("rel", "stylesheet"), ("href", href)]),
        Style::Inline(nonce) => {
            let nonce = nonce.as_ref().map(|nonce| ("nonce", nonce.as_str()));
            html::open(out, "style", nonce.as_slice());
            // Our own, in which no tag ends (a test looks).
            out.push_str(ALL);
            out.push_str("</style>");
        }
    }
}

fn fallback(out: &mut String, fallback: Option<&Fallback>) {
    let Some(Fallback { text, href }) = fallback else {
        return;
    };
    if let Some(href) = href {
        html::open(out, "a", &[("href", href)]);
    }
    html::text(out, text);
    if href.is_some() {
        out.push_str("</a>");
    }
}
