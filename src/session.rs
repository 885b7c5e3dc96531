//! One tracker in a shadow root: what the page wrote, the driver that follows the order, and the view that shows it.
//!
//! The custom element (`embed`) and the Leptos component (`component`) are two doors to this one room.

use crate::config::{self, Config, ConfigError, Options, Page, locale};
use crate::draw::View;
use crate::feed::event::{ErrorCode, Event};
use crate::feed::{Input, Memory};
use crate::link::Explorers;
use crate::order::Order;
use crate::prompt::{Action, User};
use crate::seam::{self, Second, Waiter};
use crate::state::{Freshness, Source, State};
use crate::text::{Overrides, Words};
use crate::view::Settings;
use crate::web::driver::{Driver, FetchOrder, Host};
use crate::web::sheet;
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, ShadowRoot};

/// Everything that a page can give.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The attributes.
    pub options: Options,
    /// `order`.
    pub order: Option<Arc<Order>>,
    /// `user`.
    pub user: Option<User>,
    /// `activeOrders`.
    pub active_orders: Vec<Order>,
    /// `messages`.
    pub messages: Overrides,
    /// The words of the language.
    pub words: Words,
    /// The icon of the tab at the end.
    pub badge: String,
    /// `fetchOrder`.
    pub fetch_order: Option<js_sys::Function>,
}

/// Whom a session tells.
pub trait Listener {
    /// An event for the page.
    fn event(&self, event: &Event);
    /// The person pressed an action; `false` when the page prevented what follows from it.
    fn action(&self, name: &str, href: Option<&str>) -> bool;
    /// The states for `:state(…)`: final, attention, stale.
    fn states(&self, states: [bool; 3]);
}

/// A tracker at work.
pub struct Session {
    host: Element,
    driver: RefCell<Option<Driver>>,
    fetch_order: FetchOrder,
    shown: Rc<Shown>,
    known: RefCell<Rc<Known>>,
    told_errors: RefCell<Vec<ConfigError>>,
}

/// What the page gave last, to see what of it changes.
struct Known {
    config: Config,
    order: Option<Arc<Order>>,
}

/// Where the driver's news go: to the view and to the page.
struct Shown {
    view: RefCell<Option<View>>,
    listener: Rc<dyn Listener>,
}

impl Host for Shown {
    fn show(&self, state: Rc<State>) {
        self.listener.states([
            state.is_final(),
            state.needs_attention(),
            state.freshness == Freshness::Stale,
        ]);
        if let Some(view) = &*self.view.borrow() {
            view.show(state);
        }
    }

    fn tell(&self, event: &Event) {
        self.listener.event(event);
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Session")
    }
}

impl Session {
    /// Shows a tracker in `root` and starts to follow.
    pub fn start(
        root: &ShadowRoot,
        mut given: Given,
        memory: Option<Memory>,
        listener: Rc<dyn Listener>,
    ) -> Rc<Self> {
        let host = root.host();
        let (config, errors) = read(&given);
        let mut first = State::empty(config.follow.is_some());
        first.side = config.side;
        let settings = settings(&config, &mut given, &host);
        sheet::adopt(root);
        let shown = Rc::new(Shown {
            view: RefCell::new(None),
            listener: listener.clone(),
        });
        let on_action =
            Rc::new(move |action: &Action| listener.action(action.name(), action.href()));
        *shown.view.borrow_mut() = View::mount(root, Rc::new(first), settings, on_action);
        let known = Rc::new(Known {
            config,
            order: given.order.take(),
        });
        let session = Rc::new(Self {
            host,
            driver: RefCell::new(None),
            fetch_order: Rc::new(RefCell::new(given.fetch_order.take())),
            shown,
            known: RefCell::new(known.clone()),
            told_errors: RefCell::new(Vec::new()),
        });
        session.tell_errors(errors);
        session.drive(&known, memory, given);
        if seam::second().is_none() {
            seam::wait(Rc::downgrade(&session) as Weak<dyn Waiter>);
        }
        session
    }

    /// Starts a driver, and gives it what the page knows.
    fn drive(&self, known: &Known, memory: Option<Memory>, given: Given) {
        let (fetch_order, host) = (self.fetch_order.clone(), self.shown.clone());
        let driver = Driver::new(&known.config, fetch_order, memory, host);
        *self.driver.borrow_mut() = Some(driver.clone());
        tell_user(&driver, given);
        if let Some(order) = &known.order {
            driver.news(Source::Initial, order.clone());
        }
    }

    /// Takes what the page gives now; what has not changed is left alone.
    pub fn update(&self, mut given: Given) {
        let (config, errors) = read(&given);
        let settings = settings(&config, &mut given, &self.host);
        if let Some(view) = &*self.shown.view.borrow() {
            view.set(settings);
        }
        *self.fetch_order.borrow_mut() = given.fetch_order.take();
        let new = Rc::new(Known {
            config,
            order: given.order.take(),
        });
        let old = self.known.replace(new.clone());
        self.tell_errors(errors);
        let driver = self.driver.borrow().clone();
        let Some(driver) = driver else { return };
        if !follows_the_same(&old.config, &new.config) {
            let memory = driver.stop();
            return self.drive(&new, memory, given);
        }
        driver.set_details(&new.config);
        let (was, is) = (&old.config, &new.config);
        for (source, old, new) in [
            (Source::Initial, &was.initial, &is.initial),
            (Source::Initial, &old.order, &new.order),
            (Source::Redirect, &was.redirect, &is.redirect),
        ] {
            if let Some(order) = new.as_ref().filter(|_| new != old) {
                driver.news(source, order.clone());
            }
        }
        tell_user(&driver, given);
    }

    /// News that the host has; `None` where it holds no order.
    pub fn push(&self, order: Option<Order>) {
        match (order, &*self.driver.borrow()) {
            (Some(order), Some(driver)) => driver.news(Source::Push, Arc::new(order)),
            (None, _) => self.error("push() takes a decoded webhook, a widget message or an order; in this there is no order with a status."),
            (Some(_), None) => {}
        }
    }

    /// Asks now.
    pub fn refresh(&self) -> Promise {
        let driver = self.driver.borrow().clone();
        driver.map_or_else(
            || Promise::resolve(&JsValue::UNDEFINED),
            |driver| driver.refresh(),
        )
    }

    /// What is shown.
    pub fn state(&self) -> Rc<State> {
        let driver = self.driver.borrow().clone();
        driver
            .and_then(|driver| driver.state())
            .unwrap_or_else(|| Rc::new(State::empty(false)))
    }

    /// Ends: nothing is left running, and nothing in the root. What is known is handed on.
    pub fn stop(&self) -> Option<Memory> {
        let memory = self.driver.take().and_then(|driver| driver.stop());
        drop(self.shown.view.take());
        memory
    }

    /// Tells the page what it wrote wrong.
    pub fn error(&self, message: &str) {
        let event = Event::Error {
            code: ErrorCode::Config,
            message: message.to_owned(),
            retrying: false,
        };
        self.shown.listener.event(&event);
    }

    /// Tells each error once, as long as it lasts.
    fn tell_errors(&self, errors: Vec<ConfigError>) {
        let told = self.told_errors.replace(errors.clone());
        for error in errors {
            if !told.contains(&error) {
                self.error(&error.message());
            }
        }
    }
}

impl Waiter for Session {
    /// From now on it offers what leads to a block explorer, too.
    fn second_part_came(self: Rc<Self>, second: &'static Second) {
        let mut config = self.known.borrow().config.clone();
        Rc::make_mut(&mut config.links).explorers = second.explorers;
        let driver = self.driver.borrow().clone();
        if let Some(driver) = driver {
            driver.set_details(&config);
        }
    }
}

/// The same again changes nothing.
fn tell_user(driver: &Driver, given: Given) {
    driver.input(Input::User(given.user));
    driver.input(Input::ActiveOrders(given.active_orders));
}

fn follows_the_same(old: &Config, new: &Config) -> bool {
    old.follow == new.follow
        && old.stream == new.stream
        && old.events == new.events
        && old.status_source == new.status_source
}

fn read(given: &Given) -> (Config, Vec<ConfigError>) {
    let location = web_sys::window().map(|window| window.location());
    let part =
        |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    let origin = part(location.as_ref().map(web_sys::Location::origin));
    let query = part(location.as_ref().map(web_sys::Location::search));
    let page = Page {
        origin: &origin,
        query: &query,
        explorers: seam::second().map_or(Explorers::UNKNOWN, |second| second.explorers),
    };
    config::read(&given.options, &page)
}

fn settings(config: &Config, given: &mut Given, host: &Element) -> Settings {
    let locale = config
        .locale
        .clone()
        .or_else(|| locale_around(host))
        .unwrap_or_default();
    Settings {
        theme: config.theme,
        layout: config.layout,
        locale,
        messages: std::mem::take(&mut given.messages),
        words: std::mem::take(&mut given.words),
        reference: reference(config),
        badge: std::mem::take(&mut given.badge),
    }
}

/// The order, as the page named it.
fn reference(config: &Config) -> String {
    let follow = config.follow.as_ref();
    let id = follow.and_then(|follow| follow.order_id.as_deref().or(follow.partner_order_id()));
    id.unwrap_or_default().to_owned()
}

/// The nearest `lang` around the host, also beyond shadow roots, else the browser's language.
fn locale_around(host: &Element) -> Option<String> {
    let mut here = Some(host.clone());
    while let Some(element) = here {
        let found = element
            .closest("[lang]")
            .ok()
            .flatten()
            .and_then(|near| near.get_attribute("lang"));
        if let Some(tag) = found.and_then(|tag| locale::canonical(&tag)) {
            return Some(tag);
        }
        here = element
            .get_root_node()
            .dyn_into::<ShadowRoot>()
            .ok()
            .map(|root| root.host());
    }
    web_sys::window()?
        .navigator()
        .language()
        .and_then(|tag| locale::canonical(&tag))
}
