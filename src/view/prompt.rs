//! The prompt: what happened, what it means for the money, what to do now.

use super::element::Tree;
use super::{Look, actions, countdown, deposit, icon};
use crate::order::Status;
use crate::prompt::PromptKind;
use crate::state::State;
use crate::text::{self, Key};

/// `[part="prompt"]`. Its title takes the focus of an action that goes.
pub(super) fn prompt(look: &Look<'_>, tree: &mut Tree) {
    let Some(kind) = look.prompt_kind() else {
        return tree.nothing();
    };
    tree.open();
    badge(look.state, kind, tree);
    tree.open();
    tree.isolated(look.text(title(look.state, kind)));
    tree.close("H2", &[("part", "prompt-title"), ("tabindex", "-1")], "");
    unconfirmed(look, tree);
    tree.open();
    tree.isolated(look.text(body(look.state, kind)));
    tree.close("P", &[("part", "prompt-text")], "");
    reason(look, tree);
    countdown::countdown(look, tree);
    deposit::deposit(look, tree);
    actions::actions(look, kind, tree);
    let attributes = [("part", "prompt"), ("data-prompt", kind.name())];
    tree.close("DIV", &attributes, "");
}

/// What the words depend on.
fn variant(state: &State) -> &'static str {
    text::variant(state.order.as_ref().map(|order| &order.status), state.side)
}

/// The message that is the title.
pub(crate) fn title(state: &State, kind: PromptKind) -> Key<'static> {
    Key::Title(kind, variant(state))
}

/// Whether the order is said to have ended, and nobody has confirmed it.
pub(crate) fn is_rumour(state: &State) -> bool {
    !state.confirmed
        && state
            .order
            .as_ref()
            .is_some_and(|order| order.status.is_final())
}

/// The message that is the text. An end that is only a rumour is told as one: nobody may act on it.
fn body(state: &State, kind: PromptKind) -> Key<'static> {
    if is_rumour(state) && kind != PromptKind::AccountRestricted {
        Key::Label("prompt.unconfirmed")
    } else {
        Key::Text(kind, variant(state))
    }
}

fn unconfirmed(look: &Look<'_>, tree: &mut Tree) {
    if look.state.confirmed || look.state.order.is_none() {
        return tree.nothing();
    }
    tree.leaf(
        "SPAN",
        &[("part", "unconfirmed")],
        look.label("unconfirmed"),
    );
}

/// Transak's reason, of orders that went wrong; it is also set on good ones.
fn reason(look: &Look<'_>, tree: &mut Tree) {
    let Some(order) = &look.state.order else {
        return tree.nothing();
    };
    let told = matches!(
        order.status,
        Status::Failed
            | Status::Cancelled
            | Status::Expired
            | Status::OnHoldPendingDeliveryFromTransak
    );
    let reason = text::clean(order.status_reason.as_deref().unwrap_or_default());
    if !told || reason.is_empty() {
        return tree.nothing();
    }
    tree.open();
    tree.isolated(&reason);
    tree.close(
        "P",
        &[("part", "reason")],
        &[look.label("reason"), " "].concat(),
    );
}

/// The icon of the prompt, in the colour of its tone.
fn badge(state: &State, kind: PromptKind, tree: &mut Tree) {
    let (tone, path) = match kind {
        _ if is_rumour(state) => ("calm", icon::CLOCK),
        PromptKind::Waiting
        | PromptKind::PaymentSent
        | PromptKind::InProgress
        | PromptKind::OnItsWay => ("calm", icon::CLOCK),
        PromptKind::AlreadyVerified | PromptKind::Completed => ("good", icon::CHECK),
        PromptKind::CompletePayment | PromptKind::SendCrypto | PromptKind::FinishPendingOrder => {
            ("calm", icon::ARROW)
        }
        PromptKind::OnHold | PromptKind::AccountRestricted => ("held", icon::BANG),
        PromptKind::TryAnotherCard | PromptKind::TryAnotherMethod | PromptKind::PayoutFailed => {
            ("bad", icon::CROSS)
        }
        PromptKind::StartAgain => ("plain", icon::CROSS),
        PromptKind::Refunded => ("plain", icon::BACK),
    };
    tree.open();
    icon::icon(path, tree);
    tree.close("SPAN", &[("class", "badge"), ("data-tone", tone)], "");
}
