//! Follows one order: takes what happens in, and says what is to be done. Without a clock, a socket or a browser (sans-IO).
//!
//! Invariant: [`Feed::state`] follows from what was taken in, the time, and nothing else; every [`Output`] is said once.

pub mod backoff;
pub mod event;
mod freshness;
mod io;
pub mod questions;
mod settle;
pub mod stream;
mod trouble;

pub use io::{Answer, Input, Now, Output, Signal};

use crate::config::{Config, Follow, StatusSource};
use crate::order::lifecycle::Finality;
use crate::order::{Order, Side, Status, Time};
use crate::prompt::{Links, User};
use crate::state::{Freshness, Source, State};
use crate::subject::Subject;
use crate::tracking::{Moment, News, Tracking, Verdict};
use event::{ErrorCode, Event, Told};
use freshness::Liveliness;
use questions::{Failure, Questions, Reason};
use std::rc::Rc;
use std::sync::Arc;
use stream::Channel;

/// What is added to the time of listening where a question is due, or a hint is shown, at its end.
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

/// What outlives a feed: what is known, and what was announced. A later feed of the same subject goes on with it.
#[derive(Clone, Debug)]
pub struct Memory {
    subject: Option<Subject>,
    tracking: Tracking,
    told: Told,
}

/// How far the following has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The order goes on.
    Following,
    /// A final status that may still change is confirmed: it is listened to until then.
    Listening(u64),
    /// No channel is wanted, and only what is shown unconfirmed, or the host, makes it ask.
    Ended,
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
    questions: Questions,
    question: Option<(u32, Moment)>,
    asked: u32,
    liveliness: Liveliness,
    channels: Vec<Channel>,
    wrong_channel_told: bool,
    refusal_told: bool,
    hidden: bool,
    suspended: bool,
    phase: Phase,
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
        let (mut channels, mut source, mut subject) = (Vec::new(), None, None);
        if let Some(follow) = &config.follow {
            source.clone_from(&config.status_source);
            subject = Some(follow.subject());
            if config.stream.is_some() || config.events.is_some() {
                channels = follow.channels();
            }
            // One address tells of the order, however it is named.
            if config.events.is_some() {
                channels.truncate(1);
            }
        }
        let (mut tracking, told) = match memory {
            Some(memory) if memory.subject == subject => (memory.tracking, memory.told),
            Some(_) | None => (Tracking::new(subject, source.is_some()), Told::default()),
        };
        tracking.set_status_source(source.is_some());
        let mut feed = Self {
            side: config.side,
            links: config.links.clone(),
            questions: Questions::new(now.mono),
            source,
            state: Rc::new(State::empty(config.follow.is_some())),
            follow: config.follow.clone(),
            tracking,
            question: None,
            asked: 0,
            liveliness: Liveliness::new(now.mono),
            channels,
            wrong_channel_told: false,
            refusal_told: false,
            hidden: false,
            suspended: false,
            phase: Phase::Following,
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
            feed.news(Source::Redirect, order.clone());
        }
        if let Some(order) = &config.initial {
            feed.news(Source::Initial, order.clone());
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
        let mut question = None;
        if !self.suspended && (self.questions.is_running() || self.address().is_some()) {
            question = self.questions.next();
        }
        let mut listening = None;
        if let Phase::Listening(until) = self.phase {
            listening = Some(until);
        }
        let mut freshness = None;
        if !self.state.is_final() && self.follow.is_some() {
            let says_offline = self.state.freshness == Freshness::Offline;
            freshness = self.liveliness.deadline(&now, says_offline);
        }
        sooner(
            sooner(listening, self.expiry(&now)),
            sooner(question, freshness),
        )
    }

    /// The order id, where it is known.
    pub fn order_id(&self) -> Option<&str> {
        self.tracking.order_id()
    }

    /// The order id, where the page named one: no other order is then meant.
    pub fn named(&self) -> Option<&str> {
        self.tracking.named()
    }

    /// Whether a question is under way.
    pub const fn is_asking(&self) -> bool {
        self.question.is_some()
    }

    /// Ends: what outlives this feed.
    pub fn into_memory(self) -> Memory {
        Memory {
            subject: self.follow.map(|follow| follow.subject()),
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
                self.questions.add(Reason::Subscribed, now.mono);
            }
            Input::Unsubscribed(channel) => {
                if self.liveliness.unsubscribed(&channel) {
                    self.questions.lost(now.mono, now.random);
                }
            }
            Input::StreamRefused(code) => self.stream_refused(code),
            Input::WrongChannel => self.wrong_channel(),
            Input::Message(Some(order)) => {
                self.news(Source::Stream, order);
            }
            Input::Message(None) => self.questions.hinted(now.mono),
            Input::Answer(number, answer) => self.answer(number, answer),
            Input::News(source, order) => self.news(source, order),
            Input::CameBack(signal) => {
                match signal {
                    Signal::Visible => self.hidden = false,
                    Signal::Online => self.liveliness.online(),
                    Signal::Resumed => self.suspended = false,
                }
                if self.phase != Phase::Ended {
                    self.questions.came_back(now.mono);
                }
            }
            Input::Hidden => self.hidden = true,
            Input::Offline => self.liveliness.offline(now.mono),
            Input::Suspended => {
                self.suspended = true;
                self.abort();
                self.questions.abort(now.mono);
            }
            // Asks once more even after the end.
            Input::Refresh => self.questions.add(Reason::Page, now.mono),
            Input::Tick => {
                crate::trap::here("poll.tick");
                self.tick();
            }
            Input::User(user) => self.set_user(user),
            Input::ActiveOrders(orders) => self.active_orders = orders,
        }
        self.settle();
    }

    /// News that is no answer.
    #[inline(never)]
    fn news(&mut self, source: Source, order: Arc<Order>) {
        let now = self.now;
        let verdict = self.tracking.merge(&News {
            order,
            source,
            asked: None,
            at: now.wall,
        });
        if verdict == Verdict::OtherOrder {
            return;
        }
        let known_by_the_page = matches!(source, Source::Initial | Source::Redirect);
        if !known_by_the_page {
            self.liveliness.arrived(now.mono);
        }
        // The first question comes anyway, after the subscription; what the page knows is no reason to hurry.
        if verdict == Verdict::Ask && !(known_by_the_page && self.asked == 0) {
            self.questions.hinted(now.mono);
        }
    }

    fn answer(&mut self, number: u32, answer: Result<Answer, Failure>) {
        let Some((_, asked)) = self.question.take_if(|(open, _)| *open == number) else {
            return;
        };
        let Answer { order, age } = match answer {
            Ok(answer) => answer,
            Err(failure) => return self.failed(failure),
        };
        let now = self.now;
        let was_hinted = self.tracking.awaits_confirmation();
        let before = self.tracking.shown_as();
        let verdict = self.tracking.merge(&News {
            order,
            source: Source::Poll,
            asked: Some(asked),
            at: now.wall.plus(-i64::try_from(age).unwrap_or(0)),
        });
        // Whether it is confirmed or denied: the questions about the hint are over, and those about another that is shown instead begin anew.
        let is_another = before != self.tracking.shown_as();
        if was_hinted && (is_another || !self.tracking.awaits_confirmation()) {
            self.questions.settled();
        }
        match verdict {
            Verdict::OtherOrder => return self.failed(Failure::OtherOrder),
            Verdict::Lags | Verdict::Older | Verdict::TakenBack => self.questions.lagged(now.mono),
            Verdict::Conflict => self.error(
                ErrorCode::Conflict,
                "The status source contradicts a final status that the stream told.",
                true,
            ),
            Verdict::Confirmed | Verdict::Known | Verdict::Ask => self.questions.settled(),
        }
        // One about an older try says nothing of what is shown.
        if verdict != Verdict::Lags {
            self.liveliness.arrived(now.mono.saturating_sub(age));
        }
        self.questions.answered(age);
    }

    fn tick(&mut self) {
        let now = self.now.mono;
        if self.questions.is_overdue(now) {
            self.abort();
            self.failed(Failure::TimedOut);
        }
        if let Phase::Listening(until) = self.phase
            && now >= until
        {
            // Where the device slept through the time, its questions are still due. A hint that is shown keeps them going.
            let due = self.questions.next().is_some_and(|next| next <= now);
            let asks = self.questions.is_running() || (due && self.address().is_some());
            if asks || !self.tracking.is_confirmed() {
                self.phase = Phase::Listening(now + LAST);
            } else {
                self.end();
            }
        }
        if self.expiry(&self.now) == Some(now) {
            self.asked_at_expiry = self.awaited_until();
            self.questions.add(Reason::Expiry, now);
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
        let asks = self.source.is_some() && self.phase != Phase::Ended;
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

    /// Nobody waits for the answer any more.
    #[inline(never)]
    fn abort(&mut self) {
        if let Some((number, _)) = self.question.take() {
            self.outputs.push(Output::Abort(number));
        }
    }

    /// The order is followed no more.
    #[inline(never)]
    fn end(&mut self) {
        self.phase = Phase::Ended;
        self.abort();
        self.questions.stop();
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
