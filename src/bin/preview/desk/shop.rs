//! What the shop does by itself, and what goes wrong on purpose.

use super::Desk;
use crate::backend::Faults;
use crate::choice::{Visitor, plain};
use leptos::prelude::*;
use leptos::task::spawn_local;
use transak_sandbox::scenario::{Scenario, Side};

impl Desk {
    pub(crate) fn cut(self) {
        self.log.note("Cut the connection.".to_owned());
        spawn_local(async move {
            if let Err(error) = self.backend.cut().await {
                self.log.note(error);
            }
        });
    }

    /// Changes what goes wrong.
    pub(crate) fn set_faults(self, change: impl FnOnce(&mut Faults)) {
        self.faults.update(change);
        let faults = self.faults.get_untracked();
        spawn_local(async move {
            if let Err(error) = self.backend.set_faults(faults).await {
                self.log.note(error);
            }
        });
    }

    /// What this shop does when the person presses an action. Returns whether the tracker may follow the link.
    pub(crate) fn act(self, action: &str) -> bool {
        match action {
            "resume" if self.visitor.get_untracked().follows() => {
                self.log.note("The shop takes over: paid.".to_owned());
                self.step();
            }
            "resume" => {
                self.log
                    .note("The shop takes over: on with the order.".to_owned());
                self.play_anew(Scenario::BankTransfer);
            }
            "retry" => {
                self.log
                    .note("The shop takes over: a new order.".to_owned());
                let side: Side = self.scenario.get_untracked().side();
                self.play_anew(plain(side));
            }
            _ => return true,
        }
        false
    }

    fn play_anew(self, scenario: Scenario) {
        self.scenario.set(scenario);
        self.visitor.set(Visitor::Unknown);
        self.start();
    }
}
