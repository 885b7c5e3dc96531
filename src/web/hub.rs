//! One socket a page and stream URL, however many trackers use it.
//!
//! Invariant: a connection lives as long as a tracker wishes for one of its channels, and at most one socket of it is open.

use super::clock::{self, Timer};
use super::json::BrowserJson;
use super::page::{self, Change, Watch};
use super::socket::{Report, Socket};
use crate::feed::stream::{Channel, Connection, Input, Output};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// What a tracker is told about its channel.
#[derive(Clone, Debug)]
pub enum News {
    /// Subscribed (again).
    Subscribed,
    /// Not live any more.
    Unsubscribed,
    /// An event's data: a JSON object.
    Message(JsValue),
    /// The data was a token.
    Token,
    /// The server refuses the connection (close code) or the channel (status).
    Refused(u16),
}

type Listener = Rc<dyn Fn(&Channel, News)>;

thread_local! {
    static LINES: RefCell<Vec<Weak<Line>>> = const { RefCell::new(Vec::new()) };
}

/// One connection and those who use it.
struct Line {
    url: String,
    connection: RefCell<Connection<BrowserJson>>,
    socket: RefCell<Option<Socket>>,
    /// The number of the present socket: reports of an earlier one are nobody's.
    number: Cell<u32>,
    timer: RefCell<Timer>,
    listeners: RefCell<Vec<(u32, Channel, Listener)>>,
    next_listener: Cell<u32>,
    working: Cell<bool>,
    _watch: RefCell<Option<Watch>>,
}

/// A wish for a channel; it ends when it is dropped.
pub struct Subscription {
    line: Rc<Line>,
    number: u32,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Subscription")
    }
}

impl Subscription {
    /// When the connection was last heard, in monotonic milliseconds.
    pub fn last_heard(&self) -> Option<u64> {
        self.line.connection.try_borrow().ok()?.last_heard()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut listeners = self.line.listeners.borrow_mut();
        let Some(index) = listeners
            .iter()
            .position(|(number, ..)| *number == self.number)
        else {
            return;
        };
        let (_, channel, _) = listeners.remove(index);
        let still_wanted = listeners.iter().any(|(_, other, _)| *other == channel);
        drop(listeners);
        if !still_wanted {
            self.line
                .clone()
                .with(move |connection| connection.unsubscribe(&channel, clock::mono()));
        }
    }
}

/// Wishes for a channel of the stream at `url`. The listener may be called before this returns a message, never within this call.
pub fn subscribe(url: &str, channel: &Channel, listener: Listener) -> Subscription {
    let line = line_to(url);
    let number = line.next_listener.get();
    line.next_listener.set(number.wrapping_add(1));
    let subscribed = line
        .connection
        .try_borrow()
        .is_ok_and(|connection| connection.is_live(channel, clock::mono()));
    let refused = line
        .connection
        .try_borrow()
        .is_ok_and(|connection| connection.is_refused());
    line.listeners
        .borrow_mut()
        .push((number, channel.clone(), listener));
    // Another tracker has it already: this one hears of it too, in a task of its own.
    if subscribed || refused {
        let (line, channel) = (line.clone(), channel.clone());
        wasm_bindgen_futures::spawn_local(async move {
            line.tell_one(
                number,
                &channel,
                if subscribed {
                    News::Subscribed
                } else {
                    News::Refused(0)
                },
            );
        });
    }
    let wish = channel.clone();
    line.clone()
        .with(move |connection| connection.subscribe(&wish, clock::mono()));
    Subscription { line, number }
}

/// The line to a URL; a new one where there is none.
fn line_to(url: &str) -> Rc<Line> {
    LINES.with_borrow_mut(|lines| {
        lines.retain(|line| line.strong_count() > 0);
        if let Some(known) = lines
            .iter()
            .filter_map(Weak::upgrade)
            .find(|line| line.url == url)
        {
            return known;
        }
        let line = Rc::new_cyclic(|line: &Weak<Line>| {
            let line = line.clone();
            let watch = page::watch(move |change| {
                if let Some(line) = line.upgrade() {
                    line.input(match change {
                        Change::Visible => Input::Visible,
                        Change::Hidden => Input::Hidden,
                        Change::Online => Input::Online,
                        Change::Offline => Input::Offline,
                        Change::Suspended => Input::Suspended,
                        Change::Resumed => Input::Resumed,
                    });
                }
            });
            Line {
                url: url.to_owned(),
                connection: RefCell::new(Connection::new(BrowserJson)),
                socket: RefCell::new(None),
                number: Cell::new(0),
                timer: RefCell::new(Timer::default()),
                listeners: RefCell::new(Vec::new()),
                next_listener: Cell::new(0),
                working: Cell::new(false),
                _watch: RefCell::new(Some(watch)),
            }
        });
        if page::present().0 {
            line.clone().with(|connection| {
                connection.handle(Input::Hidden, clock::mono(), clock::random());
            });
        }
        lines.push(Rc::downgrade(&line));
        line
    })
}

impl Line {
    fn input(self: Rc<Self>, input: Input<'_>) {
        self.with(|connection| connection.handle(input, clock::mono(), clock::random()));
    }

    /// Changes the connection, and does what it asks for. What a listener does meanwhile waits its turn.
    fn with(self: Rc<Self>, change: impl FnOnce(&mut Connection<BrowserJson>)) {
        let Ok(mut connection) = self.connection.try_borrow_mut() else {
            return;
        };
        change(&mut connection);
        drop(connection);
        if self.working.replace(true) {
            return;
        }
        loop {
            let output = self.connection.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.clone().perform(output);
        }
        self.working.set(false);
        let deadline = self.connection.borrow().deadline();
        let line = Rc::downgrade(&self);
        self.timer.borrow_mut().set(deadline, move || {
            if let Some(line) = line.upgrade() {
                line.timer.borrow_mut().rang();
                line.input(Input::Tick);
            }
        });
    }

    fn perform(self: Rc<Self>, output: Output<JsValue>) {
        match output {
            Output::Open => self.open(),
            Output::Close => drop(self.socket.take()),
            Output::Send(text) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&text);
                }
            }
            Output::Subscribed(channel) => self.tell(&channel, &News::Subscribed),
            Output::Unsubscribed(channel) => self.tell(&channel, &News::Unsubscribed),
            Output::Message { channel, data, .. } => self.tell(&channel, &News::Message(data)),
            Output::Token(channel) => self.tell(&channel, &News::Token),
            Output::ChannelRefused { channel, status } => {
                self.tell(&channel, &News::Refused(status));
            }
            Output::Refused(code) => {
                let channels: Vec<Channel> = self
                    .listeners
                    .borrow()
                    .iter()
                    .map(|(_, channel, _)| channel.clone())
                    .collect();
                let mut told: Vec<Channel> = Vec::new();
                for channel in channels {
                    if !told.contains(&channel) {
                        self.tell(&channel, &News::Refused(code));
                        told.push(channel);
                    }
                }
            }
        }
    }

    fn open(self: Rc<Self>) {
        let number = self.number.get().wrapping_add(1);
        self.number.set(number);
        let line = Rc::downgrade(&self);
        let report = Rc::new(move |report: Report| {
            let Some(line) = line.upgrade().filter(|line| line.number.get() == number) else {
                return;
            };
            match report {
                Report::Frame(text) => line.input(Input::Frame(&text)),
                Report::Closed(code) => line.input(Input::Closed(code)),
            }
        });
        let socket = Socket::open(&self.url, report);
        let failed = socket.is_none();
        *self.socket.borrow_mut() = socket;
        if failed {
            // Told from a task of its own: the connection is in the middle of something.
            wasm_bindgen_futures::spawn_local(async move { self.input(Input::Closed(1006)) });
        }
    }

    fn tell(&self, channel: &Channel, news: &News) {
        let listeners: Vec<Listener> = self
            .listeners
            .borrow()
            .iter()
            .filter(|(_, wanted, _)| wanted == channel)
            .map(|(.., listener)| listener.clone())
            .collect();
        for listener in listeners {
            listener(channel, news.clone());
        }
    }

    fn tell_one(&self, number: u32, channel: &Channel, news: News) {
        let listener = self
            .listeners
            .borrow()
            .iter()
            .find(|(other, ..)| *other == number)
            .map(|(.., listener)| listener.clone());
        if let Some(listener) = listener {
            listener(channel, news);
        }
    }
}
