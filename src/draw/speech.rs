//! What the one live region says: each change of status once, and nothing else but that something was copied.

use super::local::Local;
use crate::seam;
use crate::state::State;
use crate::subject::is_same;
use crate::text;
use crate::view::tools::Notice;
use crate::view::{Look, countdown, deposit, prompt};
use crate::web::intl;
use std::rc::Rc;

/// How long the end of an order may wait for its confirmation before it is told as unconfirmed, in milliseconds.
const PATIENCE: u32 = 2_000;

/// What has been said.
pub(super) struct Speech {
    said: String,
    /// What was said last: the status, and of which try.
    pub(super) said_of: Said,
    /// The end that waits for its confirmation, and whether it has waited long enough.
    unconfirmed: Option<(Said, bool)>,
    copied: bool,
    /// What follows from the person's wish to be told.
    notice: Notice,
    /// The seconds that were left to pay at the last drawing.
    left: i64,
}

/// A status, and the try that has it, where it is known.
#[derive(Clone, Debug)]
pub(super) struct Said {
    status: String,
    order_id: Option<String>,
}

impl Said {
    /// What is shown, to be said.
    pub(super) fn of(state: &State) -> Self {
        Self {
            status: state.status_code().to_owned(),
            order_id: state.order.as_ref().and_then(|order| order.id.clone()),
        }
    }

    /// A status of a try that nobody has named.
    pub(super) const fn status(status: String) -> Self {
        Self {
            status,
            order_id: None,
        }
    }

    /// Whether it is the same status of the same try; one that nobody has named yet may be any.
    fn is(&self, other: &Self) -> bool {
        let ids = self.order_id.as_ref().zip(other.order_id.as_ref());
        self.status == other.status && ids.is_none_or(|(mine, theirs)| is_same(mine, theirs))
    }
}

impl Speech {
    /// Nothing said yet; `said_of` is on the page already.
    pub(super) const fn after(said_of: Said) -> Self {
        Self {
            said: String::new(),
            said_of,
            unconfirmed: None,
            copied: false,
            notice: Notice::Nowhere,
            left: 0,
        }
    }
}

/// When the time that is left is told, in seconds.
const CALLS: [i64; 3] = [180, 60, 30];

/// What the region says now.
pub(super) fn said(look: &Look<'_>, local: &Rc<Local>) -> String {
    let mut speech = local.speech.borrow_mut();
    let now = Said::of(look.state);
    let copied = look.copied;
    if copied.is_some() && !speech.copied {
        speech.said = copied
            .map(|(_, worked)| look.label(deposit::outcome(worked)).to_owned())
            .unwrap_or_default();
    }
    speech.copied = copied.is_some();
    speech.say_what_was_wished(look);
    speech.say_what_is_left(look);
    if speech.said_of.is(&now) {
        speech.unconfirmed = None;
        speech.said_of = now;
    } else if !prompt::is_rumour(look.state) {
        speech.tell(look, "announce", now);
    } else {
        match &speech.unconfirmed {
            Some((end, waited)) if end.is(&now) => {
                if *waited {
                    speech.tell(look, "announce.unconfirmed", now);
                }
            }
            Some(_) | None => {
                speech.unconfirmed = Some((now, false));
                local.after(PATIENCE, lose_patience);
            }
        }
    }
    speech.said.clone()
}

impl Speech {
    /// What follows from a wish to be told; only the second part takes such a wish.
    fn say_what_was_wished(&mut self, look: &Look<'_>) {
        if self.notice != look.notice {
            self.notice = look.notice;
            if let Some(note) = seam::second().and_then(|second| (second.note)(look)) {
                note.clone_into(&mut self.said);
            }
        }
    }

    /// That the time to pay runs out.
    fn say_what_is_left(&mut self, look: &Look<'_>) {
        let Some((end, label)) = countdown::end(look.state) else {
            self.left = 0;
            return;
        };
        let left = countdown::left(end);
        let passed = |call: &&i64| (left..self.left).contains(*call) && left > 0;
        if let Some(&call) = CALLS.iter().rfind(passed) {
            let time = intl::span(&look.settings.locale, call);
            let time = time.unwrap_or_else(|| text::duration(call));
            self.said = text::fill(look.label(label), "time", &time);
        }
        self.left = left;
    }

    fn tell(&mut self, look: &Look<'_>, key: &'static str, now: Said) {
        let title = look
            .prompt_kind()
            .map(|kind| look.text(prompt::title(look.state, kind)));
        let mut said = text::fill(look.label(key), "title", title.unwrap_or_default());
        // A second try that ends like the first: the same words are read again only if the text is another one.
        if said == self.said {
            said.push('\u{a0}');
        }
        self.said = said;
        self.said_of = now;
        self.unconfirmed = None;
    }
}

fn lose_patience(local: &Rc<Local>) {
    if let Some((_, waited)) = &mut local.speech.borrow_mut().unconfirmed {
        *waited = true;
    }
    local.redraw();
}
