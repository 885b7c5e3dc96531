//! What is known of the order, from whom, and how sure: the merge rule.
//!
//! Two layers: what is *confirmed*, and above it what is only a *hint*. Shown is the hint where there is one.
//!
//! Invariants: a confirmed `COMPLETED` or `REFUNDED` never leaves; nothing confirmed moves backward but for a `FAILED`, `CANCELLED`
//! or `EXPIRED` that the status source itself brings back to life; time never changes a status.

mod rule;

use crate::order::lifecycle::Finality;
use crate::order::{Order, Status, Time};
use crate::state::{Happening, Source};
use rule::Next;
use std::sync::Arc;

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
    /// When it came, by the wall clock.
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
    /// The answer took a hint back: ask again, the source may only lag.
    TakenBack,
    /// The source contradicts a final status of the stream for the second time.
    Conflict,
}

/// One layer of what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The order.
    pub order: Arc<Order>,
    /// The furthest live status on the way.
    pub reached: Option<Status>,
    /// What happened, oldest first.
    pub history: Vec<Happening>,
    /// Who said it.
    pub source: Source,
    /// When the order changed, by Transak's clock where the news says so, else when it came.
    pub at: Time,
}

/// What is known of one order.
#[derive(Clone, Debug)]
pub struct Tracking {
    has_status_source: bool,
    order_id: Option<String>,
    confirmed: Option<Fact>,
    hint: Option<(Fact, Moment)>,
    /// A final status of the stream that the source denied, and how often.
    denied: Option<(Status, u8)>,
    now: u64,
}

impl Tracking {
    /// Nothing known yet. `order_id` is the one that the page named: news about another is dropped.
    pub const fn new(order_id: Option<String>, has_status_source: bool) -> Self {
        Self {
            has_status_source,
            order_id,
            confirmed: None,
            hint: None,
            denied: None,
            now: 0,
        }
    }

    /// Goes on from what is confirmed already, for one who keeps it: a server between two pieces of news.
    pub fn resume(order_id: Option<String>, confirmed: Fact) -> Self {
        let mut tracking = Self::new(order_id, false);
        tracking.confirmed = Some(confirmed);
        tracking
    }

    /// What is shown: the hint, else what is confirmed.
    pub fn shown(&self) -> Option<&Fact> {
        self.hint
            .as_ref()
            .map(|(fact, _)| fact)
            .or(self.confirmed.as_ref())
    }

    /// Whether what is shown is confirmed.
    pub const fn is_confirmed(&self) -> bool {
        self.hint.is_none() && self.confirmed.is_some()
    }

    /// What is confirmed, whatever is shown.
    pub const fn confirmed(&self) -> Option<&Fact> {
        self.confirmed.as_ref()
    }

    /// The order's id: the one that the page named, else the one that the news brought.
    pub fn order_id(&self) -> Option<&str> {
        self.order_id
            .as_deref()
            .or_else(|| self.shown()?.order.id.as_deref())
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
        if self.is_outdated(news) {
            return Verdict::Older;
        }
        if !self.is_about(news) {
            return Verdict::OtherOrder;
        }
        match news.source {
            Source::Poll => self.word(news),
            Source::Stream | Source::Push if !self.has_status_source => self.word(news),
            Source::Stream | Source::Push | Source::Initial | Source::Redirect => self.hint(news),
        }
    }

    /// Whether the news is about the order that is followed. Under a partner reference a newer order takes the place of one that
    /// came to nothing, and of any that has not ended for good on the word of the source: everything known is let go then.
    fn is_about(&mut self, news: &News) -> bool {
        let Some(id) = &news.order.id else {
            return true;
        };
        if let Some(named) = &self.order_id {
            return named.eq_ignore_ascii_case(id);
        }
        let Some(shown) = self.shown() else {
            return true;
        };
        if shown
            .order
            .id
            .as_ref()
            .is_none_or(|known| known.eq_ignore_ascii_case(id))
        {
            return true;
        }
        let later = rule::is_later(&news.order, &shown.order);
        let gives_way = if news.source == Source::Poll {
            // The source answers for the reference: what it doesn't speak of any more came to nothing, also where nobody told.
            self.confirmed
                .as_ref()
                .is_none_or(|fact| later && !rule::is_settled(&fact.order))
        } else {
            later && shown.order.status.finality() == Finality::Soft
        };
        if gives_way {
            self.confirmed = None;
            self.hint = None;
            self.denied = None;
        }
        gives_way
    }

    /// Whether it is an answer about a former order, asked for before the newer one was heard of.
    fn is_outdated(&self, news: &News) -> bool {
        let (Some((hint, came)), Some(asked)) = (&self.hint, news.asked) else {
            return false;
        };
        let other =
            news.order.id.is_some() && hint.order.id.is_some() && news.order.id != hint.order.id;
        other
            && asked < *came
            && self.order_id.is_none()
            && !rule::is_later(&news.order, &hint.order)
    }

    /// The word of the one who decides.
    fn word(&mut self, news: &News) -> Verdict {
        let polled = news.source == Source::Poll;
        match &mut self.confirmed {
            None => self.confirmed = Some(Fact::first(news)),
            Some(fact) => match rule::next_confirmed(fact, &news.order, polled) {
                Next::Advance => fact.advance(news),
                Next::Same => fact.detail(news),
                Next::Behind => fill(&mut fact.order, &news.order),
            },
        }
        self.settle_hint(news.asked)
    }

    /// What becomes of the hint under what is confirmed now.
    fn settle_hint(&mut self, asked: Option<Moment>) -> Verdict {
        let Some(confirmed) = &mut self.confirmed else {
            return Verdict::Confirmed;
        };
        if let Some((hint, came)) = &self.hint {
            // Also where only the source's word could bring the order back to life: it may only lag.
            let ahead = rule::next_hint(confirmed, &hint.order, false) == Next::Advance;
            if ahead && !rule::is_settled(&confirmed.order) {
                let older = self.has_status_source && asked.is_none_or(|asked| asked < *came);
                if older {
                    return Verdict::Older;
                }
                return self.take_back();
            }
            // A source may answer with little more than the status. What a page's query says is not worth keeping.
            if hint.source != Source::Redirect {
                fill(&mut confirmed.order, &hint.order);
            }
            // The way that the stream told to what is confirmed now is the order's way.
            if hint.order.status == confirmed.order.status
                && hint.history.len() > confirmed.history.len()
            {
                confirmed.reached.clone_from(&hint.reached);
                confirmed.history.clone_from(&hint.history);
            }
            self.hint = None;
        }
        self.second_denial()
    }

    /// The hint was wrong.
    fn take_back(&mut self) -> Verdict {
        match self.hint.take() {
            Some((hint, _)) if matches!(hint.source, Source::Stream | Source::Push) => {
                if hint.order.status.is_final() {
                    self.denied = Some((hint.order.status.clone(), 1));
                }
                Verdict::TakenBack
            }
            Some(_) | None => Verdict::Confirmed,
        }
    }

    /// Whether an answer denies for the second time what the stream said.
    fn second_denial(&mut self) -> Verdict {
        let (Some((denied, times)), Some(confirmed)) = (&mut self.denied, &self.confirmed) else {
            return Verdict::Confirmed;
        };
        let status = &confirmed.order.status;
        if denied == status || status.finality() == Finality::Hard {
            self.denied = None;
            return Verdict::Confirmed;
        }
        *times = times.saturating_add(1);
        if *times == 2 {
            Verdict::Conflict
        } else {
            Verdict::TakenBack
        }
    }

    /// News that needs the word of another.
    fn hint(&mut self, news: &News) -> Verdict {
        if self
            .denied
            .as_ref()
            .is_some_and(|(status, _)| *status == news.order.status)
        {
            return Verdict::Ask;
        }
        let moment = self.moment();
        let confirmed = self.is_confirmed();
        let Some(shown) = self.shown() else {
            self.hint = Some((Fact::first(news), moment));
            return Verdict::Ask;
        };
        let mut next = rule::next_hint(shown, &news.order, confirmed);
        // A hint on top of a hint: what is confirmed has to allow it too.
        if let Some(fact) = &self.confirmed
            && rule::next_confirmed(fact, &news.order, false) == Next::Behind
            && next == Next::Advance
        {
            next = Next::Behind;
        }
        match next {
            Next::Advance => {
                let mut fact = shown.clone();
                fact.advance(news);
                self.hint = Some((fact, moment));
                Verdict::Ask
            }
            Next::Same if confirmed => Verdict::Known,
            Next::Same => {
                // The moment stays the first one's: else repeated hints would make every answer look too old.
                if let Some((fact, _)) = &mut self.hint {
                    fact.detail(news);
                }
                Verdict::Ask
            }
            Next::Behind
                if shown.knows(&news.order.status)
                    || (confirmed && rule::is_settled(&shown.order)) =>
            {
                Verdict::Known
            }
            Next::Behind => Verdict::Ask,
        }
    }
}

/// Takes from `other` what is not known of the order.
#[inline(never)]
fn fill(order: &mut Arc<Order>, other: &Order) {
    Arc::make_mut(order).fill_from(other);
}

impl Fact {
    fn first(news: &News) -> Self {
        let mut fact = Self {
            order: news.order.clone(),
            reached: None,
            history: Vec::new(),
            source: news.source,
            at: news.at,
        };
        if news.order.status != Status::AwaitingPaymentFromUser
            && let Some(created) = news.order.created_at
        {
            fact.history.push(Happening {
                status: Status::AwaitingPaymentFromUser,
                at: created,
            });
        }
        fact.happen(news);
        fact
    }

    /// The news is about a new status.
    fn happen(&mut self, news: &News) {
        let status = &news.order.status;
        self.at = rule::happened_at(news);
        self.source = news.source;
        if self.history.len() < rule::MAX_HISTORY {
            self.history.push(Happening {
                status: status.clone(),
                at: self.at,
            });
        }
        if rule::is_way(status) {
            self.reached = Some(status.clone());
        }
    }

    /// Moves on by the news.
    fn advance(&mut self, news: &News) {
        let mut order = news.order.clone();
        fill(&mut order, &self.order);
        self.order = order;
        self.happen(news);
    }

    /// Takes the details of news of the same status.
    fn detail(&mut self, news: &News) {
        if rule::is_older(&news.order, &self.order) {
            return fill(&mut self.order, &news.order);
        }
        let mut order = news.order.clone();
        let details = Arc::make_mut(&mut order);
        details.fill_from(&self.order);
        details.updated_at = details.updated_at.or(self.order.updated_at);
        self.order = order;
    }

    /// Whether the order has been in this status.
    fn knows(&self, status: &Status) -> bool {
        self.history
            .iter()
            .any(|happening| happening.status == *status)
    }
}
