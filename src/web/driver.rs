//! Drives one feed: does what it asks for, and gives it what comes of that.
//!
//! Invariant: what is done to the feed while its outputs are carried out waits its turn; nothing is called while the feed is borrowed.

pub(crate) mod listen;

use super::clock::{self, Alarm, Timer};
use super::fetch::{self, Done, Whom};
use super::hub::{self, News, Subscription};
use super::page::{self, Change, Watch};
use super::socket::Socket;
use super::task;
use crate::config::Config;
use crate::feed::event::Event;
use crate::feed::questions::Failure;
use crate::feed::stream::Channel;
use crate::feed::{Answer, Feed, Input, Memory, Now, Output, Signal};
use crate::link::StatusUrl;
use crate::order::Order;
use crate::seam::{self, Second, Waiter};
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
    fn show(&self, state: Rc<State>);
    /// There is an event for the page.
    fn tell(&self, event: &Event);
}

/// The page's `fetchOrder`; pages that render often give a new function each time, which starts nothing anew.
pub type FetchOrder = Rc<RefCell<Option<Function>>>;

/// A running feed; it ends with [`Driver::stop`].
#[derive(Clone)]
pub struct Driver(Rc<Inner>);

/// It is the driver's own; the seam only names it.
pub(crate) struct Inner {
    /// `None` once it has ended.
    feed: RefCell<Option<Feed>>,
    host: Rc<dyn Host>,
    stream: Option<String>,
    /// Goes before the stream.
    events: Option<StatusUrl>,
    /// The channel that is to be heard of by those.
    wished: RefCell<Option<Channel>>,
    fetch_order: FetchOrder,
    subscriptions: RefCell<Vec<Subscription>>,
    timer: RefCell<Timer>,
    question: RefCell<Option<(u32, AbortController)>>,
    /// Those who wait for the end of this question, or a later one.
    waiting: RefCell<Vec<(u32, Function)>>,
    working: Cell<bool>,
    watch: Cell<Option<Watch>>,
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
        let inner = Rc::new(Inner {
            feed: RefCell::new(Some(feed)),
            host,
            stream: config.stream.clone(),
            events: config.events.clone(),
            wished: RefCell::new(None),
            fetch_order,
            subscriptions: RefCell::new(Vec::new()),
            timer: RefCell::new(Timer::default()),
            question: RefCell::new(None),
            waiting: RefCell::new(Vec::new()),
            working: Cell::new(false),
            watch: Cell::new(None),
        });
        let weak = Rc::downgrade(&inner);
        inner.watch.set(Some(page::watch(weak)));
        if inner.events.is_some() && seam::second().is_none() {
            seam::wait(Rc::downgrade(&inner) as Weak<dyn Waiter>);
        }
        let (hidden, offline) = page::present();
        if hidden {
            inner.input(Input::Hidden);
        }
        if offline {
            inner.input(Input::Offline);
        }
        inner.work();
        Self(inner)
    }

    /// What is shown.
    pub fn state(&self) -> Option<Rc<State>> {
        self.0.state()
    }

    /// Takes an input that doesn't come from the browser.
    pub fn input(&self, input: Input) {
        self.0.input(input);
    }

    /// Changes what doesn't touch the following.
    pub fn set_details(&self, config: &Config) {
        self.0.change(|feed, now| feed.set_details(config, now));
    }

    /// News from the page.
    pub fn news(&self, source: Source, order: Arc<Order>) {
        self.input(Input::News(source, order));
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
        let feed = inner.feed.take()?;
        inner.watch.take();
        inner.timer.take();
        inner.abort();
        drop(inner.subscriptions.take());
        inner.resolve(u32::MAX);
        Some(feed.into_memory())
    }
}

impl Inner {
    fn now(&self) -> Now {
        let mut heard = None;
        if let Ok(subscriptions) = self.subscriptions.try_borrow() {
            for subscription in &*subscriptions {
                heard = heard.max(subscription.last_heard());
            }
        }
        clock::now(heard)
    }

    fn state(&self) -> Option<Rc<State>> {
        Some(self.feed.try_borrow().ok()?.as_ref()?.state().clone())
    }

    /// The number of the running question.
    fn question(&self) -> Option<u32> {
        self.question.borrow().as_ref().map(|(number, _)| *number)
    }

    /// Nobody waits for the answer to the running question any more.
    fn abort(&self) {
        if let Some((_, abort)) = self.question.take() {
            abort.abort();
        }
    }

    fn input(self: &Rc<Self>, input: Input) {
        self.change(|feed, now| feed.handle(input, now));
    }

    /// Changes the feed, and does what it asks for.
    fn change(self: &Rc<Self>, change: impl FnOnce(&mut Feed, Now)) {
        let now = self.now();
        let Ok(mut feed) = self.feed.try_borrow_mut() else {
            return;
        };
        let Some(feed_now) = feed.as_mut() else {
            return;
        };
        change(feed_now, now);
        drop(feed);
        self.work();
    }

    /// Does what the feed asks for, in order, until it asks for nothing.
    fn work(self: &Rc<Self>) {
        if self.working.replace(true) {
            return;
        }
        let mut outputs = Vec::new();
        loop {
            if let Some(feed) = &mut *self.feed.borrow_mut() {
                feed.take_outputs(&mut outputs);
            }
            if outputs.is_empty() {
                break;
            }
            while !outputs.is_empty() {
                self.perform(outputs.remove(0));
            }
        }
        self.working.set(false);
        if let Some(second) = seam::second() {
            (second.listen)(self);
        }
        if self.question().is_none() {
            self.resolve(u32::MAX);
        }
        let now = self.now();
        let alarm = Rc::downgrade(self);
        if let Some(feed) = &*self.feed.borrow() {
            self.timer.borrow_mut().set(feed.deadline(now), alarm);
        }
    }

    fn perform(self: &Rc<Self>, output: Output) {
        // The host may have ended it by what it did on being told.
        if self.feed.borrow().is_none() {
            return;
        }
        match output {
            Output::Subscribe(channel) => self.subscribe(channel),
            Output::Unsubscribe(channel) => {
                self.wished.take();
                let mut all = self.subscriptions.borrow_mut();
                let index = all.iter().position(|one| *one.channel() == channel);
                let gone = index.map(|index| all.remove(index));
                // What ends with a subscription may call back.
                drop(all);
                drop(gone);
            }
            Output::Ask { number, url, age } => self.ask(number, url, age),
            Output::Abort(number) => {
                if self.question() == Some(number) {
                    self.abort();
                }
                self.resolve(number);
            }
            Output::Tell(event) => self.host.tell(&event),
            Output::Changed => {
                if let Some(state) = self.state() {
                    self.host.show(state);
                }
            }
        }
    }

    fn subscribe(self: &Rc<Self>, channel: Channel) {
        if let Some(url) = &self.stream {
            let listener = Rc::downgrade(self);
            let subscription = hub::subscribe(url, Socket::open, channel, listener);
            self.subscriptions.borrow_mut().push(subscription);
        } else {
            *self.wished.borrow_mut() = Some(channel);
        }
    }

    fn ask(self: &Rc<Self>, number: u32, url: Option<String>, age: u64) {
        let Ok(abort) = AbortController::new() else {
            return self.input(Input::Answer(number, Err(Failure::Unreachable)));
        };
        *self.question.borrow_mut() = Some((number, abort.clone()));
        let whom = match (url, &*self.fetch_order.borrow()) {
            (Some(url), _) => Some(Whom::Url(url, u32::try_from(age).unwrap_or(0))),
            (None, Some(fetch_order)) => Some(Whom::Page(fetch_order.clone(), self.order_id())),
            (None, None) => None,
        };
        let weak = Rc::downgrade(self);
        let answer: Done = Box::new(move |answer| {
            if let Some(inner) = weak.upgrade() {
                inner.answer(number, answer);
            }
        });
        // Later: the page's `fetchOrder` may call us.
        let named = self
            .feed
            .borrow()
            .as_ref()
            .and_then(|feed| feed.named().map(str::to_owned));
        task::soon(Box::new(move || match whom {
            Some(whom) => fetch::ask(whom, named, &abort, answer),
            None => answer(Err(Failure::Unreachable)),
        }));
    }

    fn order_id(&self) -> Option<String> {
        Some(self.feed.borrow().as_ref()?.order_id()?.to_owned())
    }

    fn answer(self: &Rc<Self>, number: u32, answer: Result<Answer, Failure>) {
        // Aborted meanwhile: the feed has taken it as no answer.
        if self.question() == Some(number) {
            crate::trap::here("driver.answer");
            self.question.take();
            self.input(Input::Answer(number, answer));
            self.resolve(number);
        }
    }

    /// Keeps the promises of those who waited for this question.
    fn resolve(&self, number: u32) {
        self.waiting.borrow_mut().retain(|(waited, resolve)| {
            let kept = *waited <= number;
            if kept {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
            !kept
        });
    }
}

impl Waiter for Inner {
    fn second_part_came(self: Rc<Self>, _: &'static Second) {
        self.work();
    }
}

impl page::Listener for Inner {
    fn changed(self: Rc<Self>, change: Change) {
        self.input(match change {
            Change::Visible => Input::CameBack(Signal::Visible),
            Change::Online => Input::CameBack(Signal::Online),
            Change::Resumed => Input::CameBack(Signal::Resumed),
            Change::Hidden => Input::Hidden,
            Change::Offline => Input::Offline,
            Change::Suspended => Input::Suspended,
        });
    }
}

impl hub::Listener for Inner {
    fn hear(self: Rc<Self>, channel: &Channel, news: &News) {
        self.input(match news {
            News::Subscribed => Input::Subscribed(channel.clone()),
            News::Unsubscribed => Input::Unsubscribed(channel.clone()),
            News::Message(order) => Input::Message(order.clone()),
            News::Token => Input::WrongChannel,
            News::Refused(code) => Input::StreamRefused(*code),
        });
    }
}

impl Alarm for Inner {
    fn ring(self: Rc<Self>) {
        self.timer.borrow_mut().rang();
        self.input(Input::Tick);
    }
}
