//! The page: one real connection and real feeds on it, driven like `web::hub` and `web::driver` drive them.

use crate::clock::{Clock, Millis};
use crate::follower::{Cause, Follower};
use crate::line_watch::LineWatch;
use crate::log::Log;
use crate::random::Random;
use std::sync::Arc;
use transak_order_tracker::feed;
use transak_order_tracker::feed::stream::{Channel, Connection, Input, Output};
use transak_order_tracker::feed::{Now, Signal};
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::decode;

/// What the page does to the world.
#[derive(Debug)]
pub enum Effect {
    Open(u64),
    Send(u64, String),
    Close(u64),
    /// A follower asks: the numbers of its mount and of its question, and how old an answer of another tab may be.
    Ask(usize, (u32, u32), u64),
}

/// What the page goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Visible,
    Hidden,
    Online,
    Offline,
    Suspended,
    Resumed,
}

/// A timer to a point in time, like `web::clock::Timer`: it rings a little late, never early.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timer {
    at: Option<u64>,
    pub rings: Option<u64>,
}

impl Timer {
    fn set(&mut self, at: Option<u64>, now: u64) {
        if self.at != at || (at.is_some() && self.rings.is_none()) {
            self.at = at;
            self.rings = at.map(|at| at.max(now) + 1);
        }
    }
}

pub struct Page {
    pub clock: Clock,
    pub connection: Connection<NativeJson>,
    pub timer: Timer,
    pub socket: Option<u64>,
    sockets: u64,
    pub followers: Vec<Follower>,
    pub watch: LineWatch,
    pub hidden: bool,
    pub offline: bool,
    pub suspended: bool,
    /// Until when nothing happens in the page, in true time.
    pub frozen: Millis,
    /// How long the monotonic clock will have stood still then.
    pub stood: Millis,
    /// When timers were last not to be relied on, in monotonic time.
    pub unpunctual: u64,
    pub random: Random,
    pub effects: Vec<Effect>,
    /// What one more listener of a live or refused channel is told, in a task of its own.
    tasks: Vec<(usize, feed::Input)>,
    pub log: Log,
}

impl Page {
    pub fn new(followers: Vec<Follower>, random: Random, log: Log) -> Self {
        Self {
            clock: Clock::default(),
            connection: Connection::new(NativeJson),
            timer: Timer::default(),
            socket: None,
            sockets: 0,
            followers,
            watch: LineWatch::default(),
            hidden: false,
            offline: false,
            suspended: false,
            frozen: 0,
            stood: 0,
            unpunctual: 0,
            random,
            effects: Vec::new(),
            tasks: Vec::new(),
            log,
        }
    }

    pub fn is_frozen(&self) -> bool {
        self.clock.now < self.frozen
    }

    /// Things happen in the page again.
    pub fn thaw(&mut self) {
        self.clock.slept += std::mem::take(&mut self.stood);
        self.frozen = 0;
        self.unpunctual = self.clock.mono();
    }

    /// The circumstances, as the driver of a feed tells them.
    pub fn now(&mut self, follower: usize) -> Now {
        let subscribed = !self.followers[follower].channels.is_empty();
        Now {
            mono: self.clock.mono(),
            wall: self.clock.wall(),
            random: self.random.word(),
            heard: self.connection.last_heard().filter(|_| subscribed),
        }
    }

    /// Gives the connection an input.
    pub fn line(&mut self, input: Input<'_>) {
        let (mono, random) = (self.clock.mono(), self.random.word());
        self.log.line(|| format!("connection < {input:?}"));
        self.watch.before(&input, mono, &mut self.log);
        self.connection.handle(input, mono, random);
        self.work();
        if matches!(input, Input::Tick) {
            let next = self.connection.deadline();
            self.log
                .check("progress", next.is_none_or(|next| next > mono), || {
                    format!("after a tick at {mono} the connection's deadline is {next:?}")
                });
        }
    }

    /// Gives a feed an input.
    pub fn feed(&mut self, follower: usize, input: feed::Input, cause: Cause) {
        if self.followers[follower].feed.is_none() {
            return;
        }
        let now = self.now(follower);
        self.followers[follower].handle(follower, input, cause, now, &mut self.log);
        self.perform(follower);
        self.work();
    }

    /// Does what a feed asks for.
    pub fn perform(&mut self, follower: usize) {
        while let Some(output) = self.followers[follower].next_output() {
            match output {
                feed::Output::Subscribe(channel) => self.subscribe(follower, &channel),
                feed::Output::Unsubscribe(channel) => self.unsubscribe(follower, &channel),
                feed::Output::Ask { number, age, .. } => {
                    let mount = self.followers[follower].mount;
                    self.log.questions += 1;
                    self.effects
                        .push(Effect::Ask(follower, (mount, number), age));
                }
                feed::Output::Abort(_) | feed::Output::Tell(_) | feed::Output::Changed => {}
            }
        }
        let now = self.now(follower);
        let one = &mut self.followers[follower];
        let deadline = one.feed.as_ref().and_then(|feed| feed.deadline(now));
        one.timer.set(deadline, now.mono);
    }

    fn subscribe(&mut self, follower: usize, channel: &Channel) {
        let mono = self.clock.mono();
        if self.connection.is_subscribed(channel) {
            self.tasks
                .push((follower, feed::Input::Subscribed(channel.clone())));
        } else if self.connection.refusal().is_some() {
            self.tasks.push((follower, feed::Input::StreamRefused(0)));
        }
        self.followers[follower].channels.push(channel.clone());
        self.connection.subscribe(channel, mono);
    }

    pub fn unsubscribe(&mut self, follower: usize, channel: &Channel) {
        self.followers[follower]
            .channels
            .retain(|one| one != channel);
        let wanted = self
            .followers
            .iter()
            .any(|one| one.channels.contains(channel));
        if !wanted {
            self.connection.unsubscribe(channel, self.clock.mono());
        }
    }

    /// Does what the connection asks for.
    pub fn work(&mut self) {
        loop {
            while let Some(output) = self.connection.poll_output() {
                self.do_line(output);
            }
            let Some((follower, input)) = self.tasks.pop() else {
                break;
            };
            self.feed(follower, input, Cause::Line);
        }
        if !self.followers.iter().any(|one| !one.channels.is_empty()) && self.socket.is_none() {
            // Nobody wishes for the line any more: it ends, and the next one is another.
            if self.connection.refusal().is_some() {
                self.connection = Connection::new(NativeJson);
                self.watch.refused = false;
                if self.hidden {
                    self.connection.handle(Input::Hidden, self.clock.mono(), 0);
                }
            }
        }
        self.timer
            .set(self.connection.deadline(), self.clock.mono());
    }

    fn do_line(&mut self, output: Output<serde_json::Value>) {
        let mono = self.clock.mono();
        self.watch
            .output(&output, self.socket.is_some(), mono, &mut self.log);
        let (channel, input) = match output {
            Output::Open => {
                let wanted = self.followers.iter().any(|one| !one.channels.is_empty());
                self.log.check("sockets", wanted && !self.suspended, || {
                    "a socket is opened that nobody wants".to_owned()
                });
                self.sockets += 1;
                self.log.sockets += 1;
                self.socket = Some(self.sockets);
                return self.effects.push(Effect::Open(self.sockets));
            }
            Output::Close => {
                let gone = self.socket.take();
                return self.effects.extend(gone.map(Effect::Close));
            }
            Output::Send(text) => {
                let to = self.socket.map(|socket| Effect::Send(socket, text));
                return self.effects.extend(to);
            }
            Output::Subscribed(channel) => {
                (Some(channel.clone()), feed::Input::Subscribed(channel))
            }
            Output::Unsubscribed(channel) => {
                (Some(channel.clone()), feed::Input::Unsubscribed(channel))
            }
            Output::Message { channel, data, .. } => {
                let order = decode::order(&NativeJson, &data).map(Arc::new);
                (Some(channel), feed::Input::Message(order))
            }
            Output::Token(channel) => (Some(channel), feed::Input::WrongChannel),
            Output::ChannelRefused { channel, status } => {
                (Some(channel), feed::Input::StreamRefused(status))
            }
            Output::Refused(code) => (None, feed::Input::StreamRefused(code)),
        };
        for follower in 0..self.followers.len() {
            let channels = &self.followers[follower].channels;
            let wished = channels
                .iter()
                .any(|one| channel.as_ref().is_none_or(|it| it == one));
            if wished {
                self.feed(follower, input.clone(), Cause::Line);
            }
        }
    }

    /// The page goes through something: feeds and connection hear of it.
    pub fn change(&mut self, change: Change) {
        self.log.line(|| format!("page: {change:?}"));
        let (line, one) = match change {
            Change::Visible => (Input::Visible, feed::Input::CameBack(Signal::Visible)),
            Change::Hidden => (Input::Hidden, feed::Input::Hidden),
            Change::Online => (Input::Online, feed::Input::CameBack(Signal::Online)),
            Change::Offline => (Input::Offline, feed::Input::Offline),
            Change::Suspended => (Input::Suspended, feed::Input::Suspended),
            Change::Resumed => (Input::Resumed, feed::Input::CameBack(Signal::Resumed)),
        };
        if self.hidden {
            self.unpunctual = self.clock.mono();
        }
        match change {
            Change::Visible => self.hidden = false,
            Change::Hidden => self.hidden = true,
            Change::Online => self.offline = false,
            Change::Offline => self.offline = true,
            Change::Suspended => self.suspended = true,
            Change::Resumed => self.suspended = false,
        }
        for follower in 0..self.followers.len() {
            self.feed(follower, one.clone(), Cause::Page);
        }
        self.line(line);
    }

    /// The next timer, in true time: late while the page is hidden, and not while it is frozen.
    pub fn next_timer(&self) -> Option<(Millis, Option<usize>)> {
        let mut next: Option<(Millis, Option<usize>)> = None;
        let feeds = self
            .followers
            .iter()
            .enumerate()
            .map(|(index, one)| (one.timer, Some(index)));
        for (timer, whose) in std::iter::once((self.timer, None)).chain(feeds) {
            if let Some(rings) = timer.rings {
                let mut at = self.clock.true_of(rings);
                if self.hidden {
                    // Intensive throttling: once a minute, or once a second where the tab makes a sound.
                    at = at.next_multiple_of(if self.followers.len() > 2 {
                        1_000
                    } else {
                        60_000
                    });
                }
                let at = at.max(self.frozen);
                if next.is_none_or(|(first, _)| at < first) {
                    next = Some((at, whose));
                }
            }
        }
        next
    }

    /// A timer rings.
    pub fn ring(&mut self, whose: Option<usize>) {
        match whose {
            None => {
                self.timer = Timer::default();
                self.line(Input::Tick);
            }
            Some(follower) => {
                self.followers[follower].timer = Timer::default();
                self.feed(follower, feed::Input::Tick, Cause::Tick);
            }
        }
    }
}
