//! Drives one feed: does what it asks for, and gives it what comes of that.
//!
//! Invariant: what is done to the feed while its outputs are carried out waits its turn; nothing is called while the feed is borrowed.

use super::clock::{self, Timer};
use super::fetch;
use super::hub::{self, News, Subscription};
use super::json::BrowserJson;
use super::page::{self, Change, Watch};
use crate::config::Config;
use crate::feed::event::Event;
use crate::feed::poll::Failure;
use crate::feed::stream::Channel;
use crate::feed::{Feed, Input, Memory, Output, Signal};
use crate::order::{Order, decode};
use crate::state::{Source, State};
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// Whom the driver tells.
pub trait Host {
    /// There is something new to show.
    fn show(&self, state: &State);
    /// There is an event for the page.
    fn tell(&self, event: &Event);
}

/// The page's `fetchOrder`; pages that render often give a new function each time, which starts nothing anew.
pub type FetchOrder = Rc<RefCell<Option<Function>>>;

/// A running feed; it ends with [`Driver::stop`].
#[derive(Clone)]
pub struct Driver(Rc<Inner>);

struct Inner {
    /// `None` once it has ended.
    feed: RefCell<Option<Feed>>,
    host: Rc<dyn Host>,
    stream: Option<String>,
    fetch_order: FetchOrder,
    subscriptions: RefCell<Vec<(Channel, Subscription)>>,
    timer: RefCell<Timer>,
    question: RefCell<Option<(u32, AbortController)>>,
    /// Those who wait for the end of this question, or a later one.
    waiting: RefCell<Vec<(u32, Function)>>,
    outputs: RefCell<Vec<Output>>,
    working: Cell<bool>,
    watch: RefCell<Option<Watch>>,
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Driver")
    }
}

impl Driver {
    /// Starts to follow what the config says.
    pub fn new(
        config: &Config,
        fetch_order: FetchOrder,
        memory: Option<Memory>,
        host: Rc<dyn Host>,
    ) -> Self {
        let feed = Feed::new(config, memory, clock::now(None));
        let driver = Self(Rc::new(Inner {
            feed: RefCell::new(Some(feed)),
            host,
            stream: config.stream.clone(),
            fetch_order,
            subscriptions: RefCell::new(Vec::new()),
            timer: RefCell::new(Timer::default()),
            question: RefCell::new(None),
            waiting: RefCell::new(Vec::new()),
            outputs: RefCell::new(Vec::new()),
            working: Cell::new(false),
            watch: RefCell::new(None),
        }));
        let weak = Rc::downgrade(&driver.0);
        *driver.0.watch.borrow_mut() = Some(page::watch(move |change| {
            if let Some(inner) = weak.upgrade() {
                inner.input(match change {
                    Change::Visible => Input::CameBack(Signal::Visible),
                    Change::Online => Input::CameBack(Signal::Online),
                    Change::Resumed => Input::CameBack(Signal::Resumed),
                    Change::Hidden => Input::Hidden,
                    Change::Offline => Input::Offline,
                    Change::Suspended => Input::Suspended,
                });
            }
        }));
        let (hidden, offline) = page::present();
        if hidden {
            driver.0.clone().input(Input::Hidden);
        }
        if offline {
            driver.0.clone().input(Input::Offline);
        }
        driver.0.clone().with(|_| ());
        driver
    }

    /// What is shown.
    pub fn state(&self) -> Option<State> {
        Some(self.0.feed.try_borrow().ok()?.as_ref()?.state().clone())
    }

    /// Takes an input that doesn't come from the browser.
    pub fn input(&self, input: Input) {
        self.0.clone().input(input);
    }

    /// Changes what doesn't touch the following.
    pub fn set_details(&self, config: &Config) {
        let now = self.0.now();
        self.0.clone().with(|feed| feed.set_details(config, now));
    }

    /// News from the page.
    pub fn news(&self, source: Source, order: Order) {
        self.input(Input::News(source, Arc::new(order)));
    }

    /// Asks now; the promise is kept when the answer is there, or none will come soon.
    pub fn refresh(&self) -> Promise {
        let running = self.0.question();
        self.input(Input::Refresh);
        match self.0.question() {
            None => Promise::resolve(&JsValue::UNDEFINED),
            // The running question is older than the wish: another follows it.
            Some(number) => {
                let wanted = if running == Some(number) {
                    number.wrapping_add(1)
                } else {
                    number
                };
                Promise::new(&mut |resolve, _| self.0.waiting.borrow_mut().push((wanted, resolve)))
            }
        }
    }

    /// Ends: no socket, timer, request or listener is left. What is known is handed on.
    pub fn stop(&self) -> Option<Memory> {
        let inner = &self.0;
        inner.watch.take();
        inner.timer.take();
        inner.outputs.take();
        if let Some((_, abort)) = inner.question.take() {
            abort.abort();
        }
        drop(inner.subscriptions.take());
        inner.resolve(u32::MAX);
        Some(inner.feed.take()?.into_memory())
    }
}

impl Inner {
    fn now(&self) -> crate::feed::Now {
        let heard = self
            .subscriptions
            .try_borrow()
            .ok()
            .and_then(|all| all.iter().filter_map(|(_, one)| one.last_heard()).max());
        clock::now(heard)
    }

    /// The number of the running question.
    fn question(&self) -> Option<u32> {
        self.question.borrow().as_ref().map(|(number, _)| *number)
    }

    fn input(self: Rc<Self>, input: Input) {
        let now = self.now();
        self.with(|feed| feed.handle(input, now));
    }

    fn with(self: Rc<Self>, change: impl FnOnce(&mut Feed)) {
        {
            let Ok(mut feed) = self.feed.try_borrow_mut() else {
                return;
            };
            let Some(feed) = feed.as_mut() else { return };
            change(feed);
            feed.take_outputs(&mut self.outputs.borrow_mut());
        }
        if self.working.replace(true) {
            return;
        }
        loop {
            let outputs = self.outputs.take();
            if outputs.is_empty() {
                break;
            }
            for output in outputs {
                self.perform(output);
            }
        }
        self.working.set(false);
        if self.question().is_none() {
            self.resolve(u32::MAX);
        }
        self.set_timer();
    }

    fn set_timer(self: &Rc<Self>) {
        let now = self.now();
        let deadline = self
            .feed
            .borrow()
            .as_ref()
            .and_then(|feed| feed.deadline(now));
        let weak = Rc::downgrade(self);
        self.timer.borrow_mut().set(deadline, move || {
            if let Some(inner) = weak.upgrade() {
                inner.timer.borrow_mut().rang();
                inner.input(Input::Tick);
            }
        });
    }

    fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Subscribe(channel) => self.subscribe(channel),
            Output::Unsubscribe(channel) => {
                let mut all = self.subscriptions.borrow_mut();
                let index = all.iter().position(|(wished, _)| *wished == channel);
                let gone = index.map(|index| all.remove(index));
                // What ends with a subscription may call back.
                drop(all);
                drop(gone);
            }
            Output::Ask { number, url } => self.ask(number, url),
            Output::Abort(number) => {
                if let Some((_, abort)) = self
                    .question
                    .borrow_mut()
                    .take_if(|(open, _)| *open == number)
                {
                    abort.abort();
                }
                self.resolve(number);
            }
            Output::Tell(event) => self.host.tell(&event),
            Output::Changed => {
                let state = self.feed.borrow().as_ref().map(|feed| feed.state().clone());
                if let Some(state) = state {
                    self.host.show(&state);
                }
            }
        }
    }

    fn subscribe(self: &Rc<Self>, channel: Channel) {
        let Some(url) = &self.stream else { return };
        let weak: Weak<Self> = Rc::downgrade(self);
        let listener = Rc::new(move |channel: &Channel, news: News| {
            let Some(inner) = weak.upgrade() else { return };
            inner.input(match news {
                News::Subscribed => Input::Subscribed(channel.clone()),
                News::Unsubscribed => Input::Unsubscribed(channel.clone()),
                News::Message(data) => Input::Message(decode::order(&BrowserJson, &data).map(Arc::new)),
                News::Token => Input::WrongChannel,
                News::Refused(code) => Input::StreamRefused(code),
            });
        });
        let subscription = hub::subscribe(url, &channel, listener);
        self.subscriptions
            .borrow_mut()
            .push((channel, subscription));
    }

    fn ask(self: &Rc<Self>, number: u32, url: Option<String>) {
        let Ok(abort) = AbortController::new() else {
            return self
                .clone()
                .input(Input::Answer(number, Err(Failure::Unreachable)));
        };
        *self.question.borrow_mut() = Some((number, abort.clone()));
        let order_id = self
            .feed
            .borrow()
            .as_ref()
            .and_then(|feed| feed.order_id().map(str::to_owned));
        let fetch_order = self.fetch_order.borrow().clone();
        let weak = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            let answer = match (&url, &fetch_order) {
                (Some(url), _) => fetch::from_url(url, &abort).await,
                (None, Some(fetch_order)) => {
                    fetch::from_page(fetch_order, order_id.as_deref(), &abort).await
                }
                (None, None) => Err(Failure::Unreachable),
            };
            let Some(inner) = weak.upgrade() else { return };
            // Aborted meanwhile: the feed has taken it as no answer.
            let ended = inner
                .question
                .borrow_mut()
                .take_if(|(open, _)| *open == number)
                .is_some();
            if ended {
                inner.clone().input(Input::Answer(number, answer.map(Arc::new)));
                inner.resolve(number);
            }
        });
    }

    /// Keeps the promises of those who waited for this question.
    fn resolve(&self, number: u32) {
        for (waited, resolve) in self.waiting.take() {
            if waited <= number {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            } else {
                self.waiting.borrow_mut().push((waited, resolve));
            }
        }
    }
}
