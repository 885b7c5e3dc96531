//! What each fault does to the world.

use crate::page::Change;
use crate::plan::{BAD, Fault};
use crate::spell;
use crate::truth::{EPOCH, Move};
use crate::wire::Bad;
use crate::world::{Event, World};

impl World {
    /// A fault begins. In place of one that finds nothing to spoil there is another.
    pub fn fault(&mut self, fault: Fault) {
        let before = self.page.log.faults;
        self.page.log.line(|| format!("FAULT {fault:?}"));
        self.page.log.faults += 1;
        let now = self.now();
        let bad = |much: u64, lasts: u64| Bad {
            until: now + lasts,
            much,
        };
        match fault {
            Fault::Slow(much, lasts) => self.wire.slow = bad(much, lasts),
            Fault::Loses(much, lasts) => self.wire.loses = bad(much, lasts),
            Fault::Doubles(much, lasts) => self.wire.doubles = bad(much, lasts),
            Fault::Reorders(much, lasts) => self.wire.reorders = bad(much, lasts),
            Fault::Breaks(much, lasts) => self.wire.breaks = bad(much, lasts),
            Fault::Dark(lasts) => self.wire.dark = bad(1, lasts),
            Fault::Down(lasts) => {
                self.server.down = bad(1, lasts);
                self.cut(1006);
            }
            Fault::Closes(code, lasts) => {
                self.server.closes = bad(code.into(), lasts);
                self.cut(code);
            }
            Fault::Mute(how, lasts) => {
                self.server.mute = bad(how, lasts);
                self.cut(1012);
            }
            Fault::Refuses(status, lasts) => {
                self.server.refuses = bad(status, lasts);
                self.cut(1012);
            }
            Fault::SourceSlow(much, lasts) => self.source.slow = bad(much, lasts),
            Fault::SourceBehind(much, lasts) => self.source.behind = bad(much, lasts),
            Fault::SourceStatus(status, wait, lasts) => {
                self.source.status = bad(status, lasts);
                self.source.retry_after = bad(wait, lasts);
            }
            Fault::SourceGone(lasts) => self.source.gone = bad(1, lasts),
            Fault::SourceHangs(lasts) => self.source.hangs = bad(1, lasts),
            Fault::SourceStrays(lasts) => self.source.strays = bad(1, lasts),
            Fault::SourceFirst(lasts) => self.source.first = bad(1, lasts),
            Fault::Cut(code) | Fault::RefusesForGood(code) => self.cut(code),
            Fault::HalfOpen => self.half_open(),
            Fault::ServerPing | Fault::Garbage | Fault::Forged(_) | Fault::Repeats => {
                self.say(fault);
            }
            _ => self.page_fault(fault),
        }
        if self.page.log.faults == before {
            // Then the wire is bad for a moment.
            let lasts = self.random.between(1_000, 5_000);
            self.fault(Fault::Loses(50, lasts.min(BAD.saturating_sub(now))));
        }
    }

    fn cut(&mut self, code: u16) {
        for socket in self.server.sockets.keys().copied().collect::<Vec<_>>() {
            self.close(socket, code);
        }
    }

    fn half_open(&mut self) {
        for socket in self.server.sockets.values_mut() {
            socket.half_open = true;
        }
        if self.server.sockets.is_empty() {
            self.page.log.faults -= 1;
        }
    }

    /// The server says something odd on all sockets.
    fn say(&mut self, fault: Fault) {
        let sockets: Vec<u64> = self.server.sockets.keys().copied().collect();
        if sockets.is_empty() {
            self.page.log.faults -= 1;
        }
        for socket in sockets {
            for story in 0..self.stories.len() {
                for text in self.odd(fault, story) {
                    self.send(socket, &text);
                }
            }
        }
    }

    fn odd(&mut self, fault: Fault, story: usize) -> Vec<String> {
        let now = self.now();
        let of = &self.stories[story];
        let channel = of.channel();
        match fault {
            Fault::ServerPing => vec![r#"{"event":"pusher:ping","data":"{}"}"#.to_owned()],
            Fault::Forged(status) => {
                let order = of.at(now).order;
                let forged = Move {
                    at: now,
                    order,
                    status,
                    updated: EPOCH + now as i64,
                };
                vec![spell::frame(
                    "ORDER_COMPLETED",
                    &channel,
                    &spell::order(of, &forged, Some("id")),
                    true,
                )]
            }
            Fault::Repeats => {
                let past: Vec<Move> = of
                    .moves
                    .iter()
                    .filter(|one| one.at <= now)
                    .cloned()
                    .collect();
                let index = self.random.next() as usize % past.len();
                vec![spell::event(
                    &self.stories[story],
                    &past[index],
                    &mut self.random,
                )]
            }
            _ => garbage(&channel, of.reference.is_none()),
        }
    }

    fn page_fault(&mut self, fault: Fault) {
        let now = self.now();
        if self.page.is_frozen() || self.page.suspended {
            // One thing at a time is bad enough.
            self.page.log.faults -= 1;
            return;
        }
        match fault {
            Fault::Hidden(lasts) if !self.page.hidden => {
                self.at(now, Event::Page(Change::Hidden));
                self.at(now + lasts, Event::Page(Change::Visible));
            }
            Fault::Frozen(lasts, told) => self.freeze(lasts, told),
            Fault::PutAway(lasts) => {
                self.freeze(lasts, true);
                // The browser ends the socket of a page in the back/forward cache.
                self.cut(1006);
            }
            Fault::Asleep(lasts, stops, loses) => {
                self.freeze(lasts, false);
                self.page.stood = if stops { lasts } else { 0 };
                if loses {
                    self.half_open();
                }
                if lasts > 20_000 && !self.page.hidden {
                    let soon = self.random.between(0, 5_000);
                    self.at(now + lasts + soon, Event::Page(Change::Resumed));
                }
            }
            Fault::Offline(lasts, really) if !self.page.offline => {
                if really {
                    self.wire.dark = Bad {
                        until: now + lasts,
                        much: 1,
                    };
                }
                self.at(now, Event::Page(Change::Offline));
                self.at(now + lasts, Event::Page(Change::Online));
            }
            Fault::Unmount(lasts, keep) => {
                let follower = self.random.next() as usize % self.page.followers.len();
                self.at(now, Event::Unmounts(follower, lasts, keep));
            }
            Fault::ClockJumps(by) => self.page.clock.skew += by,
            Fault::Refresh => {
                let follower = self.random.next() as usize % self.page.followers.len();
                self.at(now, Event::Host(follower, None));
            }
            Fault::Push(ago) => {
                let follower = self.random.next() as usize % self.page.followers.len();
                let of = &self.stories[self.page.followers[follower].story];
                let text = spell::answer(of, of.at(now.saturating_sub(ago)), &mut self.random);
                self.at(now, Event::Host(follower, Some(text)));
            }
            _ => self.page.log.faults -= 1,
        }
    }

    /// Nothing happens in the page for a while; it may be told before and after.
    fn freeze(&mut self, lasts: u64, told: bool) {
        let now = self.now();
        if told {
            self.page.change(Change::Suspended);
            self.at(now + lasts, Event::Page(Change::Resumed));
        }
        self.page.frozen = now + lasts;
    }
}

/// Frames that mean nothing, or are not to be believed.
/// (Under a reference, the first order that is heard of is the one: there are no strangers.)
fn garbage(channel: &str, knows_strangers: bool) -> Vec<String> {
    let done = r#"{"status":"COMPLETED"}"#;
    let mut frames = vec![
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        r#"{"event":5}"#.to_owned(),
        r#"{"event":"pusher:error","data":{"code":4001,"message":"no"}}"#.to_owned(),
        spell::frame("client-ORDER_COMPLETED", channel, done, true),
        spell::frame("pusher:ORDER_COMPLETED", channel, done, true),
        spell::frame("ORDER_COMPLETED", "another-channel", done, true),
        spell::frame("ORDER_COMPLETED", channel, r#"{"status":null}"#, true),
        spell::frame(
            "ORDER_COMPLETED",
            channel,
            r#"{"status":["COMPLETED"]}"#,
            false,
        ),
        spell::frame(
            "pusher_internal:subscription_count",
            channel,
            r#"{"subscription_count":3}"#,
            true,
        ),
        format!(r#"{{"event":"pusher:cache_miss","channel":"{channel}"}}"#),
        format!(
            r#"{{"event":"X","channel":"{channel}","data":"{}"}}"#,
            "x".repeat(70_000)
        ),
    ];
    if knows_strangers {
        frames.push(spell::frame(
            "ORDER_COMPLETED",
            channel,
            spell::STRANGER,
            true,
        ));
    }
    frames
}
