//! What the one live region says: each change of status once, and nothing else but that something was copied.

use super::local::Local;
use crate::seam;
use crate::text;
use crate::view::tools::Notice;
use crate::view::{Look, countdown, deposit, prompt};
use crate::web::intl;
use std::rc::Rc;

/// How long the end of an order may wait for its confirmation before it is told as a rumour, in milliseconds.
const PATIENCE: u32 = 2_000;

/// What has been said.
pub(super) struct Speech {
    said: String,
    /// The status that was told last.
    pub(super) told: String,
    /// The end that waits for its confirmation, and whether it has waited long enough.
    rumour: Option<(String, bool)>,
    copied: bool,
    /// What follows from the person's wish to be told.
    notice: Notice,
    /// The seconds that were left to pay at the last drawing.
    left: i64,
}

impl Speech {
    /// Nothing said yet; `told` is on the page already.
    pub(super) const fn after(told: String) -> Self {
        Self {
            said: String::new(),
            told,
            rumour: None,
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
    let code = look.state.status_code();
    let copied = look.copied;
    if copied.is_some() && !speech.copied {
        speech.said = copied
            .map(|(_, worked)| look.label(deposit::outcome(worked)).to_owned())
            .unwrap_or_default();
    }
    speech.copied = copied.is_some();
    speech.say_what_was_wished(look);
    speech.say_what_is_left(look);
    if speech.told == code {
        speech.rumour = None;
    } else if !prompt::is_rumour(look.state) {
        speech.tell(look, "announce");
    } else {
        match &speech.rumour {
            Some((rumour, waited)) if rumour == code => {
                if *waited {
                    speech.tell(look, "announce.unconfirmed");
                }
            }
            Some(_) | None => {
                speech.rumour = Some((code.to_owned(), false));
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

    fn tell(&mut self, look: &Look<'_>, key: &'static str) {
        let title = look
            .prompt_kind()
            .map(|kind| look.text(prompt::title(look.state, kind)));
        self.said = text::fill(look.label(key), "title", title.unwrap_or_default());
        look.state.status_code().clone_into(&mut self.told);
        self.rumour = None;
    }
}

fn lose_patience(local: &Rc<Local>) {
    if let Some((_, waited)) = &mut local.speech.borrow_mut().rumour {
        *waited = true;
    }
    local.redraw();
}
