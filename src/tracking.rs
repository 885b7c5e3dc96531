//! What is known of the order, from whom, and how sure: the merge rule (contract §3.3).
//!
//! Invariants: of several tries the one that counts is shown ([`crate::subject`]); each try has its own layers ([`known`]); time never
//! changes a status.

mod fact;
mod known;
mod rule;
mod tries;

pub use fact::Fact;

use crate::order::{Order, Status, Time};
use crate::state::Source;
use crate::subject::{self, Subject};
use known::Known;
use std::sync::Arc;
use tries::Try;

/// A moment in the order of arrival. Of two moments the later is the larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// News about an order.
#[derive(Clone, Debug)]
pub struct News {
    /// The order as the news has it.
    pub order: Arc<Order>,
    /// Where the news came from.
    pub source: Source,
    /// For an answer of the status source: when it was asked for.
    pub asked: Option<Moment>,
    /// When it came, by the wall clock; of an answer, when it was asked for.
    pub at: Time,
}

/// What came of a piece of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is about another order.
    OtherOrder,
    /// Nothing new; nobody needs to be asked.
    Known,
    /// It needs the word of the status source (shown as a hint, or withheld where a hint may not show it).
    Ask,
    /// It is confirmed now.
    Confirmed,
    /// An answer that was asked for before the hint came, and doesn't know it: ask again.
    Older,
    /// The source speaks of an older try than one that is known: ask again. It says nothing of the one that is shown.
    Lags,
    /// The answer took a hint back: ask again, the source may only lag.
    TakenBack,
    /// The source contradicts a final status of the stream for the second time.
    Conflict,
}

/// What is known of one order, or of the tries of one purchase.
#[derive(Clone, Debug)]
pub struct Tracking {
    subject: Option<Subject>,
    has_status_source: bool,
    tries: Vec<Try>,
    /// The place of the try that counts.
    counts: usize,
    now: u64,
}

impl Tracking {
    /// Nothing known yet. News about another order than the subject's is dropped.
    pub const fn new(subject: Option<Subject>, has_status_source: bool) -> Self {
        Self {
            subject,
            has_status_source,
            tries: Vec::new(),
            counts: 0,
            now: 0,
        }
    }

    /// Goes on from what is confirmed already, for one who keeps it: a server between two pieces of news.
    pub fn resume(subject: Subject, confirmed: Fact) -> Self {
        let mut tracking = Self::new(Some(subject), false);
        tracking.tries.push(Try::new(Known::of(confirmed)));
        tracking
    }

    fn known(&self) -> Option<&Known> {
        self.tries.get(self.counts).map(|one| &one.known)
    }

    /// What is shown of the try that counts: the hint, else what is confirmed.
    pub fn shown(&self) -> Option<&Fact> {
        self.known()?.shown()
    }

    /// Whether what is shown is confirmed.
    pub fn is_confirmed(&self) -> bool {
        self.known().is_some_and(Known::is_confirmed)
    }

    /// What is confirmed of the try that counts, whatever is shown.
    pub fn confirmed(&self) -> Option<&Fact> {
        self.known()?.confirmed.as_ref()
    }

    /// When that was last confirmed.
    pub fn last_confirmed_at(&self) -> Option<Time> {
        self.known()?.confirmed_at
    }

    /// Whether what is shown came by the stream or the host, and nobody has confirmed it.
    pub fn awaits_confirmation(&self) -> bool {
        let hint = self.known().and_then(|known| known.hint.as_ref());
        hint.is_some_and(|(fact, _)| matches!(fact.source, Source::Stream | Source::Push))
    }

    /// Which order is shown, in which status.
    pub fn shown_as(&self) -> Option<(Option<String>, Status)> {
        let order = &self.shown()?.order;
        Some((order.id.clone(), order.status.clone()))
    }

    /// The order's id: the one that the page named, else the one that the news brought.
    pub fn order_id(&self) -> Option<&str> {
        self.named().or_else(|| self.shown()?.order.id.as_deref())
    }

    /// The order's id, where the page named one: no other order is then meant.
    pub fn named(&self) -> Option<&str> {
        self.subject.as_ref().and_then(Subject::order_id)
    }

    /// Says from now on whether there is a status source; what was confirmed stays.
    pub const fn set_status_source(&mut self, there: bool) {
        self.has_status_source = there;
    }

    /// The present moment, later than all before: to be taken when the source is asked.
    pub const fn moment(&mut self) -> Moment {
        self.now += 1;
        Moment(self.now)
    }

    /// Takes news in.
    pub fn merge(&mut self, news: &News) -> Verdict {
        crate::trap::here("merge");
        if let (Some(named), Some(id)) = (
            self.subject.as_ref().and_then(Subject::order_id),
            &news.order.id,
        ) && !subject::is_same(named, id)
        {
            return Verdict::OtherOrder;
        }
        let moment = self.moment();
        let place = self.place(news);
        let (polled, sourced) = (news.source == Source::Poll, self.has_status_source);
        let Some(one) = self.tries.get_mut(place) else {
            return Verdict::OtherOrder;
        };
        let decides = match news.source {
            Source::Poll => true,
            Source::Stream | Source::Push => !sourced,
            Source::Initial | Source::Redirect => false,
        };
        one.hear(news, moment);
        let verdict = if decides {
            one.known.word(news, sourced)
        } else {
            one.known.hint(news, moment)
        };
        one.revive(polled, moment);
        if polled {
            self.after_answer(place, news.asked.unwrap_or(moment), verdict)
        } else {
            self.after_news(place, verdict)
        }
    }
}
