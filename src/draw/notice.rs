//! Telling the person of the end, where that was asked for and the page is out of sight. It is in the second part.
//!
//! Invariant: nothing is asked of the browser before the person's press, and nothing but a confirmed end is told.

use super::local::Local;
use crate::view::tools::Notice;
use crate::view::{Look, prompt};
use crate::web::notice;
use std::rc::Rc;

/// Whether it may be asked for.
pub(super) fn first() -> Notice {
    if notice::has_tab() {
        Notice::Off
    } else {
        Notice::Nowhere
    }
}

/// The press on the button.
pub(super) fn turn(local: &Rc<Local>) {
    if local.notice.get() != Notice::Off {
        local.notice.set(Notice::Off);
        return local.redraw();
    }
    let weak = Rc::downgrade(local);
    let done = move |granted| {
        if let Some(local) = weak.upgrade() {
            local.notice.set(if granted {
                Notice::On
            } else {
                Notice::TitleOnly
            });
            local.redraw();
        }
    };
    notice::ask(Box::new(done));
}

/// Tells of the end, once.
pub(crate) fn tell_end(look: &Look<'_>, local: &Local) {
    let by_notification = match look.notice {
        Notice::Nowhere | Notice::Off => return,
        Notice::On => true,
        Notice::TitleOnly => false,
    };
    let Some(kind) = look.prompt_kind().filter(|_| look.state.is_final()) else {
        return;
    };
    local.notice.set(Notice::Off);
    if !notice::is_seen() {
        let title = look.text(prompt::title(look.state, kind));
        notice::raise(title, by_notification, &look.settings.badge);
    }
}
