//! What the host is told, each thing once.
//!
//! Invariant: no event holds an order id, a name, an address or any other personal field.

use super::Output;
use crate::order::{Status, Time};
use crate::prompt::{Prompt, PromptKind, UserSignal};
use crate::state::{Freshness, Source, State};
use crate::subject::is_same;
use crate::tracking::Fact;

/// An event for the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `order-status`: the shown status changed, or it became confirmed.
    Status(StatusChange),
    /// `order-final`: a final status is confirmed.
    Final(StatusChange),
    /// `order-prompt`: the prompt changed.
    Prompt {
        /// Its name; `""` for none.
        prompt: &'static str,
        /// The names of its actions.
        actions: Vec<&'static str>,
    },
    /// `order-freshness`.
    Freshness {
        /// How fresh.
        freshness: Freshness,
        /// When something was last confirmed.
        last_confirmed_at: Option<Time>,
    },
    /// `user-signal`.
    User(UserSignal),
    /// `order-error`.
    Error {
        /// What kind.
        code: ErrorCode,
        /// A sentence for the developer.
        message: String,
        /// Whether the tracker goes on trying.
        retrying: bool,
    },
}

/// The detail of `order-status` and `order-final`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// Transak's code.
    pub status: String,
    /// The last code that was another one; `""` at first.
    pub previous: String,
    /// `buy`, `sell` or `""`.
    pub side: &'static str,
    /// The stage's name.
    pub stage: &'static str,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// Where the news came from.
    pub source: &'static str,
    /// When the order took this status.
    pub at: Option<Time>,
    /// Of an end: whether it was there before the order was followed.
    pub again: bool,
}

/// The codes of `order-error` that the core knows of; the loader adds `WASM_BLOCKED` and `INTERNAL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An attribute or property is wrong.
    Config,
    /// The stream's server refuses.
    StreamRefused,
    /// The status source doesn't answer, or not as it should.
    StatusUrl,
    /// 401 or 403.
    Auth,
    /// The status source doesn't know the order.
    NotFound,
    /// The source contradicts a final status of the stream twice.
    Conflict,
}

impl ErrorCode {
    /// The code in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Config => "CONFIG",
            Self::StreamRefused => "STREAM_REFUSED",
            Self::StatusUrl => "STATUS_URL",
            Self::Auth => "AUTH",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
        }
    }
}

/// What was announced.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    status: String,
    previous: String,
    confirmed: bool,
    /// Whether anything was announced that happened while it was followed: not an end that was there before.
    lived: bool,
    /// The try that was announced last.
    order_id: Option<String>,
    /// The ends that were announced, each with its try.
    ends: Vec<(Option<String>, Status)>,
    /// The prompt, and the kinds of its actions.
    prompt: Option<(PromptKind, u8)>,
    freshness: Option<Freshness>,
}

impl Told {
    /// The events that a new state is worth.
    pub(super) fn update(&mut self, state: &State, fact: Option<&Fact>, outputs: &mut Vec<Output>) {
        if let Some(fact) = fact {
            self.status(state, fact, outputs);
        }
        let offered = state.prompt.as_ref();
        let prompt = offered.map(|prompt| (prompt.kind, prompt.offers()));
        if self.prompt != prompt {
            self.prompt = prompt;
            outputs.push(Output::Tell(Event::Prompt {
                prompt: offered.map_or("", |prompt| prompt.kind.name()),
                actions: offered.map(Prompt::action_names).unwrap_or_default(),
            }));
        }
        if state.followed && self.freshness != Some(state.freshness) {
            self.freshness = Some(state.freshness);
            outputs.push(Output::Tell(Event::Freshness {
                freshness: state.freshness,
                last_confirmed_at: state.last_confirmed_at,
            }));
        }
    }

    fn status(&mut self, state: &State, fact: &Fact, outputs: &mut Vec<Output>) {
        let status = &fact.order.status;
        let id = fact.order.id.as_ref();
        // News may name the try only later.
        let another = id
            .zip(self.order_id.as_ref())
            .is_some_and(|(id, last)| !is_same(id, last));
        if self.order_id.is_none() {
            for (whose, _) in &mut self.ends {
                *whose = whose.take().or_else(|| id.cloned());
            }
        }
        self.order_id = id.cloned().or(self.order_id.take());
        let changed = another || self.status != status.code();
        if changed {
            self.previous = std::mem::replace(&mut self.status, status.code().to_owned());
        }
        if changed || (state.confirmed && !self.confirmed) {
            self.lived |= !status.is_final()
                || matches!(fact.source, Source::Stream | Source::Push)
                || (changed && !self.previous.is_empty());
            let change = || StatusChange {
                status: self.status.clone(),
                previous: self.previous.clone(),
                side: state.side_name(),
                stage: state.stage_name(),
                confirmed: state.confirmed,
                source: fact.source.name(),
                at: Some(fact.at),
                again: state.is_final() && !self.lived,
            };
            outputs.push(Output::Tell(Event::Status(change())));
            let end = (self.order_id.clone(), status.clone());
            if state.is_final() && !self.ends.contains(&end) {
                outputs.push(Output::Tell(Event::Final(change())));
                self.ends.push(end);
            }
        }
        self.confirmed = state.confirmed;
    }
}
