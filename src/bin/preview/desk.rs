//! The desk: what is set, which order is being played, and what the tracker said.
//!
//! Invariant: a run that another one has replaced does nothing any more.

use crate::backend::{Backend, Faults};
use crate::choice::{FollowBy, Visitor, plain};
use crate::log::Log;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use transak_order_tracker::web::clock;
use transak_sandbox::scenario::{Identity, Scenario, Side};

/// One order that is played, and how it is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) number: u32,
    pub(crate) identity: Identity,
    pub(crate) scenario: Scenario,
    /// How much faster than life; 0: by hand.
    pub(crate) speed: u32,
    pub(crate) by: FollowBy,
    /// Whether the tracker has a status source.
    pub(crate) asks: bool,
    pub(crate) visitor: Visitor,
}

/// Everything that the page's parts share.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) backend: Backend,
    pub(crate) scenario: RwSignal<Scenario>,
    pub(crate) speed: RwSignal<u32>,
    pub(crate) by: RwSignal<FollowBy>,
    pub(crate) asks: RwSignal<bool>,
    pub(crate) visitor: RwSignal<Visitor>,
    pub(crate) theme: RwSignal<&'static str>,
    pub(crate) layout: RwSignal<&'static str>,
    pub(crate) locale: RwSignal<&'static str>,
    /// The width of the tracker's place; `None`: as it comes.
    pub(crate) width: RwSignal<Option<u32>>,
    pub(crate) faults: RwSignal<Faults>,
    /// What is shown.
    pub(crate) run: RwSignal<Option<Run>>,
    /// Whether the present tracker has said that its stream is live.
    pub(crate) live: RwSignal<bool>,
    /// The status that the present tracker told last.
    pub(crate) status: RwSignal<String>,
    pub(crate) log: Log,
    /// The number of the newest run.
    newest: RwSignal<u32>,
}

/// How long an order that is only pushed waits for its tracker, in steps of 50 ms.
const PATIENCE: u32 = 100;

impl Desk {
    pub(crate) fn new(backend: Backend) -> Self {
        Self {
            backend,
            scenario: RwSignal::new(Scenario::Card),
            // The whole way of a card order in some 22 seconds.
            speed: RwSignal::new(4),
            by: RwSignal::new(FollowBy::OrderId),
            asks: RwSignal::new(true),
            visitor: RwSignal::new(Visitor::Unknown),
            theme: RwSignal::new("auto"),
            layout: RwSignal::new("full"),
            locale: RwSignal::new(""),
            width: RwSignal::new(None),
            faults: RwSignal::new(Faults::default()),
            run: RwSignal::new(None),
            live: RwSignal::new(false),
            status: RwSignal::new(String::new()),
            log: Log::new(),
            newest: RwSignal::new(0),
        }
    }

    /// Places a new order and follows it.
    pub(crate) fn start(self) {
        self.newest.update(|number| *number += 1);
        let run = Run {
            number: self.newest.get_untracked(),
            identity: Identity::new(&uuid()),
            scenario: self.scenario.get_untracked(),
            speed: self.speed.get_untracked(),
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
        self.status.set(String::new());
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
        }
    }

    fn is_newest(self, run: &Run) -> bool {
        self.newest.get_untracked() == run.number
    }

    async fn place(self, run: &Run) {
        match self.backend.place(run).await {
            Ok(()) => self
                .log
                .note(format!("Placed an order: {}.", run.scenario.title())),
            Err(error) => self.log.note(error),
        }
    }

    /// The next step of the order that is shown, now.
    pub(crate) fn step(self) {
        let Some(run) = self.run.get_untracked().filter(|run| run.visitor.follows()) else {
            return;
        };
        spawn_local(async move {
            match self.backend.step(&run.identity).await {
                Ok(true) => {}
                Ok(false) => self
                    .log
                    .note("This scenario has no further step.".to_owned()),
                Err(error) => self.log.note(error),
            }
        });
    }

    /// Whether there may be a next step: every scenario ends with a status that it had not before.
    pub(crate) fn can_step(self) -> bool {
        let status = self.status.get();
        self.run.with(|run| {
            let run = run.as_ref().filter(|run| run.visitor.follows());
            run.is_some_and(|run| {
                let last = run.scenario.steps().last().map(|step| step.status);
                last != Some(status.as_str())
            })
        })
    }

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
