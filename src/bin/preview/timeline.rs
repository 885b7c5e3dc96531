//! The scenario as a line of stops: the order can be sent to any of them.

use crate::desk::Desk;
use leptos::prelude::*;
use leptos::{ev, html};
use transak_order_tracker::order::{Side, Status};
use transak_order_tracker::text::{Key, text};
use transak_sandbox::scenario::{self, Step};

/// The panel.
pub(crate) fn panel(desk: Desk) -> AnyView {
    let scenario = Memo::new(move |_| desk.scenario.get());
    let stops = move || {
        let side = side(scenario.get().side());
        let steps = scenario.get().steps().into_iter().enumerate();
        let stop = |(index, step)| stop(desk, index, step, side);
        steps.map(stop).collect_view()
    };
    let hint = move || {
        if desk.followed().is_some() {
            "A later stop is sent at once. An order never goes backward: an earlier one places a new order and plays up to there."
        } else {
            "No order is followed: there is nothing to play."
        }
    };
    html::section()
        .class("panel timeline")
        .attr("aria-labelledby", "timeline-title")
        .child((
            html::h2()
                .id("timeline-title")
                .child(move || scenario.get().title()),
            html::ol().class("stops").child(stops),
            html::p().class("hint").child(hint),
        ))
        .into_any()
}

fn stop(desk: Desk, index: usize, step: Step, side: Side) -> AnyView {
    let place = move || {
        desk.followed()?;
        Some(desk.reached.get().cmp(&index))
    };
    let current = move || place().is_some_and(std::cmp::Ordering::is_eq);
    let passed = move || place().is_some_and(std::cmp::Ordering::is_gt);
    let name = Status::parse(step.status)
        .map(|status| text(Key::Status(&status, Some(side)), &[]).to_owned());
    html::li()
        .attr("data-passed", move || passed().to_string())
        .child(
            html::button()
                .r#type("button")
                .attr("data-stop", index.to_string())
                .attr("aria-current", move || current().then_some("step"))
                .prop("disabled", move || desk.followed().is_none())
                .on(ev::click, move |_| desk.jump(index))
                .child((
                    html::span().class("name").child(name),
                    html::span().class("after").child(after(step.after_ms)),
                )),
        )
        .into_any()
}

/// How long after the step before, at the speed of life.
fn after(millis: u64) -> String {
    match millis.div_ceil(1_000) {
        0 => "at once".to_owned(),
        seconds if seconds < 120 => format!("after {seconds} s"),
        seconds => format!("after {} min", seconds / 60),
    }
}

fn side(side: scenario::Side) -> Side {
    match side {
        scenario::Side::Buy => Side::Buy,
        scenario::Side::Sell => Side::Sell,
    }
}
