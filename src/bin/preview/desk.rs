//! The desk: what is set, which order is being played, and what the tracker said.
//!
//! Invariant: a run that another one has replaced does nothing any more.

mod play;
mod shop;
mod stops;

use crate::backend::{Backend, Faults};
use crate::choice::{Direction, FollowBy, Visitor};
use crate::language::Speech;
use crate::log::Log;
use crate::theme::Custom;
use leptos::prelude::*;
use transak_sandbox::scenario::{Identity, Scenario};

/// One order that is played, and how it is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) number: u32,
    pub(crate) identity: Identity,
    pub(crate) scenario: Scenario,
    /// How much faster than life; 0: by hand.
    pub(crate) speed: u32,
    /// How many steps it takes as soon as it is placed.
    pub(crate) ahead: usize,
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
    /// Whether every layout is shown.
    pub(crate) compare: RwSignal<bool>,
    pub(crate) locale: RwSignal<&'static str>,
    pub(crate) direction: RwSignal<Direction>,
    pub(crate) speech: RwSignal<Speech>,
    /// The custom properties that are set.
    pub(crate) custom: RwSignal<Custom>,
    /// The width of the tracker's place; `None`: as it comes.
    pub(crate) width: RwSignal<Option<u32>>,
    pub(crate) faults: RwSignal<Faults>,
    /// What is shown.
    pub(crate) run: RwSignal<Option<Run>>,
    /// Whether the present tracker has said that its stream is live.
    pub(crate) live: RwSignal<bool>,
    /// The index of the scenario's step that the order has come to, as far as the page knows.
    pub(crate) reached: RwSignal<usize>,
    pub(crate) log: Log,
    /// The number of the newest run.
    pub(crate) newest: RwSignal<u32>,
}

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
            compare: RwSignal::new(false),
            locale: RwSignal::new(""),
            direction: RwSignal::new(Direction::Auto),
            speech: RwSignal::new(Speech::default()),
            custom: RwSignal::new(Custom::new()),
            width: RwSignal::new(None),
            faults: RwSignal::new(Faults::default()),
            run: RwSignal::new(None),
            live: RwSignal::new(false),
            reached: RwSignal::new(0),
            log: Log::new(),
            newest: RwSignal::new(0),
        }
    }

    /// What is shown, if it is an order.
    pub(crate) fn followed(self) -> Option<Run> {
        self.run.get().filter(|run| run.visitor.follows())
    }
}
