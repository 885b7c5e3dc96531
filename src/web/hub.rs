//! One socket a page and stream URL, however many trackers use it. (A line of the partner's own events is one by its URL, too.)
//!
//! Invariant: a connection lives as long as a tracker wishes for one of its channels, and at most one socket of it is open.

use super::clock::{self, Alarm, Timer};
use super::json::BrowserJson;
use super::page::{self, Change, Watch};
use super::socket::{Open, Report, Reporter, Wire};
use super::task;
use crate::feed::stream::{Channel, Connection, Input, Output};
use crate::order::{Order, decode};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// What a tracker is told about its channel.
#[derive(Clone, Debug)]
pub enum News {
    /// Subscribed (again).
    Subscribed,
    /// Not live any more.
    Unsubscribed,
    /// An event; `None` where its data holds no order.
    Message(Option<Arc<Order>>),
    /// The data was a token.
    Token,
    /// The server refuses the connection (close code) or the channel (status).
    Refused(u16),
}

/// Who is told.
pub trait Listener {
    /// There is news of a channel that is wished for.
    fn hear(self: Rc<Self>, channel: &Channel, news: &News);
}

thread_local! {
    static LINES: RefCell<Vec<Weak<Line>>> = const { RefCell::new(Vec::new()) };
}

/// One connection and those who use it.
struct Line {
    url: String,
    connection: RefCell<Connection<BrowserJson>>,
    open: Open,
    socket: RefCell<Option<Box<dyn Wire>>>,
    timer: RefCell<Timer>,
    wishes: RefCell<Vec<Rc<Wish>>>,
    working: Cell<bool>,
    watch: Cell<Option<Watch>>,
}

struct Wish {
    channel: Channel,
    listener: Weak<dyn Listener>,
}

impl Wish {
    fn tell(&self, news: &News) {
        if let Some(listener) = self.listener.upgrade() {
            listener.hear(&self.channel, news);
        }
    }
}

/// A wish for a channel; it ends when it is dropped.
pub struct Subscription {
    line: Rc<Line>,
    wish: Rc<Wish>,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Subscription")
    }
}

impl Subscription {
    /// The channel.
    pub fn channel(&self) -> &Channel {
        &self.wish.channel
    }

    /// Where the line leads.
    pub fn url(&self) -> &str {
        &self.line.url
    }

    /// When the connection was last heard, in monotonic milliseconds.
    pub fn last_heard(&self) -> Option<u64> {
        self.line.connection.try_borrow().ok()?.last_heard()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let (line, channel) = (&self.line, &self.wish.channel);
        let mut wishes = line.wishes.borrow_mut();
        if let Some(index) = wishes.iter().position(|wish| Rc::ptr_eq(wish, &self.wish)) {
            wishes.swap_remove(index);
        }
        let wanted = wishes.iter().any(|wish| wish.channel == *channel);
        drop(wishes);
        if !wanted {
            line.change(|connection| connection.unsubscribe(channel, clock::mono()));
        }
    }
}

/// Wishes for a channel of the stream at `url`, which `open` opens. The listener may be called before this returns a message, never within this call.
pub fn subscribe(
    url: &str,
    open: Open,
    channel: Channel,
    listener: Weak<dyn Listener>,
) -> Subscription {
    let line = line_to(url, open);
    let known = line.known(&channel);
    let wish = Rc::new(Wish { channel, listener });
    line.wishes.borrow_mut().push(wish.clone());
    // Another tracker has it already: this one hears of it too, in a task of its own.
    if let Some(news) = known {
        let wish = Rc::downgrade(&wish);
        task::soon(Box::new(move || {
            if let Some(wish) = wish.upgrade() {
                wish.tell(&news);
            }
        }));
    }
    line.change(|connection| connection.subscribe(&wish.channel, clock::mono()));
    Subscription { line, wish }
}

/// The line to a URL; a new one where there is none.
fn line_to(url: &str, open: Open) -> Rc<Line> {
    let known = LINES.with_borrow_mut(|lines| {
        lines.retain(|line| line.strong_count() > 0);
        let mut lines = lines.iter().filter_map(Weak::upgrade);
        lines.find(|line| line.url == url)
    });
    if let Some(known) = known {
        return known;
    }
    let line = Rc::new(Line {
        url: url.to_owned(),
        open,
        connection: RefCell::new(Connection::new(BrowserJson)),
        socket: RefCell::new(None),
        timer: RefCell::new(Timer::default()),
        wishes: RefCell::new(Vec::new()),
        working: Cell::new(false),
        watch: Cell::new(None),
    });
    let weak = Rc::downgrade(&line);
    LINES.with_borrow_mut(|lines| lines.push(weak.clone()));
    line.watch.set(Some(page::watch(weak)));
    if page::present().0 {
        line.input(Input::Hidden);
    }
    line
}

impl Line {
    /// What one more listener of a channel is to be told.
    fn known(&self, channel: &Channel) -> Option<News> {
        let connection = self.connection.try_borrow().ok()?;
        if connection.is_subscribed(channel) {
            return Some(News::Subscribed);
        }
        connection.refusal().map(News::Refused)
    }

    fn input(self: &Rc<Self>, input: Input<'_>) {
        self.change(|connection| connection.handle(input, clock::mono(), clock::random()));
    }

    /// Changes the connection, and does what it asks for. What a listener does meanwhile waits its turn.
    fn change(self: &Rc<Self>, change: impl FnOnce(&mut Connection<BrowserJson>)) {
        if let Ok(mut connection) = self.connection.try_borrow_mut() {
            change(&mut connection);
            drop(connection);
            self.work();
        }
    }

    fn work(self: &Rc<Self>) {
        if self.working.replace(true) {
            return;
        }
        loop {
            let output = self.connection.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.perform(output);
        }
        self.working.set(false);
        let deadline = self.connection.borrow().deadline();
        let line = Rc::downgrade(self);
        self.timer.borrow_mut().set(deadline, line);
    }

    fn perform(self: &Rc<Self>, output: Output<JsValue>) {
        crate::trap::here("hub");
        let (channel, news) = match output {
            Output::Open => return self.open(),
            Output::Close => return drop(self.socket.take()),
            Output::Send(text) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&text);
                }
                return;
            }
            Output::Subscribed(channel) => (Some(channel), News::Subscribed),
            Output::Unsubscribed(channel) => (Some(channel), News::Unsubscribed),
            Output::Message { channel, data, .. } => {
                let order = decode::order(&BrowserJson, &data).map(Arc::new);
                (Some(channel), News::Message(order))
            }
            Output::Token(channel) => (Some(channel), News::Token),
            Output::ChannelRefused { channel, status } => (Some(channel), News::Refused(status)),
            Output::Refused(code) => (None, News::Refused(code)),
        };
        self.tell(channel.as_ref(), &news);
    }

    fn open(self: &Rc<Self>) {
        let reporter = Rc::downgrade(self);
        let socket = (self.open)(&self.url, reporter);
        let failed = socket.is_none();
        *self.socket.borrow_mut() = socket;
        if failed {
            // Told from a task of its own: the connection is in the middle of something.
            let line = self.clone();
            task::soon(Box::new(move || line.input(Input::Closed(1006))));
        }
    }

    /// Tells those who wish for the channel, or all.
    fn tell(&self, channel: Option<&Channel>, news: &News) {
        // A listener may come or go meanwhile.
        let wishes = self.wishes.borrow().clone();
        for wish in &wishes {
            if channel.is_none_or(|channel| wish.channel == *channel) {
                wish.tell(news);
            }
        }
    }
}

impl page::Listener for Line {
    fn changed(self: Rc<Self>, change: Change) {
        self.input(match change {
            Change::Visible => Input::Visible,
            Change::Hidden => Input::Hidden,
            Change::Online => Input::Online,
            Change::Offline => Input::Offline,
            Change::Suspended => Input::Suspended,
            Change::Resumed => Input::Resumed,
        });
    }
}

impl Reporter for Line {
    fn take(self: Rc<Self>, report: Report) {
        match report {
            Report::Frame(text) => self.input(Input::Frame(&text)),
            Report::Closed(code) => self.input(Input::Closed(code)),
        }
    }
}

impl Alarm for Line {
    fn ring(self: Rc<Self>) {
        self.timer.borrow_mut().rang();
        self.input(Input::Tick);
    }
}
