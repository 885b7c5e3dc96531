//! The world around the page: what happens when, in the order of time.

use crate::clock::Millis;
use crate::follower::Cause;
use crate::freshness;
use crate::page::{Change, Effect, Page};
use crate::plan::Fault;
use crate::random::Random;
use crate::server::{Reply, Server};
use crate::source::{Answer, Source};
use crate::spell;
use crate::truth::Story;
use crate::wire::Wire;
use std::collections::BTreeMap;
use std::sync::Arc;
use transak_order_tracker::feed;
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::feed::stream::Input;
use transak_order_tracker::json::Json;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Order, decode};
use transak_order_tracker::state::Source as Whose;

/// What happens at a point in time.
#[derive(Clone, Debug)]
pub enum Event {
    /// An order takes its next status.
    Truth(usize, usize),
    /// A client's move reaches the server.
    Connects(u64),
    Hears(u64, String),
    /// Something reaches the page.
    Frame(u64, String),
    Closed(u64, u16),
    Answers(usize, (u32, u32), Answer, u64),
    Page(Change),
    Mounts(usize, bool),
    /// It comes back after so long; and whether with what it knew.
    Unmounts(usize, u64, bool),
    Host(usize, Option<String>),
    /// A fault begins.
    Fault(Fault),
}

pub struct World {
    pub page: Page,
    pub wire: Wire,
    pub server: Server,
    pub source: Source,
    pub stories: Vec<Story>,
    pub random: Random,
    queue: BTreeMap<(Millis, u64), Event>,
    events: u64,
    /// Timers that rang at one moment: a hot loop has many.
    rung: (Millis, u32),
}

impl World {
    pub fn new(page: Page, stories: Vec<Story>, random: Random) -> Self {
        Self {
            page,
            wire: Wire::default(),
            server: Server::default(),
            source: Source::default(),
            stories,
            random,
            queue: BTreeMap::new(),
            events: 0,
            rung: (0, 0),
        }
    }

    pub const fn now(&self) -> Millis {
        self.page.clock.now
    }

    pub fn at(&mut self, time: Millis, event: Event) {
        self.events += 1;
        self.queue.insert((time, self.events), event);
    }

    /// Lets things happen up to a time, or up to the first violation.
    pub fn run(&mut self, end: Millis) {
        while self.page.log.violation.is_none() {
            let event = self.queue.first_key_value().map(|((at, _), _)| *at);
            let timer = self.page.next_timer();
            let (at, whose) = match (event, timer) {
                (Some(event), Some((timer, whose))) if timer < event => (timer, Some(whose)),
                (Some(event), _) => (event, None),
                (None, Some((timer, whose))) => (timer, Some(whose)),
                (None, None) => break,
            };
            if at > end {
                break;
            }
            self.advance(at);
            match whose {
                Some(whose) => self.ring(whose),
                None => {
                    if let Some((_, event)) = self.queue.pop_first() {
                        self.happen(event);
                    }
                }
            }
            self.settle();
        }
        self.advance(end.max(self.now()));
    }

    fn advance(&mut self, at: Millis) {
        self.page.clock.now = self.now().max(at);
        self.page.log.now = self.now();
        if self.page.frozen > 0 && !self.page.is_frozen() {
            self.page.thaw();
        }
    }

    fn ring(&mut self, whose: Option<usize>) {
        if self.rung.0 == self.now() {
            self.rung.1 += 1;
        } else {
            self.rung = (self.now(), 0);
        }
        let many = self.rung.1;
        self.page.log.check("progress", many < 20, || {
            format!("{many} timers at one moment")
        });
        self.page.ring(whose);
    }

    /// Does what the page wants, and looks at it.
    fn settle(&mut self) {
        for effect in std::mem::take(&mut self.page.effects) {
            self.effect(effect);
        }
        if self.page.is_frozen() {
            return;
        }
        let mono = self.page.clock.mono();
        if self.page.hidden {
            self.page.unpunctual = mono;
        }
        let now = self.now();
        let Page {
            watch,
            followers,
            log,
            unpunctual,
            socket,
            ..
        } = &mut self.page;
        if socket.is_some() {
            watch.look(mono, *unpunctual, log);
        }
        for one in followers {
            one.watch.budget.look(mono, *unpunctual, log);
            let story = &self.stories[one.story];
            if let Some(feed) = &one.feed
                && feed.state().confirmed
                && let Some(order) = &feed.state().order
            {
                let code = order.status.code();
                let true_once = story.was(order.id.as_deref(), code, now);
                log.check("never true", true_once, || format!("{code} is confirmed"));
            }
        }
        self.look_at_line(mono);
        freshness::look(&mut self.page);
    }

    /// A connection that is wanted comes about.
    fn look_at_line(&mut self, mono: u64) {
        let page = &mut self.page;
        let wanted = page.followers.iter().any(|one| !one.channels.is_empty());
        if !wanted || page.suspended || page.watch.refused {
            page.watch.nobody_wants_one();
        } else if page.socket.is_none() {
            page.watch
                .look_for_one(mono, page.unpunctual, &mut page.log);
            let rings = page.timer.rings;
            page.log.check(
                "sockets",
                rings.is_some_and(|rings| rings <= mono + 140_000),
                || format!("at {mono} a socket is wanted, and the timer is set to {rings:?}"),
            );
        }
        page.log
            .check("sockets", wanted || page.socket.is_none(), || {
                "a socket that nobody wants".to_owned()
            });
        page.log
            .check("sockets", !page.suspended || page.socket.is_none(), || {
                "a socket while put away".to_owned()
            });
    }

    fn effect(&mut self, effect: Effect) {
        let now = self.now();
        let latency = self.wire.latency(now, &mut self.random);
        let dark = self.wire.is_dark(now);
        match effect {
            Effect::Open(socket) if !dark => self.at(now + latency, Event::Connects(socket)),
            Effect::Send(socket, text) if !dark => {
                self.at(now + latency, Event::Hears(socket, text));
            }
            Effect::Open(_) | Effect::Send(..) => {}
            Effect::Close(socket) => {
                self.server.sockets.remove(&socket);
            }
            Effect::Ask(follower, question, age) => {
                let story = &self.stories[self.page.followers[follower].story];
                // Another tab has asked already: its answer is there at once, and of the time when it asked.
                let age = age.min(now);
                if age > 0 && self.random.chance(30) {
                    let age = self.random.between(1, age);
                    let text = spell::answer(story, story.at(now - age), &mut self.random);
                    let answer = Event::Answers(follower, question, Ok(text), age);
                    // So it is no request of this tab's.
                    self.page.followers[follower].watch.budget.asked.pop_back();
                    return self.at(now + 2, answer);
                }
                if let Some((at, answer)) =
                    self.source.ask(story, &self.wire, now, &mut self.random)
                {
                    self.at(at, Event::Answers(follower, question, answer, 0));
                }
            }
        }
    }

    fn happen(&mut self, event: Event) {
        let now = self.now();
        let for_page = !matches!(
            event,
            Event::Truth(..) | Event::Connects(_) | Event::Hears(..) | Event::Fault(_)
        );
        if for_page && self.page.is_frozen() {
            return self.at(self.page.frozen, event);
        }
        match event {
            Event::Truth(story, index) => self.publish(story, index),
            Event::Connects(socket) => {
                // The client may have given up meanwhile.
                if self.page.socket == Some(socket) {
                    let replies = self.server.connect(socket, now, &mut self.random);
                    self.reply(socket, replies);
                }
            }
            Event::Hears(socket, text) => {
                let deaf = self
                    .server
                    .sockets
                    .get(&socket)
                    .is_none_or(|one| one.half_open);
                if !deaf {
                    let replies = self.server.hear(socket, &text, now);
                    self.reply(socket, replies);
                }
            }
            Event::Frame(socket, text) => {
                if self.page.socket == Some(socket) {
                    self.page.log.frames += 1;
                    self.page.line(Input::Frame(&text));
                }
            }
            Event::Closed(socket, code) => {
                if self.page.socket == Some(socket) {
                    self.page.socket = None;
                    self.page.line(Input::Closed(code));
                }
            }
            Event::Answers(follower, question, answer, age) => {
                self.answer(follower, question, answer, age);
            }
            Event::Page(change) => self.page.change(change),
            Event::Mounts(follower, keep) => self.mount(follower, keep),
            Event::Unmounts(follower, lasts, keep) => {
                self.unmount(follower);
                // From now on: the page may have been put away meanwhile.
                self.at(self.now() + lasts, Event::Mounts(follower, keep));
            }
            Event::Host(follower, push) => self.host(follower, push.as_deref()),
            Event::Fault(fault) => self.fault(fault),
        }
    }

    /// The order takes a status, and the stream says so.
    pub fn publish(&mut self, story: usize, index: usize) {
        let of = &self.stories[story];
        let truth = &of.moves[index];
        self.page
            .log
            .line(|| format!("TRUTH order {} is {}", of.ids[truth.order], truth.status));
        let text = spell::event(of, truth, &mut self.random);
        let channel = of.channel();
        for socket in self.server.listeners(&channel) {
            self.send(socket, &text);
        }
    }

    fn reply(&mut self, socket: u64, replies: Vec<Reply>) {
        for reply in replies {
            match reply {
                Reply::Send(text) => self.send(socket, &text),
                Reply::Close(code) => self.close(socket, code),
            }
        }
    }

    /// The server sends a frame.
    pub fn send(&mut self, socket: u64, text: &str) {
        let now = self.now();
        let Some(known) = self.server.sockets.get_mut(&socket) else {
            return;
        };
        if known.half_open {
            return;
        }
        let arrivals = self.wire.arrivals(now, known.last, &mut self.random);
        known.last = arrivals
            .first()
            .copied()
            .unwrap_or(known.last)
            .max(known.last);
        for at in arrivals {
            let text = self.wire.carry(now, text, &mut self.random);
            self.at(at, Event::Frame(socket, text));
        }
    }

    /// The server, or something on the way, ends a socket.
    pub fn close(&mut self, socket: u64, code: u16) {
        let known = self.server.sockets.remove(&socket);
        if !self.wire.is_dark(self.now()) {
            let at = self.now() + self.wire.latency(self.now(), &mut self.random);
            self.at(
                at.max(known.map_or(0, |known| known.last)),
                Event::Closed(socket, code),
            );
        }
    }

    fn answer(
        &mut self,
        follower: usize,
        (mount, number): (u32, u32),
        answer: Answer,
        age: Millis,
    ) {
        let one = &self.page.followers[follower];
        let waits = one
            .watch
            .budget
            .question
            .is_some_and(|(open, _)| open == number);
        if one.mount == mount && waits {
            let answer = answer.and_then(|text| read(&text).ok_or(Failure::NoOrder));
            let age = if age == 0 { 0 } else { age + 2 };
            let answer = answer.map(|order| feed::Answer { order, age });
            let input = feed::Input::Answer(number, answer);
            self.page.feed(follower, input, Cause::Answer);
        }
    }

    fn host(&mut self, follower: usize, push: Option<&str>) {
        let input = match push.and_then(read) {
            Some(order) => feed::Input::News(Whose::Push, order),
            None => feed::Input::Refresh,
        };
        self.page.feed(follower, input, Cause::Host);
    }

    pub fn mount(&mut self, follower: usize, keep: bool) {
        if self.page.followers[follower].feed.is_some() {
            return;
        }
        self.page.followers[follower].channels.clear();
        let now = self.page.now(follower);
        let page = &mut self.page;
        page.followers[follower].begin(follower, keep, now, &mut page.log);
        // As the driver does: what the page is like comes before what the feed wants.
        for (is, input) in [
            (page.hidden, feed::Input::Hidden),
            (page.offline, feed::Input::Offline),
        ] {
            if is {
                page.feed(follower, input, Cause::Page);
            }
        }
        page.perform(follower);
        page.work();
    }

    fn unmount(&mut self, follower: usize) {
        self.page
            .log
            .line(|| format!("tracker {follower}: unmounted"));
        self.page.followers[follower].end();
        for channel in self.page.followers[follower].channels.clone() {
            self.page.unsubscribe(follower, &channel);
        }
        self.page.work();
    }
}

/// An order in JSON.
fn read(text: &str) -> Option<Arc<Order>> {
    decode::order(&NativeJson, &NativeJson.parse(text)?).map(Arc::new)
}
