//! Follows one order: takes what happens in, and says what is to be done. Without a clock, a socket or a browser (sans-IO).
//!
//! Invariant: [`Feed::state`] follows from what was taken in, the time, and nothing else; every [`Output`] is said once.

pub mod backoff;
pub mod event;
mod freshness;
pub mod poll;
pub mod stream;

use crate::config::{Config, Follow, StatusSource};
use crate::order::lifecycle::{self, Finality};
use crate::order::{Order, Side, Status, Time};
use crate::prompt::{self, Links, Situation, User};
use crate::state::{Source, State};
use crate::tracking::{Moment, News, Tracking, Verdict};
use event::{ErrorCode, Event, Told};
use freshness::Liveliness;
use poll::{Failure, Poll, Surroundings, Trouble};
use std::sync::Arc;
use stream::Channel;

/// How long an order that failed, expired or was cancelled is still listened to, in milliseconds: a refund may follow.
const LISTEN: u64 = 600_000;
/// How long after `autoExpiresAt` the source is asked, in milliseconds.
const GRACE: i64 = 2_000;

/// The circumstances of an input.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Monotonic milliseconds.
    pub mono: u64,
    /// The wall clock.
    pub wall: Time,
    /// A new random number, for jitter.
    pub random: u32,
    /// When the stream's socket was last heard, in monotonic milliseconds.
    pub heard: Option<u64>,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Input {
    /// The order's channel is subscribed (again).
    Subscribed(Channel),
    /// The order's channel is not live any more.
    Unsubscribed(Channel),
    /// The server will not have us (close code), or not on this channel (HTTP-like status).
    StreamRefused(u16),
    /// The channel carries tokens: it is not an order's.
    WrongChannel,
    /// An event of the stream; `None` where its data holds no order.
    Message(Option<Arc<Order>>),
    /// What came of question number so and so.
    Answer(u32, Result<Arc<Order>, Failure>),
    /// News that the host has, or what the page knows already.
    News(Source, Arc<Order>),
    /// The page is visible again, online again, shown again, or woke up.
    CameBack(Signal),
    /// The page is hidden.
    Hidden,
    /// The browser says that there is no network.
    Offline,
    /// The page goes; it may come back from the back/forward cache.
    Suspended,
    /// The host wants to know now.
    Refresh,
    /// The deadline has come.
    Tick,
    /// The user signals changed.
    User(Option<User>),
    /// The user's orders that are not final changed.
    ActiveOrders(Vec<Order>),
}

/// A way of coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `visibilitychange`.
    Visible,
    /// `online`.
    Online,
    /// `pageshow`, or woken from sleep.
    Resumed,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Wish for this channel.
    Subscribe(Channel),
    /// Give this channel up.
    Unsubscribe(Channel),
    /// Ask the status source: at this URL, or by `fetchOrder` with the order id (where it is known).
    Ask {
        /// The question's number, for [`Input::Answer`].
        number: u32,
        /// The URL; `None` for `fetchOrder`.
        url: Option<String>,
    },
    /// Nobody waits for the answer to this question any more.
    Abort(u32),
    /// Tell the host.
    Tell(Event),
    /// [`Feed::state`] has changed.
    Changed,
}

/// What outlives a feed: what is known, and what was told. A later feed of the same order goes on with it.
#[derive(Clone, Debug)]
pub struct Memory {
    follow: Option<Follow>,
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
    follow: Option<Follow>,
    side: Option<Side>,
    links: Links,
    source: Option<StatusSource>,
    tracking: Tracking,
    poll: Option<Poll>,
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
    stopped: bool,
    asked_at_expiry: Option<Time>,
    user: Option<User>,
    active_orders: Vec<Order>,
    told: Told,
    state: State,
    outputs: Vec<Output>,
}

impl Feed {
    /// Starts following. Take the outputs afterwards.
    pub fn new(config: &Config, memory: Option<Memory>, now: Now) -> Self {
        let order_id = config
            .follow
            .as_ref()
            .and_then(|follow| follow.order_id.clone());
        let source = config
            .status_source
            .clone()
            .filter(|_| config.follow.is_some());
        let (mut tracking, told) = match memory.filter(|memory| memory.follow == config.follow) {
            Some(memory) => (memory.tracking, memory.told),
            None => (Tracking::new(order_id, source.is_some()), Told::default()),
        };
        tracking.set_status_source(source.is_some());
        let channels = match (&config.follow, &config.stream) {
            (Some(follow), Some(_)) => follow.channels(),
            _ => Vec::new(),
        };
        let mut feed = Self {
            side: config.side,
            links: config.links.clone(),
            poll: source
                .as_ref()
                .map(|_| Poll::new(now.mono, !channels.is_empty())),
            source,
            state: State::empty(config.follow.is_some()),
            follow: config.follow.clone(),
            tracking,
            question: None,
            questions: 0,
            liveliness: Liveliness::new(now.mono),
            channels: Vec::new(),
            wrong_channel_told: false,
            refusal_told: false,
            hidden: false,
            suspended: false,
            listen_until: None,
            stopped: false,
            asked_at_expiry: None,
            user: None,
            active_orders: Vec::new(),
            told,
            outputs: Vec::new(),
        };
        for channel in channels {
            feed.channels.push(channel.clone());
            feed.outputs.push(Output::Subscribe(channel));
        }
        for (source, order) in [
            (Source::Redirect, &config.redirect),
            (Source::Initial, &config.initial),
        ] {
            if let Some(order) = order {
                feed.merge(source, Arc::new(order.clone()), None, now);
            }
        }
        feed.settle(now);
        feed
    }

    /// What is shown.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Moves what is to be done to the end of `outputs`, in order.
    pub fn take_outputs(&mut self, outputs: &mut Vec<Output>) {
        outputs.append(&mut self.outputs);
    }

    /// When [`Input::Tick`] is wanted, in monotonic milliseconds.
    pub fn deadline(&self, now: Now) -> Option<u64> {
        let poll = self
            .poll
            .as_ref()
            .filter(|poll| !self.suspended && (poll.is_asking() || self.can_ask()))
            .and_then(Poll::deadline);
        let freshness = (!self.state.is_final() && self.follow.is_some())
            .then(|| self.liveliness.deadline(now))
            .flatten();
        [poll, freshness, self.listen_until, self.expiry(now)]
            .into_iter()
            .flatten()
            .min()
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
        self.side = config.side;
        self.links = config.links.clone();
        self.settle(now);
    }

    /// Takes what happened. Take all the outputs afterwards.
    pub fn handle(&mut self, input: Input, now: Now) {
        match input {
            Input::Subscribed(channel) => {
                self.liveliness.subscribed(channel);
                self.poll_with(|poll| poll.subscribed(now.mono));
            }
            Input::Unsubscribed(channel) => {
                if self.liveliness.unsubscribed(&channel) {
                    self.poll_with(|poll| poll.lost(now.mono, now.random));
                }
            }
            Input::StreamRefused(code) => self.stream_refused(code),
            Input::WrongChannel => self.wrong_channel(),
            Input::Message(Some(order)) => {
                self.merge(Source::Stream, order, None, now);
            }
            Input::Message(None) => self.poll_with(|poll| poll.hinted(now.mono)),
            Input::Answer(number, answer) => self.answer(number, answer, now),
            Input::News(source, order) => {
                self.merge(source, order, None, now);
            }
            Input::CameBack(signal) => self.came_back(signal, now),
            Input::Hidden => self.hidden = true,
            Input::Offline => self.liveliness.offline(now.mono),
            Input::Suspended => {
                self.suspended = true;
                self.abort();
            }
            Input::Refresh => self.refresh(now),
            Input::Tick => self.tick(now),
            Input::User(user) => self.set_user(user),
            Input::ActiveOrders(orders) => self.active_orders = orders,
        }
        self.settle(now);
    }

    fn poll_with(&mut self, change: impl FnOnce(&mut Poll)) {
        if let Some(poll) = self.poll.as_mut().filter(|_| !self.stopped) {
            change(poll);
        }
    }

    fn merge(&mut self, source: Source, order: Arc<Order>, asked: Option<Moment>, now: Now) -> Verdict {
        let verdict = self.tracking.merge(&News {
            order,
            source,
            asked,
            at: now.wall,
        });
        if verdict == Verdict::OtherOrder {
            return verdict;
        }
        if matches!(source, Source::Stream | Source::Push | Source::Poll) {
            self.liveliness.arrived(now.mono);
        }
        match verdict {
            // The first question comes anyway, after the subscription; what the page knows is no reason to hurry.
            Verdict::Ask
                if self.questions == 0 && matches!(source, Source::Initial | Source::Redirect) => {}
            Verdict::Ask => self.poll_with(|poll| poll.hinted(now.mono)),
            Verdict::Older => self.poll_with(|poll| poll.ask_again(now.mono)),
            Verdict::Confirmed => self.liveliness.confirmed(now.wall),
            Verdict::TakenBack => {
                self.liveliness.confirmed(now.wall);
                self.poll_with(|poll| poll.ask_again(now.mono));
            }
            Verdict::Conflict => {
                self.liveliness.confirmed(now.wall);
                self.error(
                    ErrorCode::Conflict,
                    "The status source contradicts a final status that the stream told.",
                    true,
                );
            }
            Verdict::OtherOrder | Verdict::Known => {}
        }
        verdict
    }

    fn answer(&mut self, number: u32, answer: Result<Arc<Order>, Failure>, now: Now) {
        let Some((_, asked)) = self.question.take_if(|(open, _)| *open == number) else {
            return;
        };
        self.poll_with(Poll::ended);
        match answer {
            Err(failure) => self.failed(failure, now),
            Ok(order) => match self.merge(Source::Poll, order, Some(asked), now) {
                Verdict::OtherOrder => self.failed(Failure::OtherOrder, now),
                Verdict::Known
                | Verdict::Ask
                | Verdict::Confirmed
                | Verdict::Older
                | Verdict::TakenBack
                | Verdict::Conflict => {
                    let page = Surroundings {
                        stream_live: self.liveliness.is_live(now),
                        hidden: self.hidden,
                    };
                    self.poll_with(|poll| poll.answered(now.mono, page, now.random));
                }
            },
        }
    }

    fn failed(&mut self, failure: Failure, now: Now) {
        let Some(poll) = self.poll.as_mut().filter(|_| !self.stopped) else {
            return;
        };
        match poll.failed(failure, now.mono, now.random) {
            None => {}
            Some(Trouble::Auth) => self.error(
                ErrorCode::Auth,
                "The status source answers 401 or 403.",
                true,
            ),
            Some(Trouble::NotFound) => self.error(
                ErrorCode::NotFound,
                "The status source does not know this order.",
                true,
            ),
            Some(Trouble::StatusUrl(what)) => self.error(ErrorCode::StatusUrl, what, true),
        }
    }

    fn stream_refused(&mut self, code: u16) {
        if !std::mem::replace(&mut self.refusal_told, true) {
            let message =
                format!("The stream's server refuses this page or channel (code {code}).");
            self.error(ErrorCode::StreamRefused, &message, false);
        }
    }

    fn wrong_channel(&mut self) {
        if !std::mem::replace(&mut self.wrong_channel_told, true) {
            self.error(ErrorCode::Config, "The channel carries tokens for a backend, not an order: check order-id, api-key and partner-order-id.", false);
        }
    }

    fn error(&mut self, code: ErrorCode, message: &str, retrying: bool) {
        self.outputs.push(Output::Tell(Event::Error {
            code,
            message: message.to_owned(),
            retrying,
        }));
    }

    fn came_back(&mut self, signal: Signal, now: Now) {
        match signal {
            Signal::Visible => self.hidden = false,
            Signal::Online => self.liveliness.online(),
            Signal::Resumed => self.suspended = false,
        }
        self.poll_with(|poll| poll.came_back(now.mono));
    }

    /// Asks once more even after the end; only a confirmed `COMPLETED` or `REFUNDED` needs no asking.
    fn refresh(&mut self, now: Now) {
        if self.finality() != Finality::Hard
            && let Some(poll) = &mut self.poll
        {
            poll.refresh(now.mono);
        }
    }

    fn tick(&mut self, now: Now) {
        if self
            .poll
            .as_ref()
            .is_some_and(|poll| poll.is_overdue(now.mono))
        {
            self.abort();
            self.failed(Failure::TimedOut, now);
        }
        if self.listen_until.is_some_and(|until| now.mono >= until) {
            self.stop();
        }
        if let Some(expires) = self
            .awaited_until()
            .filter(|expires| now.wall >= expires.plus(GRACE))
        {
            self.asked_at_expiry = Some(expires);
            self.poll_with(|poll| poll.expires(now.mono));
        }
    }

    fn set_user(&mut self, user: Option<User>) {
        let signal = user.as_ref().and_then(User::signal);
        if signal != self.user.as_ref().and_then(User::signal)
            && let Some(signal) = signal
        {
            self.outputs.push(Output::Tell(Event::User(signal)));
        }
        self.user = user;
    }

    /// Until when the payment is awaited, if the source has not been asked about that yet.
    fn awaited_until(&self) -> Option<Time> {
        let order = &self.tracking.shown()?.order;
        let awaiting =
            order.status == Status::AwaitingPaymentFromUser && self.poll.is_some() && !self.stopped;
        order
            .expires_at
            .filter(|expires| awaiting && self.asked_at_expiry != Some(*expires))
    }

    fn expiry(&self, now: Now) -> Option<u64> {
        let left = self.awaited_until()?.plus(GRACE).0 - now.wall.0;
        Some(now.mono + u64::try_from(left).unwrap_or(0))
    }

    fn finality(&self) -> Finality {
        self.tracking
            .confirmed()
            .map_or(Finality::Live, |fact| fact.order.status.finality())
    }

    fn abort(&mut self) {
        if let Some((number, _)) = self.question.take() {
            self.outputs.push(Output::Abort(number));
        }
        if let Some(poll) = &mut self.poll {
            poll.ended();
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.listen_until = None;
        self.abort();
        if let Some(poll) = &mut self.poll {
            poll.stop();
        }
        self.liveliness.forget_stream();
        self.outputs
            .extend(self.channels.iter().cloned().map(Output::Unsubscribe));
    }

    /// What follows from what is known now: stop, listen on, start again; ask; tell.
    fn settle(&mut self, now: Now) {
        match self.finality() {
            Finality::Hard if !self.stopped => self.stop(),
            Finality::Soft if !self.stopped && self.listen_until.is_none() => {
                self.listen_until = Some(now.mono + LISTEN);
                self.poll_with(|poll| poll.settled_for_now(now.mono));
            }
            Finality::Live if self.stopped || self.listen_until.is_some() => self.revive(now),
            Finality::Hard | Finality::Soft | Finality::Live => {}
        }
        self.ask(now);
        self.tell(now);
    }

    fn revive(&mut self, now: Now) {
        if std::mem::replace(&mut self.stopped, false) {
            self.outputs
                .extend(self.channels.iter().cloned().map(Output::Subscribe));
        }
        self.listen_until = None;
        self.poll_with(|poll| poll.revived(now.mono));
    }

    fn can_ask(&self) -> bool {
        match &self.source {
            None => false,
            Some(StatusSource::Fetch) => true,
            Some(source @ StatusSource::Url(_)) => self.url(source).is_some(),
        }
    }

    fn url(&self, source: &StatusSource) -> Option<String> {
        let partner_order_id = self.follow.as_ref().and_then(Follow::partner_order_id);
        source.url(self.tracking.order_id(), partner_order_id)
    }

    fn ask(&mut self, now: Now) {
        if self.suspended
            || !self.can_ask()
            || !self
                .poll
                .as_mut()
                .is_some_and(|poll| poll.take_turn(now.mono))
        {
            return;
        }
        self.questions = self.questions.wrapping_add(1);
        self.question = Some((self.questions, self.tracking.moment()));
        let url = self.source.as_ref().and_then(|source| self.url(source));
        self.outputs.push(Output::Ask {
            number: self.questions,
            url,
        });
    }

    fn tell(&mut self, now: Now) {
        let state = self.derive(now);
        if state != self.state {
            let fact = self.tracking.shown();
            let events = self.told.update(&state, fact);
            self.outputs.extend(events.into_iter().map(Output::Tell));
            self.state = state;
            self.outputs.push(Output::Changed);
        }
    }

    fn derive(&self, now: Now) -> State {
        let fact = self.tracking.shown();
        let order = fact.map(|fact| fact.order.clone());
        let side = order.as_ref().and_then(|order| order.side).or(self.side);
        let reached = fact.and_then(|fact| fact.reached.as_ref());
        let confirmed = self.tracking.is_confirmed();
        let situation = Situation {
            followed: self.follow.is_some(),
            order: order.as_deref(),
            side,
            confirmed,
            order_id: self.tracking.order_id(),
            user: self.user.as_ref(),
            active_orders: &self.active_orders,
        };
        let ended = confirmed && order.as_ref().is_some_and(|order| order.status.is_final());
        State {
            followed: self.follow.is_some(),
            side,
            steps: lifecycle::progress(order.as_ref().map(|order| &order.status), side, reached),
            stage: order
                .as_ref()
                .map(|order| lifecycle::stage(&order.status, side, reached)),
            confirmed,
            freshness: self.liveliness.freshness(ended, now),
            last_confirmed_at: self.liveliness.last_confirmed_at(),
            prompt: prompt::prompt(&situation, &self.links),
            history: fact.map(|fact| fact.history.clone()).unwrap_or_default(),
            order,
        }
    }
}
