//! What follows from what is known now: stop, listen on or start again; ask; show and tell.

use super::questions::Surroundings;
use super::{Feed, Output, Phase};
use crate::config::StatusSource;
use crate::link::StatusUrl;
use crate::order::lifecycle::{self, Finality};
use crate::prompt::{self, Situation};
use crate::state::State;
use crate::trap;
use std::rc::Rc;

/// How long an order that failed, expired or was cancelled is still listened to, in milliseconds: a refund may follow.
const LISTEN: u64 = 600_000;

impl Feed {
    /// What follows from what is known now: stop, listen on, start again; ask; tell.
    #[inline(never)]
    pub(super) fn settle(&mut self) {
        trap::here("settle");
        let now = self.now.mono;
        let confirmed = self.tracking.is_confirmed();
        match self.finality() {
            Finality::Hard if self.phase == Phase::Ended => self.questions.stop(),
            Finality::Hard => self.end(),
            // As long as a hint contradicts it, it is no end.
            Finality::Soft if confirmed && self.phase == Phase::Following => {
                self.phase = Phase::Listening(now + LISTEN);
                self.questions.watch(now);
            }
            Finality::Live if self.phase != Phase::Following => {
                if self.phase == Phase::Ended {
                    self.wish(Output::Subscribe);
                }
                self.phase = Phase::Following;
                self.questions.revived(now);
            }
            Finality::Soft | Finality::Live => {}
        }
        let goes_on = !confirmed || self.finality() == Finality::Live;
        let page = Surroundings {
            stream_live: self.liveliness.is_live(&self.now),
            hidden: self.hidden,
        };
        self.questions
            .keep_pace(goes_on, page, now, self.now.random);
        self.ask();
        self.tell();
    }

    /// Where to ask, `""` for `fetchOrder`; `None` where nobody can be asked, or not yet.
    #[inline(never)]
    pub(super) fn address(&self) -> Option<String> {
        match self.source.as_ref()? {
            StatusSource::Fetch => Some(String::new()),
            StatusSource::Url(url) => self.filled(url),
        }
    }

    /// An address of the partner's, with the ids filled in; `None` while one that it needs is unknown.
    #[inline(never)]
    pub fn filled(&self, url: &StatusUrl) -> Option<String> {
        url.url(
            self.tracking.order_id(),
            self.follow.as_ref()?.partner_order_id(),
        )
    }

    fn ask(&mut self) {
        if self.suspended {
            return;
        }
        let Some(url) = self.address() else { return };
        let Some(age) = self.questions.ask(self.now.mono) else {
            return;
        };
        self.asked = self.asked.wrapping_add(1);
        self.question = Some((self.asked, self.tracking.moment()));
        self.outputs.push(Output::Ask {
            number: self.asked,
            url: Some(url).filter(|url| !url.is_empty()),
            // What somebody else asked for before a hint came says nothing of it.
            age: if self.tracking.awaits_confirmation() {
                0
            } else {
                age
            },
        });
    }

    fn tell(&mut self) {
        let state = self.derive();
        if state != *self.state {
            let fact = self.tracking.shown();
            self.told.update(&state, fact, &mut self.outputs);
            self.state = Rc::new(state);
            self.outputs.push(Output::Changed);
        }
    }

    #[inline(never)]
    fn derive(&self) -> State {
        let mut state = State::empty(self.follow.is_some());
        state.side = self.side;
        state.confirmed = self.tracking.is_confirmed();
        if let Some(fact) = self.tracking.shown() {
            state.side = fact.order.side.or(self.side);
            state.stage = Some(lifecycle::stage(
                &fact.order.status,
                state.side,
                fact.reached.as_ref(),
            ));
            state.history.clone_from(&fact.history);
            state.order = Some(fact.order.clone());
        }
        state.freshness = self.liveliness.freshness(state.is_final(), &self.now);
        state.last_confirmed_at = self.tracking.last_confirmed_at();
        let situation = Situation {
            followed: state.followed,
            order: state.order.as_deref(),
            side: state.side,
            confirmed: state.confirmed,
            order_id: self.tracking.order_id(),
            user: self.user.as_ref(),
            active_orders: &self.active_orders,
        };
        state.prompt = prompt::prompt(&situation, &self.links);
        state
    }
}
