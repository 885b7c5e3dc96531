//! The controls. What changes the order, or how it is followed, starts a new one at once.

use crate::choice;
use crate::desk::Desk;
use crate::field::{button, check, segments, select};
use leptos::prelude::*;
use leptos::{ev, html};

/// The width that the slider shows while none is set.
const USUAL_WIDTH: u32 = 560;

/// The panel.
pub(crate) fn panel(desk: Desk) -> AnyView {
    html::section()
        .class("panel controls")
        .attr("aria-labelledby", "controls-title")
        .child((
            html::h2().id("controls-title").child("Play an order"),
            order(desk),
            html::h2().child("How it is followed"),
            following(desk),
            html::h2().child("How it looks"),
            look(desk),
            html::h2().child("What goes wrong"),
            faults(desk),
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
            html::div().class("buttons").child((
                button("start", "Start again", || true, move || desk.start()),
                button(
                    "step",
                    "Next step",
                    move || desk.can_step(),
                    move || desk.step(),
                ),
            )),
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

fn look(desk: Desk) -> AnyView {
    html::div()
        .class("group")
        .child((
            segments(
                "theme",
                "Theme",
                choice::THEMES,
                move || desk.theme.get(),
                move |theme| desk.theme.set(theme),
            ),
            segments(
                "layout",
                "Layout",
                choice::LAYOUTS,
                move || desk.layout.get(),
                move |layout| desk.layout.set(layout),
            ),
            select(
                "locale",
                "Locale",
                || choice::LOCALES.to_vec(),
                move || desk.locale.get(),
                move |locale| desk.locale.set(locale),
            ),
            width(desk),
        ))
        .into_any()
}

fn width(desk: Desk) -> AnyView {
    let shown = move || match desk.width.get() {
        Some(width) => format!("{width} px"),
        None => "fits its place".to_owned(),
    };
    let slider = html::input()
        .r#type("range")
        .attr("min", "240")
        .attr("max", "1200")
        .attr("step", "10")
        .attr("data-control", "width")
        .prop("value", move || {
            desk.width.get().unwrap_or(USUAL_WIDTH).to_string()
        })
        .on(ev::input, move |event| {
            desk.width.set(event_target_value(&event).parse().ok());
        });
    html::div()
        .class("field")
        .child((
            html::label().class("width").child((
                html::span().child(("Width: ", html::output().child(shown))),
                slider,
            )),
            button(
                "fit",
                "Fit to its place",
                move || desk.width.get().is_some(),
                move || desk.width.set(None),
            ),
        ))
        .into_any()
}

fn faults(desk: Desk) -> AnyView {
    html::div()
        .class("group")
        .child((
            check(
                "silent",
                "Stream goes silent",
                move || desk.faults.get().silent,
                move |silent| desk.set_faults(|faults| faults.silent = silent),
            ),
            check(
                "failing",
                "Status source answers 500",
                move || desk.faults.get().failing,
                move |failing| desk.set_faults(|faults| faults.failing = failing),
            ),
            html::div().class("buttons").child(button(
                "cut",
                "Cut the connection",
                || true,
                move || desk.cut(),
            )),
        ))
        .into_any()
}
