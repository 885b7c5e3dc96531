//! One connection to a Pusher server (protocol 7), for many public channels: a client without a clock, a socket or a browser.
//!
//! The edge tells what happens ([`Input`]) and does what is asked ([`Output`]); between the two it sets one timer, to
//! [`Connection::deadline`]. `now` is monotonic. A connection is wanted as long as a channel is.
//!
//! Invariants: between two [`Output::Open`] there is an [`Output::Close`] or an [`Input::Closed`], so there is never more than
//! one live socket; no message of a channel that is not wished for comes out; after [`Output::Refused`] no socket is opened.

mod channel;
mod close;
mod frame;
mod inbound;
mod io;
mod liveness;
mod retry;
mod wishes;

pub use channel::{Channel, ChannelError};
pub use io::{Input, Output};

use crate::json::Json;
use close::Close;
use liveness::{Check, Liveness};
use retry::{Retry, Wait};
use wishes::Wishes;

/// A point in time or a time span, in milliseconds of a monotonic clock.
pub type Millis = u64;

/// The time for a socket to open and the server to introduce itself.
const HANDSHAKE: Millis = 10_000;
/// A connection that showed signs of life for this long was a good one.
const HEALTHY: Millis = 30_000;
/// A timer that is later than this means that the device slept.
const LATE: Millis = 10_000;

#[derive(Debug)]
enum Link {
    /// No socket. If one is wanted, it is opened after the wait.
    Off(Wait),
    /// A socket is opened; the handshake may take until this time.
    Opening(Millis),
    /// The server introduced itself.
    Up(Liveness),
    /// The server will not have us; the code with which it said so.
    Refused(u16),
}

/// One connection: what is wished for, what there is, and what to do next.
#[derive(Debug)]
pub struct Connection<J: Json> {
    json: J,
    link: Link,
    wishes: Wishes,
    retry: Retry,
    outputs: Vec<Output<J::Value>>,
    hidden: bool,
    suspended: bool,
    now: Millis,
    heard: Option<Millis>,
}

impl<J: Json> Connection<J> {
    /// A connection that nobody wants yet.
    pub fn new(json: J) -> Self {
        let retry = Retry::default();
        Self {
            json,
            link: Link::Off(retry.freely(0)),
            wishes: Wishes::default(),
            retry,
            outputs: Vec::new(),
            hidden: false,
            suspended: false,
            now: 0,
            heard: None,
        }
    }

    /// Wishes for a channel. Wishing twice is wishing once; a channel that was refused is asked for again.
    pub fn subscribe(&mut self, channel: &Channel, now: Millis) {
        self.now = self.now.max(now);
        if self.wishes.is_empty() {
            self.doubt();
        }
        self.wishes.add(channel);
        self.settle();
    }

    /// Gives up a channel, at once. With the last one the socket goes.
    pub fn unsubscribe(&mut self, channel: &Channel, now: Millis) {
        self.now = self.now.max(now);
        let tell = self.wishes.remove(channel);
        if self.wishes.is_empty() {
            self.leave();
        } else if tell && matches!(self.link, Link::Up(_)) {
            self.send(&frame::unsubscribe(channel));
        }
    }

    /// Takes what happened. `random` is a new random number, for jitter. Take all the outputs afterwards.
    pub fn handle(&mut self, input: Input<'_>, now: Millis, random: u32) {
        self.now = self.now.max(now);
        match input {
            Input::Frame(text) => {
                crate::trap::here("stream.frame");
                self.frame(text, random);
            }
            Input::Closed(code) => self.closed(code, random),
            Input::Tick => self.tick(random),
            Input::Online => self.doubt(),
            // Nothing to try when waiting: the browser may be wrong, and then the next try shows it.
            Input::Offline => self.doubt_link(),
            Input::Visible => {
                self.hidden = false;
                self.doubt();
            }
            Input::Hidden => self.hidden = true,
            Input::Resumed => {
                self.suspended = false;
                self.doubt();
            }
            Input::Suspended => {
                self.suspended = true;
                self.leave();
            }
        }
        self.settle();
    }

    /// The next thing to do; `None` when all is done.
    pub fn poll_output(&mut self) -> Option<Output<J::Value>> {
        // There are a few at most: a ring would cost more than it saves.
        (!self.outputs.is_empty()).then(|| self.outputs.remove(0))
    }

    /// When [`Input::Tick`] is wanted: a point in time, and after a tick one that is to come.
    pub fn deadline(&self) -> Option<Millis> {
        match &self.link {
            Link::Off(wait) => self.is_wanted().then_some(wait.until),
            Link::Opening(by) => Some(*by),
            Link::Up(liveness) => Some(
                self.wishes
                    .due()
                    .map_or(liveness.due(), |due| due.min(liveness.due())),
            ),
            Link::Refused(_) => None,
        }
    }

    /// Whether the channel is subscribed, on a socket that was heard of recently enough.
    pub fn is_live(&self, channel: &Channel, now: Millis) -> bool {
        let is_heard = matches!(&self.link, Link::Up(liveness) if liveness.is_heard(now));
        is_heard && self.is_subscribed(channel)
    }

    /// Whether the channel is subscribed, also while the server has not been heard for long: who wants it, too, need not wait for another grant.
    pub fn is_subscribed(&self, channel: &Channel) -> bool {
        matches!(self.link, Link::Up(_)) && self.wishes.is_live(channel)
    }

    /// When the last frame came, whichever it was.
    pub fn last_heard(&self) -> Option<Millis> {
        self.heard
    }

    /// The code with which the server said that it will not have us, where it did: the connection is of no use any more.
    pub fn refusal(&self) -> Option<u16> {
        match self.link {
            Link::Refused(code) => Some(code),
            Link::Off(_) | Link::Opening(_) | Link::Up(_) => None,
        }
    }

    fn is_wanted(&self) -> bool {
        !self.suspended && !self.wishes.is_empty()
    }

    /// Opens a socket and asks for channels, where it is time to.
    fn settle(&mut self) {
        if let Link::Off(wait) = &self.link
            && wait.until <= self.now
            && self.is_wanted()
        {
            self.retry.opened(self.now);
            self.link = Link::Opening(self.now + HANDSHAKE);
            self.outputs.push(Output::Open);
        }
        if matches!(self.link, Link::Up(_)) {
            while let Some(channel) = self.wishes.ask(self.now) {
                let text = frame::subscribe(channel);
                self.send(&text);
            }
        }
    }

    fn tick(&mut self, random: u32) {
        let late = self.deadline().is_some_and(|due| self.now > due + LATE);
        match &mut self.link {
            Link::Opening(by) if *by <= self.now => self.drop_dead(random),
            Link::Up(liveness) => match liveness.check(self.now) {
                Check::Fine => self.wishes.expire(self.now, random),
                Check::Ping => {
                    self.send(frame::PING);
                    self.wishes.expire(self.now, random);
                }
                Check::Dead => self.drop_dead(random),
            },
            Link::Off(_) | Link::Opening(_) | Link::Refused(_) => {}
        }
        if late {
            self.doubt();
        }
    }

    /// The world may have changed: check the connection, or try at once.
    fn doubt(&mut self) {
        if let Link::Off(wait) = &mut self.link {
            self.retry.cut(wait, self.now);
        }
        self.doubt_link();
    }

    fn doubt_link(&mut self) {
        if let Link::Up(liveness) = &mut self.link {
            liveness.doubt(self.now);
            if liveness.check(self.now) == Check::Ping {
                self.send(frame::PING);
            }
        }
    }

    #[inline(never)]
    fn send(&mut self, text: &str) {
        self.outputs.push(Output::Send(text.to_owned()));
    }

    fn closed(&mut self, code: u16, random: u32) {
        if matches!(self.link, Link::Off(_) | Link::Refused(_)) {
            return;
        }
        let close = Close::of(code);
        self.lost(close, random);
        if close == Close::Refused {
            self.outputs.push(Output::Refused(code));
            self.link = Link::Refused(code);
        }
    }

    /// A socket that does not answer: to the edge a close, to the rules a loss. But where it was up, the wait for the answer to
    /// the ping was wait enough, and nobody else waited just as long: another is opened at once.
    fn drop_dead(&mut self, random: u32) {
        self.outputs.push(Output::Close);
        if matches!(self.link, Link::Up(_)) {
            self.disconnect();
            self.link = Link::Off(self.retry.freely(self.now));
        } else {
            self.lost(Close::Lost, random);
        }
    }

    #[inline(never)]
    fn lost(&mut self, close: Close, random: u32) {
        self.disconnect();
        self.link = Link::Off(self.retry.after(close, self.hidden, self.now, random));
    }

    /// Closes a socket that is not wanted any more.
    fn leave(&mut self) {
        if matches!(self.link, Link::Opening(_) | Link::Up(_)) {
            self.outputs.push(Output::Close);
            self.disconnect();
            self.link = Link::Off(self.retry.freely(self.now));
        }
    }

    #[inline(never)]
    fn disconnect(&mut self) {
        if let Link::Up(liveness) = &self.link
            && liveness.health() >= HEALTHY
        {
            self.retry.forgive();
        }
        let outputs = &mut self.outputs;
        self.wishes
            .disconnect(|channel| outputs.push(Output::Unsubscribed(channel.clone())));
    }
}
