//! The time that is left to pay. It is shown, never spoken, and never says that an order has expired: only Transak can.

use super::Look;
use super::element::Tree;
use crate::edge::clock;
use crate::order::Time;
use crate::prompt::PromptKind;
use crate::state::State;
use crate::text;

/// What is further away is no plausible end (Transak gives 45 and 60 minutes): the device's clock may be wrong.
pub(crate) const PLAUSIBLE: i64 = 24 * 3_600;
const LONG_AGO: i64 = -PLAUSIBLE;

/// `[role="timer"]`, while a payment is awaited that has an end.
pub(super) fn countdown(look: &Look<'_>, tree: &mut Tree) {
    let Some((end, label)) = end(look.state) else {
        return tree.nothing();
    };
    let text = match left(end) {
        ..=LONG_AGO | PLAUSIBLE.. => return tree.nothing(),
        ..=0 => look.label("countdown.over").to_owned(),
        seconds => text::fill(look.label(label), "time", &text::duration(seconds)),
    };
    let attributes = [
        ("part", "countdown"),
        ("role", "timer"),
        ("aria-live", "off"),
    ];
    tree.open();
    tree.isolated(&text);
    tree.close("P", &attributes, "");
}

/// When the time is up, and the message that says what is left.
pub(crate) fn end(state: &State) -> Option<(Time, &'static str)> {
    let kind = state.prompt.as_ref()?.kind;
    let label = if kind == PromptKind::CompletePayment {
        "countdown.buy"
    } else if kind == PromptKind::SendCrypto {
        "countdown.sell"
    } else {
        return None;
    };
    Some((state.order.as_ref()?.expires_at?, label))
}

/// The seconds until then.
pub(crate) fn left(end: Time) -> i64 {
    end.0.saturating_sub(clock::wall().0).div_euclid(1_000)
}
