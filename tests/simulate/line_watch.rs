//! The watch over the connection: one socket at a time, not too many, none that is dead for long.

use crate::log::Log;
use std::collections::VecDeque;
use transak_order_tracker::feed::stream::{Input, Output};

/// A silent socket is replaced within this time, a new one introduces itself; with a timer's lateness.
const SILENT: u64 = 40_003;
const HANDSHAKE: u64 = 10_003;
/// The same after the page or the network came back; and where the server had just been asked, or heard.
const DOUBT: u64 = 6_003;
const DOUBT_SOON: u64 = 7_003;

#[derive(Clone, Debug, Default)]
pub struct LineWatch {
    opened: VecDeque<u64>,
    pub refused: bool,
    up: bool,
    since: u64,
    /// When the present socket was last heard.
    pub heard: Option<u64>,
    pinged: u64,
    doubt: Option<(u64, u64)>,
    /// The channels that the present socket was granted, and those that it was refused.
    pub granted: Vec<String>,
    pub denied: Vec<String>,
    owes_pong: bool,
    /// When the socket that was found dead has to be replaced.
    replace_by: Option<u64>,
}

impl LineWatch {
    /// Before an input is taken.
    pub fn before(&mut self, input: &Input<'_>, now: u64, log: &mut Log) {
        log.check("pong", !self.owes_pong, || {
            "a ping was not answered".to_owned()
        });
        self.owes_pong = false;
        match input {
            Input::Frame(text) => self.frame(text, now),
            Input::Closed(code) => {
                // The protocol's table: with these codes the server will not have us.
                self.refused |= matches!(code, 4000..=4099 | 4300..);
                self.gone();
            }
            Input::Online | Input::Visible | Input::Resumed if self.up => {
                let limit = if now < self.pinged.max(self.heard.unwrap_or(0)) + 2_000 {
                    DOUBT_SOON
                } else {
                    DOUBT
                };
                self.doubt.get_or_insert((now, limit));
            }
            _ => {}
        }
    }

    fn frame(&mut self, text: &str, now: u64) {
        self.heard = Some(now);
        self.doubt = None;
        let Ok(frame) = serde_json::from_str::<serde_json::Value>(text) else {
            return;
        };
        let channel = frame["channel"].as_str().unwrap_or_default();
        match frame["event"].as_str() {
            Some("pusher:connection_established") => self.up = true,
            Some("pusher:ping") => self.owes_pong = true,
            Some("pusher_internal:subscription_succeeded") => self.granted.push(channel.to_owned()),
            Some("pusher:subscription_error") => {
                self.granted.retain(|one| one != channel);
                self.denied.push(channel.to_owned());
            }
            _ => {}
        }
    }

    fn gone(&mut self) {
        self.up = false;
        self.owes_pong = false;
        self.heard = None;
        self.doubt = None;
        self.granted.clear();
        self.denied.clear();
    }

    /// The connection wants something done; `socket`: whether there is one.
    pub fn output(
        &mut self,
        output: &Output<serde_json::Value>,
        socket: bool,
        now: u64,
        log: &mut Log,
    ) {
        match output {
            Output::Open => {
                log.line(|| "opens a socket".to_owned());
                log.check("sockets", !socket, || "two sockets".to_owned());
                log.check("sockets", !self.refused, || {
                    "a socket after a refusal".to_owned()
                });
                self.gone();
                self.replace_by = None;
                self.since = now;
                self.opened.push_back(now);
                while self.opened.front().is_some_and(|at| at + 10_000 <= now) {
                    self.opened.pop_front();
                }
                log.check("sockets", self.opened.len() <= 8, || {
                    "more than 8 sockets in ten seconds".to_owned()
                });
            }
            Output::Close => {
                log.line(|| "closes the socket".to_owned());
                log.check("sockets", socket, || "a close without a socket".to_owned());
                // With six sockets in ten seconds the next one has to wait.
                self.replace_by = (self.up && self.opened.len() < 6).then_some(now + 3);
                self.gone();
            }
            Output::Send(text) => {
                log.line(|| format!("sends {text}"));
                log.check("sockets", socket, || format!("{text} without a socket"));
                if text.contains("pusher:ping") {
                    self.pinged = now;
                }
                if text.contains("pusher:pong") {
                    self.owes_pong = false;
                }
                if text.contains("unsubscribe") {
                    self.granted
                        .retain(|channel| !text.contains(channel.as_str()));
                }
            }
            _ => {}
        }
    }

    /// Looks for a socket that should be there: it is wanted, and there is none.
    pub fn look_for_one(&mut self, now: u64, unpunctual: u64, log: &mut Log) {
        if let Some(by) = self.replace_by {
            let kept = now <= by || unpunctual >= by;
            log.check("dead socket", kept, || {
                format!("a dead socket is not replaced by {by}")
            });
        }
    }

    /// Nobody wants one now.
    pub fn nobody_wants_one(&mut self) {
        self.replace_by = None;
    }

    /// Looks for a socket that should have been replaced; `unpunctual`: when timers were last not to be relied on.
    pub fn look(&self, now: u64, unpunctual: u64, log: &mut Log) {
        if !self.up {
            let since = self.since.max(unpunctual);
            return log.check("dead socket", now <= since + HANDSHAKE, || {
                format!("no handshake since {}", self.since)
            });
        }
        let heard = self.heard.unwrap_or(self.since);
        log.check("dead socket", now <= heard.max(unpunctual) + SILENT, || {
            format!("silent since {heard}")
        });
        if let Some((since, limit)) = self.doubt {
            let kept = now <= since.max(unpunctual) + limit;
            log.check("dead socket", kept, || {
                format!("in doubt since {since}, silent since {heard}")
            });
        }
    }
}
