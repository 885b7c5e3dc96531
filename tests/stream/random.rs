//! Random days: whatever happens in whichever order, the invariants hold.

use crate::world::{ESTABLISHED, PING, PONG, Server, channel, event, granted, refused};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use transak_order_tracker::feed::stream::{Connection, Input, Output};
use transak_order_tracker::native::NativeJson;

#[derive(Clone, Debug)]
enum Step {
    Subscribe(&'static str),
    Unsubscribe(&'static str),
    Frame(String),
    Closed(u16),
    Page(Input<'static>),
    Pass(u64),
    TickAtDeadline,
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c"])
}

fn frame() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(ESTABLISHED.to_owned()),
        1 => Just(PING.to_owned()),
        2 => Just(PONG.to_owned()),
        6 => name().prop_map(granted),
        2 => (name(), 398_u16..504).prop_map(|(name, status)| refused(name, &status.to_string())),
        6 => (name(), "(client-|pusher:)?[A-Z_]{0,8}").prop_map(|(name, of)| event(name, &of, &json!({ "status": "X" }))),
        1 => (name(), ".{0,20}").prop_map(|(name, data)| event(name, "X", &json!(data))),
        1 => ".{0,30}",
        1 => r#"\{("event"|"data"|"channel"):("pusher:[a-z]{1,9}"|[0-9]{1,3}|\[\]|\{\}|null)\}"#,
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let codes = vec![1000, 1001, 1006, 1006, 1006, 4100, 4199, 4200, 4201, 4299];
    let pages = vec![
        Input::Online,
        Input::Offline,
        Input::Visible,
        Input::Hidden,
        Input::Resumed,
        Input::Resumed,
        Input::Suspended,
    ];
    prop_oneof![
        6 => name().prop_map(Step::Subscribe),
        2 => name().prop_map(Step::Unsubscribe),
        20 => frame().prop_map(Step::Frame),
        4 => prop::sample::select(codes).prop_map(Step::Closed),
        1 => (0..5_000_u16).prop_map(Step::Closed),
        5 => prop::sample::select(pages).prop_map(Step::Page),
        5 => (0..100_000_u64).prop_map(Step::Pass),
        10 => Just(Step::TickAtDeadline),
    ]
}

#[derive(Default)]
struct Watch {
    socket: bool,
    refused: bool,
    suspended: bool,
    wished: BTreeSet<&'static str>,
    live: BTreeSet<String>,
    opened: Vec<u64>,
}

impl Watch {
    fn see(&mut self, connection: &mut Connection<NativeJson>, now: u64) {
        while let Some(output) = connection.poll_output() {
            match output {
                Output::Open => {
                    assert!(!self.socket, "two sockets");
                    assert!(!self.refused, "a socket after the refusal");
                    assert!(
                        !self.suspended && !self.wished.is_empty(),
                        "a socket that nobody wants"
                    );
                    self.socket = true;
                    self.opened.push(now);
                }
                Output::Send(text) => {
                    assert!(self.socket, "a frame without a socket");
                    let subscribes = text.contains("pusher:subscribe");
                    let wished = self
                        .wished
                        .iter()
                        .any(|name| text.contains(&format!("\"{name}\"")));
                    assert!(!subscribes || wished, "given up, and asked for: {text}");
                }
                Output::Close => {
                    assert!(self.socket, "a close without a socket");
                    self.socket = false;
                }
                Output::Message {
                    channel,
                    event,
                    data,
                } => {
                    assert!(self.socket && self.wished.contains(channel.as_str()));
                    assert!(
                        data.is_object()
                            && !event.starts_with("pusher:")
                            && !event.starts_with("client-")
                    );
                }
                Output::Subscribed(channel) => {
                    assert!(self.socket && self.wished.contains(channel.as_str()));
                    self.live.insert(channel.as_str().to_owned());
                }
                Output::Unsubscribed(channel) => {
                    assert!(
                        self.live.remove(channel.as_str()),
                        "told twice: {channel:?}"
                    );
                }
                Output::Token(channel) | Output::ChannelRefused { channel, .. } => {
                    assert!(self.wished.contains(channel.as_str()));
                }
                Output::Refused(_) => {
                    assert!(!self.refused, "a second refusal");
                    self.refused = true;
                }
            }
        }
        for name in ["a", "b", "c"] {
            if connection.is_live(&channel(name), now) {
                assert!(self.live.contains(name) && self.socket && self.wished.contains(name));
            }
        }
        assert!(self.socket || self.live.is_empty(), "live without a socket");
        let crowded = self
            .opened
            .windows(7)
            .any(|seven| seven[6] - seven[0] < 10_000);
        assert!(!crowded, "a hot loop");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold(
        steps in prop::collection::vec((step(), any::<u32>()), 1..120),
        jitter in prop::sample::select(vec![None, Some(0), Some(u32::MAX)]),
    ) {
        let mut connection = Connection::new(NativeJson);
        let (mut watch, mut now) = (Watch::default(), 0);
        for (step, random) in steps {
            let random = jitter.unwrap_or(random);
            match step {
                Step::Subscribe(name) => {
                    watch.wished.insert(name);
                    connection.subscribe(&channel(name), now);
                }
                Step::Unsubscribe(name) => {
                    watch.wished.remove(name);
                    watch.live.remove(name);
                    connection.unsubscribe(&channel(name), now);
                }
                // Frames and closes come of a live socket, and sometimes of none, against the rules.
                Step::Frame(text) => connection.handle(Input::Frame(&text), now, random),
                Step::Closed(code) => {
                    watch.socket = false;
                    connection.handle(Input::Closed(code), now, random);
                }
                Step::Page(input) => {
                    if matches!(input, Input::Suspended | Input::Resumed) {
 watch.suspended = input == Input::Suspended;
 }
                    connection.handle(input, now, random);
                }
                Step::Pass(span) => now += span,
                Step::TickAtDeadline => {
                    now = connection.deadline().map_or(now, |due| due.max(now));
                    connection.handle(Input::Tick, now, random);
                    prop_assert!(connection.deadline().is_none_or(|due| due > now), "a deadline in the past");
                }
            }
            watch.see(&mut connection, now);
        }
    }

    #[test]
    fn whatever_happened_a_server_that_works_brings_every_wish_back(
        steps in prop::collection::vec((step(), any::<u32>()), 1..60),
        seed in any::<u64>(),
    ) {
        let mut world = crate::world::World::seeded(Server::Mute, seed);
        for (step, _) in steps {
            match step {
                Step::Subscribe(name) => world.subscribe(name),
                Step::Unsubscribe(name) => world.unsubscribe(name),
                Step::Frame(text) if world.socket => world.frame(&text),
                // Refusals are for good; everything else has to heal.
                Step::Closed(code @ (0..4000 | 4100..4300)) if world.socket => world.close(code),
                Step::Page(input) => world.give(input),
                Step::Pass(span) => world.run(span),
                Step::Frame(_) | Step::Closed(_) | Step::TickAtDeadline => world.give(Input::Tick),
            }
        }
        world.server = Server::Works;
        world.give(Input::Resumed);
        world.give(Input::Visible);
        world.subscribe("a");
        world.run(150_000);
        prop_assert!(world.is_live("a"));
    }
}
