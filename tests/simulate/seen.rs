//! What a follower shows, compared with what it showed: nothing steps backward, nothing is confirmed by whom it may not be.

use crate::follower::Cause;
use crate::log::Log;
use crate::rules;
use crate::truth::{is_hard, is_soft};
use crate::watch::Watch;
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
            self.told.other_order();
            self.confirmed = state.confirmed.then(|| order.clone());
        }
        self.shown = Some((order.clone(), state.confirmed));
        let retry = state
            .prompt
            .as_ref()
            .is_some_and(|prompt| prompt.action_names().contains(&"retry"));
        let sure = state.confirmed && is_soft(order.status.code());
        log.check("retry", !retry || sure, || {
            format!("retry is offered while {} is shown", order.status.code())
        });
    }

    /// What was confirmed leaves only for what may follow it.
    fn check_confirmed(&self, state: &State, order: &Order, log: &mut Log) {
        let Some(known) = &self.confirmed else { return };
        let answered = self.cause == Cause::Answer;
        let failed = self
            .shown
            .as_ref()
            .is_some_and(|(before, _)| is_soft(before.status.code()));
        let wrong = rules::after_confirmed(known, order, self.sourced && answered, failed).err();
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
            let right = !answered || !outdated || order.created_at > before.created_at;
            return log.check("hint", right, || {
                "an older answer takes back a newer order".to_owned()
            });
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
            log.check("confirmed", self.cause == Cause::Answer, || {
                format!("{} is confirmed by {:?}", order.status.code(), self.cause)
            });
        }
        self.confirmed = Some(order.clone());
    }
}
