//! What follows from what is known now: stop, listen on or start again; ask; show and tell.

use super::{Feed, LISTEN, Output};
use crate::config::StatusSource;
use crate::link::StatusUrl;
use crate::order::lifecycle::{self, Finality};
use crate::prompt::{self, Situation};
use crate::state::State;
use crate::trap;
use std::rc::Rc;

impl Feed {
    /// What follows from what is known now: stop, listen on, start again; ask; tell.
    #[inline(never)]
    pub(super) fn settle(&mut self) {
        trap::here("settle");
        let now = self.now.mono;
        let (stopped, listening) = (self.poll.is_stopped(), self.listen_until.is_some());
        match self.finality() {
            Finality::Hard if !stopped => self.stop(),
            // As long as a hint contradicts it, the questions go on.
            Finality::Soft if !stopped && !listening && self.tracking.is_confirmed() => {
                self.listen_until = Some(now + LISTEN);
                self.poll.settled_for_now(now);
            }
            Finality::Live if stopped || listening => {
                if stopped {
                    self.wish(Output::Subscribe);
                }
                self.listen_until = None;
                self.poll.revived(now);
            }
            Finality::Hard | Finality::Soft | Finality::Live => {}
        }
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
        if let Some(url) = self.address()
            && self.poll.take_turn(self.now.mono)
        {
            self.questions = self.questions.wrapping_add(1);
            self.question = Some((self.questions, self.tracking.moment()));
            self.outputs.push(Output::Ask {
                number: self.questions,
                url: Some(url).filter(|url| !url.is_empty()),
                age: self.poll.age(),
            });
        }
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
        state.last_confirmed_at = self.liveliness.last_confirmed_at();
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
