//! Frames of a Pusher server, in a sequence with everything else that happens to a connection.
//!
//! A line is a frame, or a word: `+a` wishes for channel `a`, `-a` gives it up, `~5000` lets time pass, `!1006` is a close, `*` the
//! deadline, `^0` to `^5` a signal of the page.

use super::checks;
use serde_json::Value;
use std::collections::BTreeSet;
use transak_order_tracker::feed::stream::{Channel, Connection, Input, Output};
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::decode;

const SIGNALS: [Input<'static>; 6] = [
    Input::Online,
    Input::Offline,
    Input::Visible,
    Input::Hidden,
    Input::Resumed,
    Input::Suspended,
];

pub fn body(text: &str) {
    let mut seen = Seen::default();
    let mut connection = Connection::new(NativeJson);
    let mut now = 0;
    for (at, line) in text.split('\n').take(200).enumerate() {
        // Some jitter that the input decides.
        let random = u32::try_from(at * 7_919 + line.len()).unwrap_or(0) << 16;
        step(&mut connection, line, &mut now, random, &mut seen);
        while let Some(output) = connection.poll_output() {
            if let Output::Message { channel, event, .. } = &output {
                said(line, channel, event);
            }
            seen.see(output);
        }
        for name in &seen.wished {
            let channel = Channel::of_order(name).expect("it was wished for");
            assert!(!connection.is_live(&channel, now) || seen.live.contains(name));
        }
    }
}

/// A message is what the frame said, of the channel that it said.
fn said(frame: &str, channel: &Channel, event: &str) {
    let frame: Value = serde_json::from_str(frame).expect("JSON");
    assert_eq!(frame["channel"], channel.as_str());
    assert_eq!(frame["event"], event);
}

fn step(
    connection: &mut Connection<NativeJson>,
    line: &str,
    now: &mut u64,
    random: u32,
    seen: &mut Seen,
) {
    let mut chars = line.chars();
    let word = chars.next();
    let rest = chars.as_str();
    match word {
        Some('+') => {
            if let Ok(channel) = Channel::of_order(rest) {
                seen.wished.insert(rest.to_owned());
                connection.subscribe(&channel, *now);
            }
        }
        Some('-') => {
            if let Ok(channel) = Channel::of_order(rest) {
                seen.wished.remove(rest);
                seen.live.remove(rest);
                connection.unsubscribe(&channel, *now);
            }
        }
        Some('~') => *now += rest.parse::<u64>().unwrap_or(0).min(100_000_000),
        Some('!') => {
            seen.socket = false;
            let code = rest.parse().unwrap_or(1006);
            connection.handle(Input::Closed(code), *now, random);
        }
        Some('*') => {
            *now = connection.deadline().map_or(*now, |due| due.max(*now));
            connection.handle(Input::Tick, *now, random);
            let next = connection.deadline();
            assert!(next.is_none_or(|due| due > *now), "a deadline in the past");
        }
        Some('^') => {
            let signal = rest.bytes().next().map_or(0, usize::from) % SIGNALS.len();
            connection.handle(SIGNALS[signal], *now, random);
        }
        _ => connection.handle(Input::Frame(line), *now, random),
    }
}

/// What came out so far.
#[derive(Default)]
struct Seen {
    socket: bool,
    refused: bool,
    wished: BTreeSet<String>,
    live: BTreeSet<String>,
}

impl Seen {
    fn see(&mut self, output: Output<Value>) {
        match output {
            Output::Open => {
                assert!(!self.socket && !self.refused && !self.wished.is_empty());
                self.socket = true;
            }
            Output::Close => assert!(std::mem::take(&mut self.socket)),
            Output::Send(text) => {
                assert!(self.socket, "a frame without a socket");
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                let ours = ["ping", "pong", "subscribe", "unsubscribe"];
                let event = frame["event"].as_str().and_then(|it| it.split_once(':'));
                assert!(event.is_some_and(|(of, it)| of == "pusher" && ours.contains(&it)));
            }
            Output::Subscribed(channel) => {
                assert!(self.socket && self.wished.contains(channel.as_str()));
                self.live.insert(channel.as_str().to_owned());
            }
            Output::Unsubscribed(channel) => assert!(self.live.remove(channel.as_str())),
            Output::Message {
                channel,
                event,
                data,
            } => {
                assert!(self.socket && self.wished.contains(channel.as_str()));
                let reserved = ["pusher:", "pusher_internal:", "client-"];
                assert!(!reserved.iter().any(|prefix| event.starts_with(prefix)));
                assert!((1..=200).contains(&event.chars().count()));
                assert!(data.is_object());
                decode::order(&NativeJson, &data)
                    .iter()
                    .for_each(checks::order);
            }
            Output::Token(channel) => assert!(self.wished.contains(channel.as_str())),
            Output::ChannelRefused { channel, status } => {
                assert!(self.wished.contains(channel.as_str()));
                assert!((400..500).contains(&status));
            }
            Output::Refused(code) => {
                assert!(!self.refused && matches!(code, 4000..=4099 | 4300..));
                self.refused = true;
            }
        }
    }
}
