//! One tracker in a shadow root: what the page wrote, the driver that follows the order, and the view that shows it.
//!
//! The custom element (`embed`) and the Leptos component (`component`) are two doors to this one room.

use crate::config::{self, Config, ConfigError, Options, Page, locale};
use crate::feed::event::{ErrorCode, Event};
use crate::feed::{Input, Memory};
use crate::order::{Order, StepState};
use crate::prompt::{Action, User};
use crate::state::{Freshness, Source, State};
use crate::text::Overrides;
use crate::view::{self, Settings};
use crate::web::driver::{Driver, FetchOrder, Host};
use crate::web::sheet;
use js_sys::Promise;
use leptos::prelude::{Owner, RwSignal, Set};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, ShadowRoot};

/// Everything that a page can give.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The attributes.
    pub options: Options,
    /// `order`.
    pub order: Option<Order>,
    /// `user`.
    pub user: Option<User>,
    /// `activeOrders`.
    pub active_orders: Vec<Order>,
    /// `messages`.
    pub messages: Overrides,
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
    settings: RwSignal<Settings>,
    read: RefCell<(Given, Config)>,
    told_errors: RefCell<Vec<ConfigError>>,
    unmount: RefCell<Option<Box<dyn FnOnce()>>>,
}

/// Where the driver's news go: to the view and to the page.
struct Shown {
    state: RwSignal<State>,
    listener: Rc<dyn Listener>,
}

impl Host for Shown {
    fn show(&self, state: &State) {
        let attention = state
            .steps
            .iter()
            .any(|(_, state)| *state == StepState::Attention);
        self.listener.states([
            state.is_final(),
            attention,
            state.freshness == Freshness::Stale,
        ]);
        // The view may be gone already.
        let _ = self.state.try_set(state.clone());
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
        given: &Given,
        memory: Option<Memory>,
        listener: Rc<dyn Listener>,
    ) -> Rc<Self> {
        let host = root.host();
        let (config, errors) = read(given);
        let first = State {
            side: config.side,
            ..State::empty(config.follow.is_some())
        };
        let settings = settings(&config, given, &host);
        sheet::adopt(root);
        let owner = Owner::new();
        let (state, settings) = owner.with(|| (RwSignal::new(first), RwSignal::new(settings)));
        let act = listener.clone();
        // A shadow root takes children as an element does; Leptos only knows the latter's name.
        let parent: HtmlElement = root.clone().unchecked_into();
        let handle = owner.with(|| {
            let on_action =
                Rc::new(move |action: &Action| act.action(action.name(), action.href()));
            leptos::mount::mount_to(parent, move || view::tracker(state, settings, on_action))
        });
        let shown = Rc::new(Shown { state, listener });
        let fetch_order = Rc::new(RefCell::new(given.fetch_order.clone()));
        let session = Rc::new(Self {
            host,
            driver: RefCell::new(None),
            fetch_order: fetch_order.clone(),
            shown: shown.clone(),
            settings,
            read: RefCell::new((given.clone(), config.clone())),
            told_errors: RefCell::new(Vec::new()),
            unmount: RefCell::new(Some(Box::new(move || drop((handle, owner))))),
        });
        session.tell_errors(errors);
        session.drive(&config, given, memory);
        session
    }

    /// Starts a driver, and gives it what the page knows.
    fn drive(&self, config: &Config, given: &Given, memory: Option<Memory>) {
        let driver = Driver::new(config, self.fetch_order.clone(), memory, self.shown.clone());
        *self.driver.borrow_mut() = Some(driver.clone());
        driver.input(Input::User(given.user.clone()));
        driver.input(Input::ActiveOrders(given.active_orders.clone()));
        if let Some(order) = &given.order {
            driver.news(Source::Initial, order.clone());
        }
    }

    /// Takes what the page gives now; what has not changed is left alone.
    pub fn update(&self, given: Given) {
        let (config, errors) = read(&given);
        let _ = self.settings.try_set(settings(&config, &given, &self.host));
        self.fetch_order.borrow_mut().clone_from(&given.fetch_order);
        let (old_given, old) = self.read.replace((given.clone(), config.clone()));
        self.tell_errors(errors);
        let Some(driver) = self.driver.borrow().clone() else {
            return;
        };
        if (&old.follow, &old.stream, &old.status_source)
            != (&config.follow, &config.stream, &config.status_source)
        {
            let memory = driver.stop();
            return self.drive(&config, &given, memory);
        }
        driver.set_details(&config);
        let initial = config
            .initial
            .filter(|order| old.initial.as_ref() != Some(order));
        let order = given
            .order
            .filter(|order| old_given.order.as_ref() != Some(order));
        let redirect = config
            .redirect
            .filter(|order| old.redirect.as_ref() != Some(order));
        for (source, order) in [
            (Source::Initial, initial),
            (Source::Initial, order),
            (Source::Redirect, redirect),
        ] {
            if let Some(order) = order {
                driver.news(source, order);
            }
        }
        if old_given.user != given.user {
            driver.input(Input::User(given.user));
        }
        if old_given.active_orders != given.active_orders {
            driver.input(Input::ActiveOrders(given.active_orders));
        }
    }

    /// News that the host has; `None` where it holds no order.
    pub fn push(&self, order: Option<Order>) {
        match (order, &*self.driver.borrow()) {
            (Some(order), Some(driver)) => driver.news(Source::Push, order),
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
    pub fn state(&self) -> State {
        let driver = self.driver.borrow().clone();
        driver
            .and_then(|driver| driver.state())
            .unwrap_or(State::empty(false))
    }

    /// Ends: nothing is left running, and nothing in the root. What is known is handed on.
    pub fn stop(&self) -> Option<Memory> {
        let memory = self.driver.take().and_then(|driver| driver.stop());
        if let Some(unmount) = self.unmount.take() {
            unmount();
        }
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
        let told = self.told_errors.borrow().clone();
        self.told_errors.borrow_mut().clone_from(&errors);
        for error in errors.into_iter().filter(|error| !told.contains(error)) {
            self.error(&error.message());
        }
    }
}

fn read(given: &Given) -> (Config, Vec<ConfigError>) {
    let location = web_sys::window().map(|window| window.location());
    let part =
        |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    let origin = part(location.as_ref().map(web_sys::Location::origin));
    let query = part(location.as_ref().map(web_sys::Location::search));
    config::read(
        &given.options,
        &Page {
            origin: &origin,
            query: &query,
        },
    )
}

fn settings(config: &Config, given: &Given, host: &Element) -> Settings {
    let locale = config
        .locale
        .clone()
        .or_else(|| locale_around(host))
        .unwrap_or_default();
    Settings {
        theme: config.theme,
        layout: config.layout,
        locale,
        messages: given.messages.clone(),
    }
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
