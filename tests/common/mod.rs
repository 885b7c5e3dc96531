//! What several tests need: orders, constructed after the real samples, and a feed with its clock.
#![allow(clippy::unused_self)]
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde_json::{Value, json};
use transak_order_tracker::config::{self, Config, Options, Page};
use transak_order_tracker::feed::event::Event;
use transak_order_tracker::feed::{Feed, Input, Now, Output};
use transak_order_tracker::json::Json;
use transak_order_tracker::link::Explorers;
use transak_order_tracker::native::NativeJson;
use transak_order_tracker::order::{Order, Time, decode};

pub const ORDER_ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";
pub const OTHER_ID: &str = "78ca7b6b-6cd9-4eac-a39f-4a49f8d8b99b";
/// 2024-10-15T14:29:11Z
pub const CREATED: i64 = 1_729_002_551_000;

pub fn sample(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn read(value: &Value) -> Option<Order> {
    decode::order(&NativeJson, value)
}

/// A constructed order in some status, of the order [`ORDER_ID`].
pub fn order(status: &str) -> Order {
    read(&json!({ "id": ORDER_ID, "status": status })).unwrap()
}

/// The same, with `updatedAt` so many seconds after its creation.
pub fn order_at(status: &str, seconds: i64) -> Order {
    Order {
        updated_at: Some(Time(CREATED + seconds * 1_000)),
        ..order(status)
    }
}

pub fn parse(text: &str) -> Option<Value> {
    NativeJson.parse(text)
}

/// A feed with a clock.
pub struct Driven {
    pub feed: Feed,
    pub mono: u64,
    pub skew: i64,
    pub random: u32,
    pub heard: Option<u64>,
    pub outputs: Vec<Output>,
}

pub fn config(options: &Options) -> Config {
    let (config, errors) = config::read(
        options,
        &Page {
            origin: "https://shop.example",
            query: "",
            explorers: Explorers::KNOWN,
        },
    );
    assert!(errors.is_empty(), "{errors:?}");
    config
}

pub fn options() -> Options {
    Options {
        order_id: Some(ORDER_ID.to_owned()),
        ..Options::default()
    }
}

pub fn with_source() -> Options {
    Options {
        status_url: Some("/orders/{orderId}".to_owned()),
        ..options()
    }
}

impl Driven {
    pub fn new(options: &Options) -> Self {
        Self::of(&config(options))
    }

    pub fn of(config: &Config) -> Self {
        let mut driven = Self {
            feed: Feed::new(config, None, now(0, 0, 1 << 31, None)),
            mono: 0,
            skew: 0,
            random: 1 << 31,
            heard: None,
            outputs: Vec::new(),
        };
        driven.drain();
        driven
    }

    pub fn now(&self) -> Now {
        now(self.mono, self.skew, self.random, self.heard)
    }

    fn drain(&mut self) {
        self.feed.take_outputs(&mut self.outputs);
    }

    pub fn handle(&mut self, input: Input) {
        let now = self.now();
        self.feed.handle(input, now);
        self.drain();
    }

    /// Lets time pass; each deadline on the way gets its tick.
    pub fn pass(&mut self, millis: u64) {
        let end = self.mono + millis;
        while let Some(due) = self.feed.deadline(self.now()).filter(|due| *due <= end) {
            assert!(
                due >= self.mono,
                "a deadline in the past: {due} at {}",
                self.mono
            );
            self.mono = due;
            self.handle(Input::Tick);
            let next = self.feed.deadline(self.now());
            assert!(
                next.is_none_or(|next| next > self.mono),
                "after a tick at {} the deadline is {next:?}",
                self.mono
            );
        }
        self.mono = end;
    }

    pub fn channel(&self) -> transak_order_tracker::feed::stream::Channel {
        transak_order_tracker::feed::stream::Channel::of_order(ORDER_ID).unwrap()
    }

    pub fn subscribe(&mut self) {
        self.heard = Some(self.mono);
        self.handle(Input::Subscribed(self.channel()));
    }

    pub fn stream(&mut self, order: Order) {
        self.heard = Some(self.mono);
        self.handle(Input::Message(Some(order.into())));
    }

    /// The number of the question under way.
    pub fn question(&self) -> u32 {
        self.questions()
            .last()
            .copied()
            .expect("no question was asked")
    }

    pub fn questions(&self) -> Vec<u32> {
        let number = |output: &Output| {
            if let Output::Ask { number, .. } = output {
                Some(*number)
            } else {
                None
            }
        };
        self.outputs.iter().filter_map(number).collect()
    }

    /// How old an answer of another tab may be, for each question to need no request.
    pub fn ages(&self) -> Vec<u64> {
        let age = |output: &Output| {
            if let Output::Ask { age, .. } = output {
                Some(*age)
            } else {
                None
            }
        };
        self.outputs.iter().filter_map(age).collect()
    }

    pub fn answer(&mut self, order: Order) {
        let number = self.question();
        self.handle(Input::Answer(number, Ok(order.into())));
    }

    pub fn events(&self) -> Vec<Event> {
        let event = |output: &Output| {
            if let Output::Tell(event) = output {
                Some(event.clone())
            } else {
                None
            }
        };
        self.outputs.iter().filter_map(event).collect()
    }

    /// The codes of the errors that were told.
    pub fn errors(&self) -> Vec<&'static str> {
        self.events()
            .iter()
            .filter_map(|event| {
                if let Event::Error { code, .. } = event {
                    Some(code.name())
                } else {
                    None
                }
            })
            .collect()
    }

    /// What is shown: the status, and whether it is confirmed.
    pub fn shown(&self) -> (&str, bool) {
        (self.feed.state().status_code(), self.feed.state().confirmed)
    }

    pub fn freshness(&self) -> &'static str {
        self.feed.state().freshness.name()
    }
}

pub fn now(mono: u64, skew: i64, random: u32, heard: Option<u64>) -> Now {
    Now {
        mono,
        wall: Time(CREATED + i64::try_from(mono).unwrap() + skew),
        random,
        heard,
    }
}
