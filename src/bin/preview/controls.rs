//! The controls. What changes the order, or how it is followed, starts a new one at once.

use crate::backend;
use crate::choice;
use crate::desk::Desk;
use crate::field::{button, check, section, segments, select};
use crate::media::is_wide;
use leptos::html;
use leptos::prelude::*;

/// The panel.
pub(crate) fn panel(desk: Desk) -> AnyView {
    html::section()
        .class("panel controls")
        .attr("aria-label", "Order")
        .child((
            section("Play an order", true, order(desk)),
            section("How it is followed", is_wide(), following(desk)),
            section("What goes wrong", is_wide(), faults(desk)),
        ))
        .into_any()
}

fn order(desk: Desk) -> AnyView {
    let side = move || desk.scenario.get().side();
    // Only when the side changes: a list that is drawn anew closes under the hand.
    let listed = Memo::new(move |_| side());
    html::div()
        .class("group")
        .child((
            segments("side", "Side", choice::SIDES, side, move |side| {
                desk.scenario.set(choice::plain(side));
                desk.start();
            }),
            select(
                "scenario",
                "Scenario",
                move || choice::scenarios(listed.get()),
                move || desk.scenario.get(),
                move |scenario| {
                    desk.scenario.set(scenario);
                    desk.start();
                },
            ),
            select(
                "speed",
                "Speed",
                || choice::SPEEDS.to_vec(),
                move || desk.speed.get(),
                move |speed| {
                    desk.speed.set(speed);
                    desk.start();
                },
            ),
            paces(desk),
        ))
        .into_any()
}

fn paces(desk: Desk) -> AnyView {
    html::div()
        .class("buttons")
        .child((
            button("start", "Start again", || true, move || desk.start()),
            button(
                "step",
                "Next step",
                move || desk.can_step(),
                move || desk.step(),
            ),
        ))
        .into_any()
}

fn following(desk: Desk) -> AnyView {
    html::div()
        .class("group")
        .child((
            select(
                "user",
                "User",
                || choice::VISITORS.to_vec(),
                move || desk.visitor.get(),
                move |visitor| {
                    desk.visitor.set(visitor);
                    desk.start();
                },
            ),
            segments(
                "follow-by",
                "Followed by",
                choice::FOLLOW_BY,
                move || desk.by.get(),
                move |by| {
                    desk.by.set(by);
                    desk.start();
                },
            ),
            check(
                "status-source",
                "With a status source",
                move || desk.asks.get(),
                move |asks| {
                    desk.asks.set(asks);
                    desk.start();
                },
            ),
        ))
        .into_any()
}

/// With a relay, it is Transak's side that fails: the tracker's line to the relay is not the sandbox's to cut.
fn faults(desk: Desk) -> AnyView {
    let relayed = backend::relay().is_some();
    let (silent, failing) = if relayed {
        ("Webhooks get lost", "Transak’s API answers 500")
    } else {
        ("Stream goes silent", "Status source answers 500")
    };
    let cut = || button("cut", "Cut the connection", || true, move || desk.cut());
    html::div()
        .class("group")
        .child((
            check(
                "silent",
                silent,
                move || desk.faults.get().silent,
                move |silent| desk.set_faults(|faults| faults.silent = silent),
            ),
            check(
                "failing",
                failing,
                move || desk.faults.get().failing,
                move |failing| desk.set_faults(|faults| faults.failing = failing),
            ),
            (!relayed).then(|| html::div().class("buttons").child(cut())),
        ))
        .into_any()
}
