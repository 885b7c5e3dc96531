//! What a follower shows, compared with what it showed: nothing steps backward, nothing is confirmed by whom it may not be.

use crate::follower::Cause;
use crate::log::Log;
use crate::rules;
use crate::truth::{COMPLETED, is_hard, is_soft, weight};
use crate::watch::{Watch, knows};
use std::sync::Arc;
use transak_order_tracker::order::Order;
use transak_order_tracker::state::State;

impl Watch {
    /// Compares what is shown with what was shown.
    pub fn see(&mut self, state: &State, log: &mut Log) {
        let Some(order) = &state.order else {
            log.check("shown", self.shown.is_none(), || {
                "what was shown is gone".to_owned()
            });
            return;
        };
        self.check_try(order, state.confirmed, log);
        self.check_confirmed(state, order, log);
        self.check_hint(state, order, log);
        self.confirm(state, order, log);
        let other = self
            .shown
            .as_ref()
            .is_some_and(|(before, _)| !rules::is_same(before, order));
        let changed = self
            .shown
            .as_ref()
            .is_none_or(|(before, _)| before.status != order.status);
        if changed || other {
            self.hinted_at = self.step;
        }
        if other {
            self.confirmed = state.confirmed.then(|| order.clone());
        }
        self.shown = Some((order.clone(), state.confirmed));
        self.told.see(state);
        let retry = state
            .prompt
            .as_ref()
            .is_some_and(|prompt| prompt.action_names().contains(&"retry"));
        if retry {
            self.check_retry(order, log);
        }
        let timed = !state.confirmed || state.last_confirmed_at.is_some();
        log.check("confirmed", timed, || {
            "confirmed, but nobody knows when".to_owned()
        });
        let sure = state.confirmed && is_soft(order.status.code());
        log.check("retry", !retry || sure, || {
            format!("retry is offered while {} is shown", order.status.code())
        });
    }

    /// Of several tries the one that counts is shown.
    fn check_try(&self, order: &Order, is_sure: bool, log: &mut Log) {
        let Some((before, confirmed)) = &self.shown else {
            return;
        };
        // One that has completed, by the source, counts before one that was only said to have.
        let has_succeeded = is_sure && order.status.code() == COMPLETED && !confirmed;
        if rules::is_same(before, order) || has_succeeded {
            return;
        }
        // An answer that was asked for before the present hint came doesn't pass it over.
        let counts = *confirmed || self.answered_at >= self.hinted_at;
        let about = self.about.as_deref().filter(|_| counts);
        // It may have ended by the news that made another count.
        let ended = |one: &&Arc<Order>| one.id == before.id && weight(one.status.code()) == 0;
        let heard = self.heard.iter().find(ended);
        let before = heard.unwrap_or(before);
        if let Err(wrong) = rules::another_try(before, order, about) {
            log.broken("tries", || {
                let (now, before) = (order.status.code(), before.status.code());
                format!("{wrong}: {now} after {before}")
            });
        }
    }

    /// As long as a newer try is known that has not ended, nobody is led into paying for another.
    fn check_retry(&self, order: &Order, log: &mut Log) {
        let has_ended = |one: &Order| {
            let mut ends = self.heard.iter().filter(|end| end.id == one.id);
            ends.any(|end| weight(end.status.code()) == 0)
        };
        let newer = self.heard.iter().find(|one| {
            one.created_at > order.created_at && !rules::is_same(one, order) && !has_ended(one)
        });
        if let Some(newer) = newer {
            log.broken("retry", || {
                format!(
                    "retry is offered while a newer try is {}",
                    newer.status.code()
                )
            });
        }
    }

    /// What was confirmed leaves only for what may follow it.
    fn check_confirmed(&self, state: &State, order: &Order, log: &mut Log) {
        let Some(known) = &self.confirmed else { return };
        if !rules::is_same(known, order) {
            let completed = known.status.code() == COMPLETED;
            return log.check("backward", !completed, || {
                "another try takes the place of a completed one".to_owned()
            });
        }
        let answered = self.cause == Cause::Answer;
        let wrong = rules::after_confirmed(known, order, self.sourced && answered).err();
        // A hint that is taken back leaves what was confirmed before.
        let same = rules::is_same(known, order) && known.status == order.status;
        let back = answered && state.confirmed && same;
        if let Some(wrong) = wrong.filter(|_| !back) {
            log.broken("backward", || {
                let (now, before) = (order.status.code(), known.status.code());
                format!("{wrong}: {now} after {before}")
            });
        }
    }

    /// A hint goes back only by an answer that was asked for after it came.
    fn check_hint(&self, state: &State, order: &Order, log: &mut Log) {
        let Some((before, false)) = &self.shown else {
            return;
        };
        let answered = self.cause == Cause::Answer;
        let outdated = self.answered_at < self.hinted_at;
        if !rules::is_same(before, order) {
            return;
        }
        if let Err(wrong) = rules::forward(before, order) {
            // What has ended for good leaves for nothing, whatever came meanwhile.
            let for_good = state.confirmed && is_hard(order.status.code());
            log.check("hint", answered && (!outdated || for_good), || {
                let (now, before) = (order.status.code(), before.status.code());
                format!("{wrong} by {:?}: {now} after the hint {before}", self.cause)
            });
        }
    }

    fn confirm(&mut self, state: &State, order: &Arc<Order>, log: &mut Log) {
        if !state.confirmed {
            return;
        }
        let is_new = self
            .confirmed
            .as_ref()
            .is_none_or(|known| known.status != order.status || !rules::is_same(known, order));
        if is_new && self.sourced {
            // What the source said before of another try still holds.
            let said = self.cause == Cause::Answer || knows(&self.said, order);
            log.check("confirmed", said, || {
                format!("{} is confirmed by {:?}", order.status.code(), self.cause)
            });
        }
        self.confirmed = Some(order.clone());
    }
}
