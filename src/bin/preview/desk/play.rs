//! Playing: an order is placed, and goes on step by step.

use super::{Desk, Run};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use transak_order_tracker::web::clock;
use transak_sandbox::scenario::Identity;

/// How long an order that is only pushed waits for its tracker, in steps of 50 ms.
const PATIENCE: u32 = 100;

impl Desk {
    /// Places a new order and follows it.
    pub(crate) fn start(self) {
        self.start_at(0);
    }

    /// The same, and the order is at once at this stop of its scenario.
    pub(super) fn start_at(self, ahead: usize) {
        self.newest.update(|number| *number += 1);
        let run = Run {
            number: self.newest.get_untracked(),
            identity: Identity::new(&uuid()),
            scenario: self.scenario.get_untracked(),
            speed: self.speed.get_untracked(),
            ahead,
            by: self.by.get_untracked(),
            asks: self.asks.get_untracked(),
            visitor: self.visitor.get_untracked(),
        };
        spawn_local(self.play(run));
    }

    /// Where there is a source, the order is there before the tracker asks for it; where there is none, the tracker listens before
    /// anything is said.
    async fn play(self, run: Run) {
        let follows = run.visitor.follows();
        if follows && run.asks {
            self.place(&run).await;
        }
        if !self.is_newest(&run) {
            return;
        }
        self.live.set(false);
        self.reached.set(if run.asks { run.ahead } else { 0 });
        self.run.set(Some(run.clone()));
        if !follows || run.asks {
            return;
        }
        for _ in 0..PATIENCE {
            if self.live.get_untracked() || !self.is_newest(&run) {
                break;
            }
            TimeoutFuture::new(50).await;
        }
        if self.is_newest(&run) {
            self.place(&run).await;
            self.reach(&run, run.ahead);
        }
    }

    pub(super) fn is_newest(self, run: &Run) -> bool {
        self.newest.get_untracked() == run.number
    }

    async fn place(self, run: &Run) {
        match self.backend.place(run).await {
            Ok(()) => self
                .log
                .note(format!("Placed an order: {}.", run.scenario.title())),
            Err(error) => return self.log.note(error),
        }
        self.take(run, run.ahead).await;
    }

    /// Takes so many steps at once. `false` if there were fewer.
    pub(super) async fn take(self, run: &Run, steps: usize) -> bool {
        for _ in 0..steps {
            match self.backend.step(&run.identity).await {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => {
                    self.log.note(error);
                    return false;
                }
            }
        }
        true
    }

    /// The next step of the order that is shown, now.
    pub(crate) fn step(self) {
        let Some(run) = untrack(|| self.followed()) else {
            return;
        };
        let from = self.reached.get_untracked();
        spawn_local(async move {
            match self.backend.step(&run.identity).await {
                Ok(true) => self.reach(&run, from + 1),
                Ok(false) => self
                    .log
                    .note("This scenario has no further step.".to_owned()),
                Err(error) => self.log.note(error),
            }
        });
    }
}

/// A random UUID (version 4).
fn uuid() -> String {
    let [a, b, c, d] = std::array::from_fn(|_| clock::random());
    format!(
        "{a:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{d:08x}",
        b >> 16,
        b & 0xfff,
        0x8000 | (c >> 18),
        c & 0xffff
    )
}
