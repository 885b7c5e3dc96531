//! Hearing the partner's own events. It is in the second part: until that has come, such a tracker asks its status source.

use super::Inner;
use crate::web::{events, hub};
use std::rc::Rc;

/// Hears them from where they are now: the order's id may be known only later, and be another one then.
pub(crate) fn listen(inner: &Rc<Inner>) {
    let (Some(events), Some(channel)) = (&inner.events, inner.wished.borrow().clone()) else {
        return;
    };
    let feed = inner.feed.borrow();
    let Some(url) = feed.as_ref().and_then(|feed| feed.filled(events)) else {
        return;
    };
    drop(feed);
    let mut all = inner.subscriptions.borrow_mut();
    if all.iter().any(|one| one.url() == url) {
        return;
    }
    let gone = std::mem::take(&mut *all);
    drop(all);
    // What ends with a subscription may call back.
    drop(gone);
    let listener = Rc::downgrade(inner);
    let subscription = hub::subscribe(&url, events::open, channel, listener);
    inner.subscriptions.borrow_mut().push(subscription);
}
