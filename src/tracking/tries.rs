//! The tries of one purchase: which one news is about, which one counts, and what an answer about one says of the others.
//!
//! Invariant: under an order's id there is one try, and all of this changes nothing.

use super::known::Known;
use super::{Moment, News, Tracking, Verdict};
use crate::order::{Status, Time};
use crate::state::Source;
use crate::subject::{self, Outcome};

/// So many tries are remembered; of more, the oldest that don't count are forgotten.
const MOST: usize = 8;

/// One try.
#[derive(Clone, Debug)]
pub(super) struct Try {
    pub(super) known: Known,
    id: Option<String>,
    created_at: Option<Time>,
    /// When it was first heard of; of an answer, when that was asked for; never by what the page knows already.
    arrived: Moment,
    /// When it was last heard of.
    heard: Moment,
    /// The source has since answered about a newer try: this one goes on no more, although nobody said how it ended.
    passed: bool,
}

/// What decides which of several counts.
#[derive(Clone, Copy)]
struct Rank {
    outcome: Outcome,
    placed: (Option<Time>, Moment),
}

impl Rank {
    fn is_newer_than(self, other: Self) -> bool {
        subject::is_newer(self.placed, other.placed)
    }

    /// Whether it counts before the other.
    fn precedes(self, other: Self) -> bool {
        self.outcome > other.outcome || (self.outcome == other.outcome && self.is_newer_than(other))
    }
}

/// Before anything was heard.
const NEVER: Moment = Moment(0);

impl Try {
    pub(super) fn new(known: Known) -> Self {
        Self {
            known,
            id: None,
            created_at: None,
            arrived: NEVER,
            heard: NEVER,
            passed: false,
        }
    }

    /// News about it comes.
    pub(super) fn hear(&mut self, news: &News, moment: Moment) {
        let moment = news.asked.unwrap_or(moment);
        self.heard = self.heard.max(moment);
        // What a page knows already is not the newest for having been given last.
        let is_said = !matches!(news.source, Source::Initial | Source::Redirect);
        if is_said && self.arrived == NEVER {
            self.arrived = moment;
        }
        if self.id.is_none() {
            self.id.clone_from(&news.order.id);
        }
        self.created_at = self.created_at.or(news.order.created_at);
    }

    /// The source spoke of it, or there is a new hint: it counts again as what it is.
    pub(super) fn revive(&mut self, polled: bool, moment: Moment) {
        let hinted = self
            .known
            .hint
            .as_ref()
            .is_some_and(|(_, came)| *came == moment);
        self.passed &= !(polled || hinted);
    }

    fn rank(&self) -> Rank {
        let outcome = match self.known.shown() {
            Some(fact) if !self.passed => Outcome::of(&fact.order.status),
            Some(_) | None => Outcome::Ended,
        };
        Rank {
            outcome,
            placed: (self.created_at, self.arrived),
        }
    }

    /// Whether it may be the order with this id. One that nobody has named yet may be any.
    fn is(&self, id: &str) -> bool {
        self.id
            .as_deref()
            .is_none_or(|known| subject::is_same(known, id))
    }

    /// Whether nothing can replace it.
    fn has_succeeded(&self) -> bool {
        let confirmed = self.known.confirmed.as_ref();
        confirmed.is_some_and(|fact| fact.order.status == Status::Completed)
    }
}

impl Tracking {
    /// The place of the try that the news is about. Without an id it is about the one that is shown.
    pub(super) fn place(&mut self, news: &News) -> usize {
        let known = match &news.order.id {
            Some(id) => self.tries.iter().position(|one| one.is(id)),
            None => (!self.tries.is_empty()).then_some(self.counts),
        };
        known.unwrap_or_else(|| {
            self.forget_one();
            self.tries.push(Try::new(Known::default()));
            self.tries.len() - 1
        })
    }

    /// Makes room for another try.
    fn forget_one(&mut self) {
        if self.tries.len() < MOST {
            return;
        }
        let oldest = usize::from(self.counts == 0);
        self.tries.remove(oldest);
        self.counts = self
            .counts
            .saturating_sub(usize::from(self.counts > oldest));
    }

    /// Finds the try that counts. A completion that is confirmed stays, whatever else completes.
    fn choose(&mut self) {
        if self.tries.get(self.counts).is_some_and(Try::has_succeeded) {
            return;
        }
        // One that is only said to have completed counts after one that has: the source would have named it.
        if let Some(succeeded) = self.tries.iter().position(Try::has_succeeded) {
            self.counts = succeeded;
            return;
        }
        let mut best = 0;
        for (place, one) in self.tries.iter().enumerate() {
            let best_so_far = self.tries.get(best).map(Try::rank);
            let better = best_so_far.is_some_and(|best| one.rank().precedes(best));
            if better {
                best = place;
            }
        }
        self.counts = best;
    }

    /// News that is no answer came about the try at `place`.
    pub(super) fn after_news(&mut self, place: usize, verdict: Verdict) -> Verdict {
        let before = self.counts;
        self.choose();
        if place == self.counts {
            verdict
        } else if self.counts != before {
            // It ended the try that was shown: the source is asked about the one that is shown now.
            Verdict::Ask
        } else {
            Verdict::Known
        }
    }

    /// An answer about the try at `place` came: the source goes by the same rule, so it says something of the others, too.
    pub(super) fn after_answer(
        &mut self,
        place: usize,
        asked: Moment,
        verdict: Verdict,
    ) -> Verdict {
        let shown = self.counts;
        let denied = self.pass_over(place, asked);
        self.choose();
        if place != self.counts {
            let settled = self.tries.get(self.counts).is_some_and(Try::has_succeeded);
            return if settled {
                Verdict::Known
            } else {
                Verdict::Lags
            };
        }
        if verdict == Verdict::Confirmed && denied == Some(shown) {
            return Verdict::TakenBack;
        }
        verdict
    }

    /// Whoever answers about a try says that no older one counts. Returns the place of one whose hint that denies.
    fn pass_over(&mut self, place: usize, asked: Moment) -> Option<usize> {
        let mut denied = None;
        let answered = self.tries.get(place)?.rank();
        for (other, one) in self.tries.iter_mut().enumerate() {
            let is_older = other != place && answered.is_newer_than(one.rank());
            if !is_older || one.heard > asked || one.has_succeeded() {
                continue;
            }
            if one.known.hint.is_some() && one.rank().precedes(answered) {
                one.known.take_back();
                denied = Some(other);
            }
            one.passed = true;
        }
        denied
    }
}
