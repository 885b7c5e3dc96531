//! The stops of a scenario: where the order is, and the way to another.

use super::{Desk, Run};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Desk {
    /// Whether there may be a next step.
    pub(crate) fn can_step(self) -> bool {
        let reached = self.reached.get();
        let left = |run: Run| reached + 1 < run.scenario.steps().len();
        self.followed().is_some_and(left)
    }

    /// To this stop of the scenario: the order that is shown goes forward to it; where it is past it, a new one takes its place.
    pub(crate) fn jump(self, stop: usize) {
        let Some(run) = untrack(|| self.followed()) else {
            return;
        };
        spawn_local(async move {
            match self.backend.taken(&run.identity).await {
                Ok(Some(taken)) if taken <= stop => {
                    if self.take(&run, stop - taken).await {
                        self.reach(&run, stop);
                    }
                }
                _ if !self.is_newest(&run) => {}
                Ok(_) => {
                    self.log
                        .note("An order never goes backward: a new one.".to_owned());
                    self.start_at(stop);
                }
                Err(error) => self.log.note(error),
            }
        });
    }

    /// The order of this run is at least so far. (It may have gone on by itself meanwhile.)
    pub(super) fn reach(self, run: &Run, stop: usize) {
        let last = run.scenario.steps().len().saturating_sub(1);
        if self.is_newest(run) && self.reached.get_untracked() < stop {
            self.reached.set(stop.min(last));
        }
    }

    /// The tracker tells this status. A scenario may come back to one that it had: then it is the next of them.
    pub(crate) fn saw(self, status: &str) {
        let Some(run) = self.run.get_untracked() else {
            return;
        };
        let steps = run.scenario.steps();
        let at = self.reached.get_untracked();
        let mut ahead = steps.iter().enumerate().skip(at);
        if let Some((found, _)) = ahead.find(|(_, step)| step.status == status) {
            self.reach(&run, found);
        }
    }
}
