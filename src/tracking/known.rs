//! What is known of one try, in two layers: what is *confirmed*, and above it what is only a *hint*. Shown is the hint where there is one.
//!
//! Invariants: a confirmed `COMPLETED` or `REFUNDED` never leaves; nothing confirmed moves backward but for a `FAILED`, `CANCELLED`
//! or `EXPIRED` that the status source itself brings back to life; what is confirmed says when.

use super::fact::{Fact, fill};
use super::rule::{self, Next};
use super::{Moment, News, Verdict};
use crate::order::lifecycle::Finality;
use crate::order::{Status, Time};
use crate::state::Source;

/// What is known of one try.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) confirmed: Option<Fact>,
    /// When the status source last spoke of it, or who stands for it.
    pub(super) confirmed_at: Option<Time>,
    /// What is only a hint, and when it came.
    pub(super) hint: Option<(Fact, Moment)>,
    /// A final status of the stream that the source denied, and how often.
    denied: Option<(Status, u8)>,
}

impl Known {
    /// What is confirmed already.
    pub(super) fn of(confirmed: Fact) -> Self {
        Self {
            confirmed_at: Some(confirmed.at),
            confirmed: Some(confirmed),
            ..Self::default()
        }
    }

    /// What is shown: the hint, else what is confirmed.
    pub(super) fn shown(&self) -> Option<&Fact> {
        self.hint
            .as_ref()
            .map(|(fact, _)| fact)
            .or(self.confirmed.as_ref())
    }

    /// Whether what is shown is confirmed.
    pub(super) const fn is_confirmed(&self) -> bool {
        self.hint.is_none() && self.confirmed.is_some()
    }

    /// The word of the one who decides; `sourced`: whether that is a status source.
    pub(super) fn word(&mut self, news: &News, sourced: bool) -> Verdict {
        let polled = news.source == Source::Poll;
        match &mut self.confirmed {
            None => self.confirmed = Some(Fact::first(news)),
            Some(fact) => match rule::next_confirmed(fact, &news.order, polled) {
                Next::Advance => fact.advance(news),
                Next::Same => fact.detail(news),
                Next::Behind => fill(&mut fact.order, &news.order),
            },
        }
        self.confirmed_at = self.confirmed_at.max(Some(news.at));
        self.settle_hint(news.asked, sourced)
    }

    /// What becomes of the hint under what is confirmed now.
    fn settle_hint(&mut self, asked: Option<Moment>, sourced: bool) -> Verdict {
        let Some(confirmed) = &mut self.confirmed else {
            return Verdict::Confirmed;
        };
        if let Some((hint, came)) = &self.hint {
            // Also where only the source's word could bring the order back to life: it may only lag.
            let ahead = rule::next_hint(confirmed, &hint.order, false) == Next::Advance;
            if ahead && !rule::is_settled(&confirmed.order) {
                if sourced && asked.is_none_or(|asked| asked < *came) {
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
    pub(super) fn take_back(&mut self) -> Verdict {
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
    pub(super) fn hint(&mut self, news: &News, moment: Moment) -> Verdict {
        if self
            .denied
            .as_ref()
            .is_some_and(|(status, _)| *status == news.order.status)
        {
            return Verdict::Ask;
        }
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
