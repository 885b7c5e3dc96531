//! Who plays the orders: the sandbox, over the network, or the page itself.

use crate::desk::Run;
use crate::{in_page, sandbox};
use js_sys::Function;
use transak_sandbox::scenario::Identity;

/// Where the sandbox is if nobody says otherwise.
const USUAL_PORT: u16 = 8787;

/// Who plays the orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The sandbox on this port.
    Sandbox(u16),
    /// This page.
    InPage,
}

/// What goes wrong on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// Sockets stay open, and nothing is sent; with a relay, webhooks get lost.
    pub(crate) silent: bool,
    /// The status source, with a relay Transak's API, answers with an error.
    pub(crate) failing: bool,
}

/// What the tracker is given to follow a run.
pub(crate) struct Addresses {
    pub(crate) stream_url: String,
    /// The relay's events, in place of the stream.
    pub(crate) events_url: Option<String>,
    pub(crate) status_url: Option<String>,
    pub(crate) fetch_order: Option<Function>,
}

/// The sandbox that the page's query names, or the one on the usual port; else the page itself. With a note for the log.
pub(crate) async fn find() -> (Backend, Option<String>) {
    let wish = wish();
    match wish.as_deref() {
        Some("none") => (Backend::InPage, None),
        Some(port) => match port.parse() {
            Ok(port) if sandbox::answers(port).await => (Backend::Sandbox(port), None),
            _ => (
                Backend::InPage,
                Some(format!(
                    "There is no sandbox on port {port}: playing inside the page."
                )),
            ),
        },
        // Another machine's page has no business on this one's ports.
        None if is_local() && sandbox::answers(USUAL_PORT).await => {
            (Backend::Sandbox(USUAL_PORT), None)
        }
        None => (Backend::InPage, None),
    }
}

fn wish() -> Option<String> {
    asked("sandbox")
}

/// The relay that stands between the sandbox and the tracker, where the page's query names its port.
pub(crate) fn relay() -> Option<u16> {
    asked("relay")?.parse().ok()
}

fn asked(name: &str) -> Option<String> {
    let query = web_sys::window()?.location().search().ok()?;
    let query = web_sys::UrlSearchParams::new_with_str(&query).ok()?;
    query.get(name)
}

fn is_local() -> bool {
    let host = web_sys::window().and_then(|window| window.location().hostname().ok());
    host.is_some_and(|host| matches!(host.as_str(), "127.0.0.1" | "localhost" | "[::1]"))
}

impl Backend {
    /// The name in `data-mode`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sandbox(_) => "sandbox",
            Self::InPage => "in-page",
        }
    }

    /// In words.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Sandbox(port) => match relay() {
                Some(relay) => format!("Sandbox on port {port}, relay on port {relay}"),
                None => format!("Sandbox on port {port}"),
            },
            Self::InPage => "Played inside this page".to_owned(),
        }
    }

    /// Where the tracker finds the order.
    pub(crate) fn addresses(self, run: &Run) -> Addresses {
        match self {
            Self::Sandbox(port) => Addresses {
                stream_url: relay()
                    .map_or_else(|| sandbox::stream_url(port), |_| "none".to_owned()),
                events_url: relay().map(|relay| sandbox::events_url(relay, run.by)),
                status_url: run
                    .asks
                    .then(|| sandbox::status_url(relay().unwrap_or(port), run.by)),
                fetch_order: None,
            },
            Self::InPage => Addresses {
                stream_url: in_page::STREAM_URL.to_owned(),
                events_url: None,
                status_url: None,
                fetch_order: run.asks.then(|| in_page::fetch_order(&run.identity)),
            },
        }
    }

    /// Places the order, which plays from then on.
    pub(crate) async fn place(self, run: &Run) -> Result<(), String> {
        match self {
            Self::Sandbox(port) => sandbox::place(port, run).await,
            Self::InPage => {
                in_page::place(run);
                Ok(())
            }
        }
    }

    /// The next step of the order, now. `false` when there is none.
    pub(crate) async fn step(self, identity: &Identity) -> Result<bool, String> {
        match self {
            Self::Sandbox(port) => sandbox::step(port, &identity.order_id).await,
            Self::InPage => Ok(in_page::step(&identity.order_id)),
        }
    }

    /// How many steps the order has taken; `None`: there is no such order.
    pub(crate) async fn taken(self, identity: &Identity) -> Result<Option<usize>, String> {
        match self {
            Self::Sandbox(port) => sandbox::taken(port, &identity.order_id).await,
            Self::InPage => Ok(in_page::taken(&identity.order_id)),
        }
    }

    /// Cuts all sockets, without a word.
    pub(crate) async fn cut(self) -> Result<(), String> {
        match self {
            Self::Sandbox(port) => sandbox::cut(port).await,
            Self::InPage => {
                in_page::cut();
                Ok(())
            }
        }
    }

    /// What goes wrong at present.
    pub(crate) async fn faults(self) -> Faults {
        match self {
            Self::Sandbox(port) => sandbox::faults(port).await,
            Self::InPage => Faults::default(),
        }
    }

    /// What goes wrong from now on.
    pub(crate) async fn set_faults(self, faults: Faults) -> Result<(), String> {
        match self {
            Self::Sandbox(port) => sandbox::set_faults(port, faults).await,
            Self::InPage => {
                in_page::set_faults(faults);
                Ok(())
            }
        }
    }
}
