//! The watch over one feed: what it shows is compared with what it showed, what it does with what it was told.

use crate::budget::Budget;
use crate::follower::Cause;
use crate::log::Log;
use crate::regions;
use crate::told::Told;
use crate::truth::{is_hard, is_soft, rank};
use std::collections::vec_deque;
use std::sync::Arc;
use transak_order_tracker::feed::questions::Failure;
use transak_order_tracker::feed::{Answer, Feed, Input, Now, Output, Signal};
use transak_order_tracker::order::Order;
use transak_order_tracker::state::State;

type Outputs<'a> = vec_deque::Iter<'a, Output>;

/// What an input makes necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Duty {
    None,
    /// A question at once.
    Ask,
    /// A question soon, if a hint is shown now.
    AskIfHinted,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other"
)]
pub struct Watch {
    pub sourced: bool,
    /// Whether it follows the partner's reference.
    pub referenced: bool,
    pub budget: Budget,
    pub told: Told,
    pub confirmed: Option<Arc<Order>>,
    pub shown: Option<(Arc<Order>, bool)>,
    /// What was shown when the last feed ended, for the next.
    pub kept: Option<(Arc<Order>, bool)>,
    /// Counts inputs; when the present hint came, and when the running question was asked.
    pub step: u64,
    pub hinted_at: u64,
    pub asked_at: u64,
    pub answered_at: u64,
    /// The order that the source just answered, until it is looked at; and while it is.
    pub answer: Option<Arc<Order>>,
    pub about: Option<Arc<Order>>,
    /// How old that answer was.
    age: u64,
    /// What was heard of each try, each status once, by this feed or by those whose memory it has.
    pub heard: Vec<Arc<Order>>,
    /// What the source has said.
    pub said: Vec<Arc<Order>>,
    /// Whether no answer has come since the present hint.
    fresh_hint: bool,
    pub cause: Cause,
    duty: Duty,
    pub suspended: bool,
    /// When there was last a sign of life of any kind (without the stream's frames).
    pub arrived: u64,
    /// When there surely was an answer or news of this order.
    pub surely: Option<u64>,
    pub offline: Option<u64>,
    /// Since when something arrives although the label says offline.
    pub contradicted: Option<u64>,
}

/// Whether such an order in such a status is among them.
pub fn knows(all: &[Arc<Order>], order: &Order) -> bool {
    all.iter()
        .any(|one| one.id == order.id && one.status == order.status)
}

impl Watch {
    pub fn new(sourced: bool, referenced: bool) -> Self {
        Self {
            sourced,
            referenced,
            budget: Budget::default(),
            told: Told::default(),
            confirmed: None,
            shown: None,
            kept: None,
            step: 0,
            hinted_at: 0,
            asked_at: 0,
            answered_at: 0,
            answer: None,
            about: None,
            age: 0,
            heard: Vec::new(),
            said: Vec::new(),
            fresh_hint: false,
            cause: Cause::Tick,
            duty: Duty::None,
            suspended: false,
            arrived: 0,
            surely: None,
            offline: None,
            contradicted: None,
        }
    }

    /// A feed begins; `kept`: with what a former one knew.
    pub fn begin(&mut self, kept: bool, now: Now) {
        self.budget.mounted(now.mono);
        self.told.mounted(kept);
        if !kept {
            self.confirmed = None;
            self.heard.clear();
            self.said.clear();
        }
        self.kept = self.shown.take().filter(|_| kept);
        self.suspended = false;
        self.fresh_hint = false;
        self.arrived = now.mono;
        self.surely = None;
        self.offline = None;
        self.cause = Cause::Host;
        self.duty = Duty::None;
    }

    /// What the feed shows and does at once.
    pub fn begun(&mut self, state: &State, outputs: Outputs<'_>, now: Now, log: &mut Log) {
        let shown = state
            .order
            .as_ref()
            .map(|order| (order.status.code(), state.confirmed));
        // (A code that nobody knows has no rank: what the page knows may be further.)
        let known = self
            .kept
            .take()
            .filter(|(order, _)| rank(order.status.code()).is_some());
        let kept =
            known.is_none_or(|(order, confirmed)| shown == Some((order.status.code(), confirmed)));
        log.check("memory", kept, || {
            format!("what was known is forgotten: {shown:?}")
        });
        let anew = self.confirmed.is_none() && self.heard.is_empty();
        log.check("memory", !anew || !state.confirmed, || {
            format!("what is known of another order is shown: {shown:?}")
        });
        self.see(state, log);
        self.listen_on(now);
        self.hear(state, outputs, now, log);
    }

    pub fn end(&mut self) {
        self.budget.question = None;
        self.budget.doubts(false, 0);
        self.budget.excused();
    }

    /// Before an input is taken.
    pub fn before(&mut self, feed: &Feed, input: &Input, cause: Cause, now: Now) {
        self.step += 1;
        self.cause = cause;
        self.duty = Duty::None;
        let caused = match input {
            Input::Subscribed(_) => {
                self.duty = Duty::Ask;
                1
            }
            Input::CameBack(signal) => {
                match signal {
                    Signal::Online => self.offline = None,
                    Signal::Resumed => self.suspended = false,
                    Signal::Visible => {}
                }
                if self.budget.returns(now.mono) {
                    self.duty = Duty::Ask;
                }
                4
            }
            Input::Unsubscribed(_) => 4,
            Input::Message(order) => self.news(order.as_ref(), feed, now),
            Input::News(_, order) => self.news(Some(order), feed, now),
            Input::Answer(number, answer) => {
                self.answer(*number, answer, now);
                // A question that brings no answer is asked anew.
                if answer.is_err() { 2 } else { 1 }
            }
            Input::Suspended => {
                self.suspended = true;
                self.budget.excused();
                0
            }
            Input::Offline => {
                self.offline = Some(now.mono);
                0
            }
            Input::Refresh => 1,
            _ => 0,
        };
        self.budget.caused(now.mono, caused);
    }

    fn news(&mut self, order: Option<&Arc<Order>>, feed: &Feed, now: Now) -> u64 {
        self.duty = Duty::AskIfHinted;
        if let Some(order) = order {
            self.hear_of(order);
            self.arrived = now.mono;
            let id = feed.order_id();
            let ours = order.id.is_none() || id.is_none() || id == order.id.as_deref();
            if ours {
                self.surely = Some(now.mono);
            }
        }
        5
    }

    fn answer(&mut self, number: u32, answer: &Result<Answer, Failure>, now: Now) {
        if self
            .budget
            .question
            .take_if(|(open, _)| *open == number)
            .is_none()
        {
            return;
        }
        self.answered_at = self.asked_at;
        match answer {
            Ok(answer) => {
                self.arrived = self.arrived.max(now.mono.saturating_sub(answer.age));
                self.age = answer.age;
                self.hear_of(&answer.order);
                if !knows(&self.said, &answer.order) {
                    self.said.push(answer.order.clone());
                }
                self.answer = Some(answer.order.clone());
            }
            Err(Failure::Status(_, Some(wait))) => {
                self.budget.not_before = now.mono + (*wait).min(600_000);
            }
            Err(_) => {}
        }
    }

    /// Remembers what was heard.
    fn hear_of(&mut self, order: &Arc<Order>) {
        if !knows(&self.heard, order) {
            self.heard.push(order.clone());
        }
    }

    /// After it was taken.
    pub fn after(
        &mut self,
        index: usize,
        feed: &Feed,
        outputs: Outputs<'_>,
        now: Now,
        log: &mut Log,
    ) {
        let state = feed.state();
        let before = self.shown.clone();
        let answer = self.answer.take();
        if let Some(order) = &answer {
            self.answered(order, feed, now);
        }
        let may = self.sourced && !self.suspended && !self.has_ended();
        let free = may && self.budget.is_free(now.mono);
        self.about.clone_from(&answer);
        self.see(state, log);
        self.about = None;
        let before = before.as_ref();
        let changed = before.map(|(order, _)| &order.status)
            != state.order.as_ref().map(|order| &order.status);
        if changed || state.confirmed != before.is_some_and(|(_, confirmed)| *confirmed) {
            let how = if state.confirmed { "confirmed" } else { "hint" };
            log.line(|| format!("tracker {index} shows {} ({how})", state.status_code()));
        }
        let asked = self.hear(state, outputs, now, log);
        regions::note(self, before, state, asked, log);
        if free && self.duty == Duty::Ask && !self.has_ended() {
            log.check("questions", asked, || {
                format!("tracker {index} had to ask and did not")
            });
        }
        if self.duty == Duty::AskIfHinted && changed && !state.confirmed {
            self.fresh_hint = true;
            if free {
                self.budget.hinted(now.mono);
            }
        }
        if let (Some(order), Some((hint, false))) = (&answer, before) {
            self.doubt(order, hint, state, now);
        }
        let hint = state.order.is_some() && !state.confirmed;
        self.budget
            .doubts(hint && self.sourced && !self.suspended, now.mono);
        self.listen_on(now);
    }

    /// The first answer about a hint didn't know it, or took it back: the source may lag, so it is asked again.
    fn doubt(&mut self, answer: &Order, hint: &Order, state: &State, now: Now) {
        if hint.id != answer.id || !std::mem::take(&mut self.fresh_hint) || self.has_ended() {
            return;
        }
        let back = rank(answer.status.code()) < rank(hint.status.code());
        let unknown = rank(answer.status.code()).is_none() || rank(hint.status.code()).is_none();
        let denied = !state.confirmed || state.status_code() != hint.status.code();
        if back && !unknown && denied {
            self.budget.doubted(now.mono);
        }
    }

    fn answered(&mut self, order: &Order, feed: &Feed, now: Now) {
        // Under a reference a former order is an answer too.
        if self.referenced {
            self.told.answered();
            self.budget.not_before = 0;
        }
        if order.id.is_some() && feed.order_id() == order.id.as_deref() {
            self.surely = self.surely.max(Some(now.mono.saturating_sub(self.age)));
            self.budget.not_before = 0;
            self.told.answered();
        }
    }

    /// After an end that a refund may follow, requests are counted anew.
    fn listen_on(&mut self, now: Now) {
        let soft = self
            .confirmed
            .as_ref()
            .is_some_and(|order| is_soft(order.status.code()));
        // As long as a hint contradicts it, it's no end yet.
        let sure = self.shown.as_ref().is_some_and(|(_, confirmed)| *confirmed);
        match (soft, self.budget.soft) {
            (true, None) if sure => self.budget.soft = Some((now.mono, 0, 0)),
            (false, Some(_)) => self.budget.soft = None,
            _ => {}
        }
    }

    pub fn has_ended(&self) -> bool {
        self.confirmed
            .as_ref()
            .is_some_and(|order| is_hard(order.status.code()))
    }

    /// Looks at what is said; whether a question was asked.
    fn hear(&mut self, state: &State, outputs: Outputs<'_>, now: Now, log: &mut Log) -> bool {
        let mut asked = false;
        for output in outputs {
            match output {
                Output::Ask { number, .. } => {
                    asked = true;
                    log.line(|| format!("question {number}"));
                    let ended = self.has_ended();
                    log.check("questions", !self.suspended, || {
                        "a question while the page is put away".to_owned()
                    });
                    self.budget.ask(*number, now.mono, ended, log);
                    self.asked_at = self.step;
                }
                Output::Abort(number) => {
                    let known = self
                        .budget
                        .question
                        .take_if(|(open, _)| open == number)
                        .is_some();
                    log.check("questions", known, || {
                        format!("question {number} is aborted, but not under way")
                    });
                    self.budget.caused(now.mono, 1);
                }
                Output::Tell(event) => {
                    log.line(|| format!("tells {event:?}"));
                    regions::announced(event, log);
                    self.told.hear(event, state, log);
                }
                Output::Subscribe(_) | Output::Unsubscribe(_) | Output::Changed => {}
            }
        }
        asked
    }
}
