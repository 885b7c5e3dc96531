//! What is wrong, as the host is told: once an episode.

use super::event::{ErrorCode, Event};
use super::questions::{Failure, Trouble};
use super::{Feed, Output};
use crate::order::time::push_number;

impl Feed {
    #[inline(never)]
    pub(super) fn failed(&mut self, failure: Failure) {
        let Some(trouble) = self
            .questions
            .failed(failure, self.now.mono, self.now.random)
        else {
            return;
        };
        let (code, what) = match trouble {
            Trouble::Auth => (ErrorCode::Auth, "The status source answers 401 or 403."),
            Trouble::NotFound => (
                ErrorCode::NotFound,
                "The status source does not know this order.",
            ),
            Trouble::StatusUrl(what) => (ErrorCode::StatusUrl, what),
        };
        self.error(code, what, true);
    }

    pub(super) fn stream_refused(&mut self, code: u16) {
        if !std::mem::replace(&mut self.refusal_told, true) {
            let mut message = "The stream's server refuses this page or channel (code ".to_owned();
            push_number(&mut message, code.into(), 1);
            message.push_str(").");
            self.error(ErrorCode::StreamRefused, &message, false);
        }
    }

    pub(super) fn wrong_channel(&mut self) {
        if !std::mem::replace(&mut self.wrong_channel_told, true) {
            self.error(ErrorCode::Config, "The channel carries tokens for a backend, not an order: check order-id, api-key and partner-order-id.", false);
        }
    }

    #[inline(never)]
    pub(super) fn error(&mut self, code: ErrorCode, message: &str, retrying: bool) {
        self.outputs.push(Output::Tell(Event::Error {
            code,
            message: message.to_owned(),
            retrying,
        }));
    }
}
