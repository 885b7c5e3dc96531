//! One tracker of the page: a real feed, what it knows after it was taken away, and the watch over it.

use crate::log::Log;
use crate::page::Timer;
use crate::truth::{KEY, Story};
use crate::watch::Watch;
use std::collections::VecDeque;
use transak_order_tracker::config::{self, Config, Options};
use transak_order_tracker::feed::stream::Channel;
use transak_order_tracker::feed::{Feed, Input, Memory, Now, Output};
use transak_order_tracker::link::Explorers;
use transak_order_tracker::order::{Order, Status};
use transak_order_tracker::state::Source;

/// Why a feed is given an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The connection said something.
    Line,
    /// The page went through something.
    Page,
    /// The source answered.
    Answer,
    /// The host called.
    Host,
    /// Its deadline came.
    Tick,
}

pub struct Follower {
    /// Which story it follows.
    pub story: usize,
    pub config: Config,
    pub feed: Option<Feed>,
    pub memory: Option<Memory>,
    /// How often it was mounted.
    pub mount: u32,
    pub channels: Vec<Channel>,
    pub timer: Timer,
    outputs: VecDeque<Output>,
    pub watch: Watch,
}

impl Follower {
    pub fn new(story: usize, of: &Story, sourced: bool, streamed: bool, known: bool) -> Self {
        let options = Options {
            order_id: of.reference.is_none().then(|| of.ids[0].clone()),
            api_key: of.reference.is_some().then(|| KEY.to_owned()),
            partner_order_id: of.reference.clone(),
            status_url: sourced.then(|| {
                let place = if of.reference.is_some() {
                    "partnerOrderId"
                } else {
                    "orderId"
                };
                format!("/orders/{{{place}}}")
            }),
            stream_url: (!streamed).then(|| "none".to_owned()),
            status: known.then(|| "AWAITING_PAYMENT_FROM_USER".to_owned()),
            ..Options::default()
        };
        let page = config::Page {
            origin: "https://shop.example",
            query: "",
            explorers: Explorers::KNOWN,
        };
        let (config, errors) = config::read(&options, &page);
        assert!(errors.is_empty(), "{errors:?}");
        Self {
            story,
            config,
            feed: None,
            memory: None,
            mount: 0,
            channels: Vec::new(),
            timer: Timer::default(),
            outputs: VecDeque::new(),
            watch: Watch::new(sourced, of.reference.is_some()),
        }
    }

    pub fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn drain(&mut self) -> usize {
        let mut outputs = Vec::new();
        if let Some(feed) = &mut self.feed {
            feed.take_outputs(&mut outputs);
        }
        let from = self.outputs.len();
        self.outputs.extend(outputs);
        from
    }

    /// The feed begins, with or without what a former one knew.
    pub fn begin(&mut self, index: usize, keep: bool, now: Now, log: &mut Log) {
        let mut memory = self.memory.take().filter(|_| keep);
        self.watch.begin(memory.is_some(), now);
        // Now and then the page gives it what is known of another order: it has to be of no use.
        if memory.is_none() && self.mount % 2 == 1 {
            memory = Some(another_memory(now));
        }
        self.mount += 1;
        self.feed = Some(Feed::new(&self.config, memory, now));
        log.line(|| {
            format!(
                "tracker {index}: mounted, {}",
                if keep { "as it was" } else { "anew" }
            )
        });
        let from = self.drain();
        let state = self.feed.as_ref().unwrap().state();
        self.watch
            .begun(state, self.outputs.range(from..), now, log);
    }

    /// The feed ends.
    pub fn end(&mut self) {
        let Some(feed) = self.feed.take() else { return };
        self.memory = Some(feed.into_memory());
        self.timer = Timer::default();
        self.outputs.clear();
        self.watch.end();
    }

    pub fn handle(&mut self, index: usize, input: Input, cause: Cause, now: Now, log: &mut Log) {
        let Some(feed) = &mut self.feed else { return };
        log.line(|| format!("tracker {index} < {}", short(&input)));
        self.watch.before(feed, &input, cause, now);
        feed.handle(input, now);
        let from = self.drain();
        let feed = self.feed.as_ref().unwrap();
        self.watch
            .after(index, feed, self.outputs.range(from..), now, log);
        if cause == Cause::Tick {
            let next = feed.deadline(now);
            log.check("progress", next.is_none_or(|next| next > now.mono), || {
                format!(
                    "after a tick at {} the deadline of tracker {index} is {next:?}",
                    now.mono
                )
            });
        }
    }
}

/// What is known of an order that nobody here follows.
fn another_memory(now: Now) -> Memory {
    let options = Options {
        order_id: Some("ffffffff-aaaa-4bbb-8ccc-ffffffffffff".to_owned()),
        ..Options::default()
    };
    let page = config::Page {
        origin: "https://shop.example",
        query: "",
        explorers: Explorers::KNOWN,
    };
    let mut feed = Feed::new(&config::read(&options, &page).0, None, now);
    let status = Status::parse("COMPLETED").unwrap();
    let news = Input::News(Source::Push, Order::new(status).into());
    feed.handle(news, now);
    feed.into_memory()
}

/// An input in a few words.
fn short(input: &Input) -> String {
    match input {
        Input::Message(Some(order)) => format!("Message({}, {:?})", order.status.code(), order.id),
        Input::News(source, order) => format!("News({source:?}, {})", order.status.code()),
        Input::Answer(number, Ok(answer)) => {
            format!(
                "Answer({number}, {}, {:?})",
                answer.order.status.code(),
                answer.order.updated_at
            )
        }
        other => format!("{other:?}"),
    }
}
