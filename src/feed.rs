//! Follows one order: takes what happens in, and says what is to be done. Without a clock, a socket or a browser (sans-IO).
//!
//! Invariant: [`Feed::state`] follows from what was taken in, the time, and nothing else; every [`Output`] is said once.

pub mod backoff;
pub mod event;
mod freshness;
mod io;
pub mod poll;
mod settle;
pub mod stream;
mod trouble;

pub use io::{Input, Now, Output, Signal};

use crate::config::{Config, Follow, StatusSource};
use crate::order::lifecycle::Finality;
use crate::order::{Order, Side, Status, Time};
use crate::prompt::{Links, User};
use crate::state::{Freshness, Source, State};
use crate::tracking::{Moment, News, Tracking, Verdict};
use event::{ErrorCode, Event, Told};
use freshness::Liveliness;
use poll::{Failure, Poll, Surroundings};
use std::rc::Rc;
use std::sync::Arc;
use stream::Channel;

/// How long an order that failed, expired or was cancelled is still listened to, in milliseconds: a refund may follow.
const LISTEN: u64 = 600_000;
/// What is added where a question is still owed then.
const LAST: u64 = 10_000;
/// How long after `autoExpiresAt` the source is asked, in milliseconds.
const GRACE: i64 = 2_000;

/// The sooner of two deadlines.
#[inline(never)]
fn sooner(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (None, time) | (time, None) => time,
    }
}

/// What outlives a feed: what is known, and what was told. A later feed of the same order goes on with it.
#[derive(Clone, Debug)]
pub struct Memory {
    follow: Option<Rc<Follow>>,
    tracking: Tracking,
    told: Told,
}

/// One order.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other"
)]
pub struct Feed {
    follow: Option<Rc<Follow>>,
    side: Option<Side>,
    links: Rc<Links>,
    /// Of no use without an order to ask about.
    source: Option<StatusSource>,
    tracking: Tracking,
    poll: Poll,
    question: Option<(u32, Moment)>,
    questions: u32,
    liveliness: Liveliness,
    channels: Vec<Channel>,
    wrong_channel_told: bool,
    refusal_told: bool,
    hidden: bool,
    suspended: bool,
    /// Until when a final status that may still change is listened to.
    listen_until: Option<u64>,
    asked_at_expiry: Option<Time>,
    user: Option<User>,
    active_orders: Vec<Order>,
    told: Told,
    state: Rc<State>,
    outputs: Vec<Output>,
    /// The circumstances of the present input.
    now: Now,
}

impl Feed {
    /// Starts following. Take the outputs afterwards.
    pub fn new(config: &Config, memory: Option<Memory>, now: Now) -> Self {
        let (mut channels, mut source, mut order_id) = (Vec::new(), None, None);
        if let Some(follow) = &config.follow {
            source.clone_from(&config.status_source);
            order_id.clone_from(&follow.order_id);
            if config.stream.is_some() || config.events.is_some() {
                channels = follow.channels();
            }
            // One address tells of the order, however it is named.
            if config.events.is_some() {
                channels.truncate(1);
            }
        }
        let (mut tracking, told) = match memory {
            Some(memory) if memory.follow == config.follow => (memory.tracking, memory.told),
            Some(_) | None => (Tracking::new(order_id, source.is_some()), Told::default()),
        };
        tracking.set_status_source(source.is_some());
        let mut feed = Self {
            side: config.side,
            links: config.links.clone(),
            poll: Poll::new(now.mono),
            source,
            state: Rc::new(State::empty(config.follow.is_some())),
            follow: config.follow.clone(),
            tracking,
            question: None,
            questions: 0,
            liveliness: Liveliness::new(now.mono),
            channels,
            wrong_channel_told: false,
            refusal_told: false,
            hidden: false,
            suspended: false,
            listen_until: None,
            asked_at_expiry: None,
            user: None,
            active_orders: Vec::new(),
            told,
            outputs: Vec::new(),
            now,
        };
        // Of an order that has ended for good there is no more to hear: no socket for a moment.
        if feed.finality() != Finality::Hard {
            feed.wish(Output::Subscribe);
        }
        if let Some(order) = &config.redirect {
            feed.merge(Source::Redirect, order.clone(), None);
        }
        if let Some(order) = &config.initial {
            feed.merge(Source::Initial, order.clone(), None);
        }
        feed.settle();
        // Whoever showed another feed's state shows this one's now, also where it is the empty one.
        feed.outputs.push(Output::Changed);
        feed
    }

    /// What is shown.
    pub const fn state(&self) -> &Rc<State> {
        &self.state
    }

    /// Moves what is to be done to the end of `outputs`, in order.
    pub fn take_outputs(&mut self, outputs: &mut Vec<Output>) {
        outputs.append(&mut self.outputs);
    }

    /// When [`Input::Tick`] is wanted, in monotonic milliseconds.
    pub fn deadline(&self, now: Now) -> Option<u64> {
        let mut poll = None;
        if !self.suspended && (self.poll.is_asking() || self.address().is_some()) {
            poll = self.poll.deadline();
        }
        let mut freshness = None;
        if !self.state.is_final() && self.follow.is_some() {
            let says_offline = self.state.freshness == Freshness::Offline;
            freshness = self.liveliness.deadline(&now, says_offline);
        }
        sooner(
            sooner(self.listen_until, self.expiry(&now)),
            sooner(poll, freshness),
        )
    }

    /// The order id, where it is known.
    pub fn order_id(&self) -> Option<&str> {
        self.tracking.order_id()
    }

    /// Whether a question is under way.
    pub const fn is_asking(&self) -> bool {
        self.question.is_some()
    }

    /// Ends: what outlives this feed.
    pub fn into_memory(self) -> Memory {
        Memory {
            follow: self.follow,
            tracking: self.tracking,
            told: self.told,
        }
    }

    /// Changes what doesn't touch the following: the side that the page names, and where actions lead.
    pub fn set_details(&mut self, config: &Config, now: Now) {
        self.now = now;
        self.side = config.side;
        self.links = config.links.clone();
        self.settle();
    }

    /// Takes what happened. Take all the outputs afterwards.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.now = now;
        match input {
            Input::Subscribed(channel) => {
                self.liveliness.subscribed(channel);
                // What happened before is not in the stream.
                self.poll.by(now.mono);
            }
            Input::Unsubscribed(channel) => {
                if self.liveliness.unsubscribed(&channel) {
                    self.poll.lost(now.mono, now.random);
                }
            }
            Input::StreamRefused(code) => self.stream_refused(code),
            Input::WrongChannel => self.wrong_channel(),
            Input::Message(Some(order)) => {
                self.merge(Source::Stream, order, None);
            }
            Input::Message(None) => self.poll.hinted(now.mono),
            Input::Answer(number, answer) => self.answer(number, answer),
            Input::News(source, order) => {
                self.merge(source, order, None);
            }
            Input::CameBack(signal) => {
                match signal {
                    Signal::Visible => self.hidden = false,
                    Signal::Online => self.liveliness.online(),
                    Signal::Resumed => self.suspended = false,
                }
                self.poll.came_back(now.mono);
            }
            Input::Hidden => self.hidden = true,
            Input::Offline => self.liveliness.offline(now.mono),
            Input::Suspended => {
                self.suspended = true;
                self.abort();
            }
            // Asks once more even after the end; only a confirmed `COMPLETED` or `REFUNDED` needs no asking.
            Input::Refresh if self.finality() == Finality::Hard => {}
            Input::Refresh => self.poll.refresh(now.mono),
            Input::Tick => {
                crate::trap::here("poll.tick");
                self.tick();
            }
            Input::User(user) => self.set_user(user),
            Input::ActiveOrders(orders) => self.active_orders = orders,
        }
        self.settle();
    }

    #[inline(never)]
    fn merge(&mut self, source: Source, order: Arc<Order>, asked: Option<Moment>) -> Verdict {
        let verdict = self.tracking.merge(&News {
            order,
            source,
            asked,
            at: self.now.wall,
        });
        if verdict == Verdict::OtherOrder {
            return verdict;
        }
        let known_by_the_page = matches!(source, Source::Initial | Source::Redirect);
        if !known_by_the_page {
            self.liveliness.arrived(self.now.mono);
        }
        if matches!(
            verdict,
            Verdict::Confirmed | Verdict::TakenBack | Verdict::Conflict
        ) {
            self.liveliness.confirmed(self.now.wall);
        }
        match verdict {
            // The first question comes anyway, after the subscription; what the page knows is no reason to hurry.
            Verdict::Ask if self.questions == 0 && known_by_the_page => {}
            Verdict::Ask => self.poll.hinted(self.now.mono),
            Verdict::Older | Verdict::TakenBack => self.poll.ask_again(self.now.mono),
            Verdict::Conflict => self.error(
                ErrorCode::Conflict,
                "The status source contradicts a final status that the stream told.",
                true,
            ),
            Verdict::OtherOrder | Verdict::Known | Verdict::Confirmed => {}
        }
        verdict
    }

    fn answer(&mut self, number: u32, answer: Result<Arc<Order>, Failure>) {
        let Some((_, asked)) = self.question.take_if(|(open, _)| *open == number) else {
            return;
        };
        self.poll.ended();
        let failure = match answer {
            Err(failure) => failure,
            Ok(order) => {
                if self.merge(Source::Poll, order, Some(asked)) != Verdict::OtherOrder {
                    let page = Surroundings {
                        stream_live: self.liveliness.is_live(&self.now),
                        hidden: self.hidden,
                    };
                    return self.poll.answered(self.now.mono, page, self.now.random);
                }
                Failure::OtherOrder
            }
        };
        self.failed(failure);
    }

    fn tick(&mut self) {
        if self.poll.is_overdue(self.now.mono) {
            self.abort();
            self.failed(Failure::TimedOut);
        }
        if self
            .listen_until
            .is_some_and(|until| self.now.mono >= until)
        {
            // Where the device slept through the time, its questions are owed still.
            if self.question.is_some() || (self.poll.owes() && self.address().is_some()) {
                self.listen_until = Some(self.now.mono + LAST);
            } else {
                self.stop();
            }
        }
        if self.expiry(&self.now) == Some(self.now.mono) {
            self.asked_at_expiry = self.awaited_until();
            self.poll.by(self.now.mono);
        }
    }

    fn set_user(&mut self, user: Option<User>) {
        let before = self.user.as_ref().and_then(User::signal);
        let signal = user.as_ref().and_then(User::signal);
        self.user = user;
        if let Some(signal) = signal
            && before != Some(signal)
        {
            self.outputs.push(Output::Tell(Event::User(signal)));
        }
    }

    /// Until when the payment is awaited, if the source has not been asked about that yet.
    fn awaited_until(&self) -> Option<Time> {
        let order = &self.tracking.shown()?.order;
        let asks = self.source.is_some() && !self.poll.is_stopped();
        (asks
            && order.status == Status::AwaitingPaymentFromUser
            && order.expires_at != self.asked_at_expiry)
            .then_some(order.expires_at)?
    }

    /// When to ask about that, but not before now.
    fn expiry(&self, now: &Now) -> Option<u64> {
        let left = self.awaited_until()?.plus(GRACE).0 - now.wall.0;
        Some(now.mono + u64::try_from(left).unwrap_or(0))
    }

    #[inline(never)]
    fn finality(&self) -> Finality {
        self.tracking
            .confirmed()
            .map_or(Finality::Live, |fact| fact.order.status.finality())
    }

    #[inline(never)]
    fn abort(&mut self) {
        if let Some((number, _)) = self.question.take() {
            self.outputs.push(Output::Abort(number));
        }
        self.poll.ended();
    }

    #[inline(never)]
    fn stop(&mut self) {
        self.listen_until = None;
        self.abort();
        self.poll.stop();
        self.liveliness.forget_stream();
        self.wish(Output::Unsubscribe);
    }

    /// Wishes for the channels, or gives them up.
    #[inline(never)]
    fn wish(&mut self, wish: fn(Channel) -> Output) {
        for channel in &self.channels {
            self.outputs.push(wish(channel.clone()));
        }
    }
}
