//! A fleet: many pages, each with a real connection and a real feed, that lose the same server at the same moment.

use crate::clock::Millis;
use crate::follower::{Cause, Follower};
use crate::log::Log;
use crate::page::{Effect, Page};
use crate::random::Random;
use crate::server::Server;
use crate::source::Source;
use crate::spell;
use crate::truth::{AWAITING, EPOCH, Move, PROCESSING, Story};
use crate::wire::Wire;
use std::collections::BTreeMap;
use transak_order_tracker::feed;
use transak_order_tracker::feed::stream::Input;
use transak_order_tracker::json::Json;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::decode;
use transak_order_tracker::state::Freshness;

/// How the server is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Works,
    Down,
    /// Closes every socket at once, before it says anything.
    Closes(u16),
}

enum What {
    Timer,
    Frame(u64, String),
    Closed(u64, u16),
    Hears(u64, String),
    Answer((u32, u32), String),
}

/// What the fleet went through.
#[derive(Default)]
pub struct Fleet {
    pages: Vec<Page>,
    queue: BTreeMap<(Millis, u64), (usize, What)>,
    server: Vec<Server>,
    events: u64,
    pub now: Millis,
    mood: Option<Mood>,
    random: Option<Random>,
    /// When whose sockets were opened, and when whose label was `live` again.
    pub opened: Vec<(Millis, usize)>,
    pub live: Vec<(Millis, usize)>,
}

fn story() -> Story {
    let moves = [(0, AWAITING), (5_000, PROCESSING)];
    Story {
        ids: vec!["322dc79c-fad2-4df1-bf50-b292191fc953".to_owned()],
        created: vec![0],
        moves: moves
            .map(|(at, status)| Move {
                at,
                order: 0,
                status,
                updated: EPOCH + at as i64,
            })
            .to_vec(),
        reference: None,
        side: "BUY",
        dated: true,
        window: None,
    }
}

impl Fleet {
    /// So many pages that follow an order, well connected for a minute.
    pub fn new(count: usize, seed: u64) -> Self {
        let mut fleet = Self {
            mood: Some(Mood::Works),
            random: Some(Random::new(seed, 9)),
            ..Self::default()
        };
        for client in 0..count {
            let follower = Follower::new(0, &story(), true, true, false);
            let random = Random::new(seed.wrapping_add(client as u64), 10);
            fleet
                .pages
                .push(Page::new(vec![follower], random, Log::default()));
            fleet.server.push(Server::default());
            let page = &mut fleet.pages[client];
            let now = page.now(0);
            page.followers[0].begin(0, false, now, &mut page.log);
            page.perform(0);
            page.work();
            fleet.after(client, false);
        }
        fleet.run(60_000);
        fleet.opened.clear();
        fleet.live.clear();
        fleet
    }

    fn random(&mut self) -> &mut Random {
        self.random.get_or_insert_with(|| Random::new(0, 0))
    }

    fn push(&mut self, at: Millis, client: usize, what: What) {
        self.events += 1;
        self.queue.insert((at, self.events), (client, what));
    }

    /// The server takes a mood; what was open is closed.
    pub fn change(&mut self, mood: Mood, code: Option<u16>) {
        self.mood = Some(mood);
        for client in 0..self.pages.len() {
            if let (Some(code), Some(socket)) = (code, self.pages[client].socket) {
                self.server[client].sockets.clear();
                let at = self.now + self.random().between(1, 50);
                self.push(at, client, What::Closed(socket, code));
            }
        }
    }

    /// The server says an event to all, and then swallows whatever comes to the sockets of now.
    pub fn fall_silent(&mut self) {
        for client in 0..self.pages.len() {
            if let Some(socket) = self.pages[client].socket {
                let event = r#"{"event":"pusher:error","data":{"code":null}}"#.to_owned();
                self.push(self.now + 1, client, What::Frame(socket, event));
                self.server[client].sockets.clear();
            }
        }
    }

    pub fn run(&mut self, span: Millis) {
        let end = self.now + span;
        while let Some(entry) = self.queue.first_entry() {
            let at = entry.key().0;
            if at > end {
                break;
            }
            let (client, what) = entry.remove();
            self.now = at;
            self.step(client, what);
        }
        self.now = end;
    }

    fn step(&mut self, client: usize, what: What) {
        let now = self.now;
        let page = &mut self.pages[client];
        page.clock.now = now;
        let was_live = is_live(page);
        match what {
            What::Timer => match page.next_timer() {
                Some((at, whose)) if at <= now => page.ring(whose),
                _ => return,
            },
            What::Frame(socket, text) if page.socket == Some(socket) => {
                page.line(Input::Frame(&text));
            }
            What::Closed(socket, code) if page.socket == Some(socket) => {
                page.socket = None;
                page.line(Input::Closed(code));
            }
            What::Hears(socket, text) => {
                for reply in self.server[client].hear(socket, &text, now) {
                    if let crate::server::Reply::Send(text) = reply {
                        self.push(now + 40, client, What::Frame(socket, text));
                    }
                }
                return;
            }
            What::Answer((mount, number), text) => {
                let order = NativeJson
                    .parse(&text)
                    .and_then(|value| decode::order(&NativeJson, &value));
                let current = page.followers[0].mount == mount
                    && page.followers[0].watch.budget.question.is_some();
                if let (true, Some(order)) = (current, order) {
                    page.feed(
                        0,
                        feed::Input::Answer(number, Ok(order.into())),
                        Cause::Answer,
                    );
                }
            }
            _ => return,
        }
        self.after(client, was_live);
    }

    /// Does what a page wants, and sets its timer.
    fn after(&mut self, client: usize, was_live: bool) {
        let now = self.now;
        if !was_live && is_live(&self.pages[client]) {
            self.live.push((now, client));
        }
        for effect in std::mem::take(&mut self.pages[client].effects) {
            match effect {
                Effect::Open(socket) => self.open(client, socket),
                Effect::Send(socket, text) => {
                    self.push(now + 40, client, What::Hears(socket, text));
                }
                Effect::Close(socket) => drop(self.server[client].sockets.remove(&socket)),
                Effect::Ask(_, question, _) => {
                    let story = story();
                    let answer =
                        Source::default().ask(&story, &Wire::default(), now, self.random());
                    if let Some((at, Ok(text))) = answer {
                        self.push(at, client, What::Answer(question, text));
                    }
                }
            }
        }
        if let Some((at, _)) = self.pages[client].next_timer() {
            self.push(at.max(now), client, What::Timer);
        }
    }

    fn open(&mut self, client: usize, socket: u64) {
        self.opened.push((self.now, client));
        let at = self.now + self.random().between(10, 60);
        match self.mood {
            Some(Mood::Down) => self.push(at, client, What::Closed(socket, 1006)),
            Some(Mood::Closes(code)) => self.push(self.now + 1, client, What::Closed(socket, code)),
            _ => {
                self.server[client]
                    .sockets
                    .insert(socket, crate::server::Socket::default());
                let data = r#"{"socket_id":"1.2","activity_timeout":120}"#;
                self.push(
                    at,
                    client,
                    What::Frame(
                        socket,
                        spell::frame("pusher:connection_established", "", data, true),
                    ),
                );
            }
        }
    }

    /// The first broken invariant of any page.
    pub fn broken(&self) -> Option<String> {
        let first = self
            .pages
            .iter()
            .find_map(|page| page.log.violation.as_ref());
        first.map(|violation| format!("{}: {}", violation.rule, violation.what))
    }
}

fn is_live(page: &Page) -> bool {
    page.followers[0]
        .feed
        .as_ref()
        .is_some_and(|feed| feed.state().freshness == Freshness::Live)
}
