//! What the host is told: each thing once.

use crate::log::Log;
use transak_order_tracker::feed::event::{ErrorCode, Event};
use transak_order_tracker::state::State;

#[derive(Clone, Debug, Default)]
pub struct Told {
    last: Option<Event>,
    freshness: Option<Event>,
    prompt: Option<Event>,
    /// The ends that were announced, each with its try.
    finals: Vec<(Option<String>, String)>,
    /// The try that was announced last.
    order: Option<String>,
    trouble: Option<ErrorCode>,
    refusals: u32,
}

impl Told {
    /// The source answered with an order: an episode of trouble is over.
    pub fn answered(&mut self) {
        self.trouble = None;
    }

    /// Another mount: episodes begin anew, what was told of the order doesn't.
    pub fn mounted(&mut self, kept: bool) {
        self.trouble = None;
        self.refusals = 0;
        if !kept {
            *self = Self::default();
        }
    }

    /// News may name the try only after it was announced.
    pub fn see(&mut self, state: &State) {
        let id = state.order.as_ref().and_then(|order| order.id.clone());
        self.order = self.order.take().or(id);
    }

    pub fn hear(&mut self, event: &Event, state: &State, log: &mut Log) {
        let again = match event {
            Event::Status(change) => {
                log.check(
                    "events",
                    change.status == state.status_code() && change.confirmed == state.confirmed,
                    || format!("{change:?} while {} is shown", state.status_code()),
                );
                let id = state.order.as_ref().and_then(|order| order.id.clone());
                let same = id.is_none() || self.order.is_none() || id == self.order;
                self.order = id.or(self.order.take());
                let again = same
                    && matches!(&self.last, Some(Event::Status(last))
                    if last.status == change.status && (last.confirmed, change.confirmed) != (false, true));
                self.last = Some(event.clone());
                again
            }
            Event::Final(change) => {
                log.check("events", change.confirmed && state.is_final(), || {
                    format!("{change:?}")
                });
                let end = (self.order.clone(), change.status.clone());
                let again = self.finals.contains(&end);
                self.finals.push(end);
                again
            }
            Event::Freshness { freshness, .. } => {
                log.check("events", *freshness == state.freshness, || {
                    format!("{event:?}")
                });
                let again = matches!(&self.freshness, Some(Event::Freshness { freshness: last, .. }) if last == freshness);
                self.freshness = Some(event.clone());
                again
            }
            Event::Prompt { .. } => self.prompt.replace(event.clone()).as_ref() == Some(event),
            Event::Error {
                code: ErrorCode::StreamRefused,
                ..
            } => {
                self.refusals += 1;
                self.refusals > 1
            }
            Event::Error {
                code: ErrorCode::Conflict | ErrorCode::Config,
                ..
            }
            | Event::User(_) => false,
            Event::Error { code, .. } => self.trouble.replace(*code) == Some(*code),
        };
        log.check("events", !again, || format!("told twice: {event:?}"));
    }
}
