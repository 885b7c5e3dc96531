//! libFuzzer's door to the simulator: the bytes choose the orders, the trackers and the faults of a bad day (`docs/simulation.md`).
#![no_main]
#![allow(dead_code, reason = "the fleet and the reports have doors of their own")]

#[path = "../../tests/simulate/budget.rs"]
mod budget;
#[path = "../../tests/simulate/clock.rs"]
mod clock;
#[path = "../../tests/simulate/day.rs"]
mod day;
#[path = "../../tests/simulate/faults.rs"]
mod faults;
#[path = "../../tests/simulate/follower.rs"]
mod follower;
#[path = "../../tests/simulate/freshness.rs"]
mod freshness;
#[path = "../../tests/simulate/line_watch.rs"]
mod line_watch;
#[path = "../../tests/simulate/log.rs"]
mod log;
#[path = "../../tests/simulate/page.rs"]
mod page;
#[path = "../../tests/simulate/plan.rs"]
mod plan;
#[path = "../../tests/simulate/random.rs"]
mod random;
#[path = "../../tests/simulate/regions.rs"]
mod regions;
#[path = "../../tests/simulate/rules.rs"]
mod rules;
#[path = "../../tests/simulate/seen.rs"]
mod seen;
#[path = "../../tests/simulate/server.rs"]
mod server;
#[path = "../../tests/simulate/source.rs"]
mod source;
#[path = "../../tests/simulate/spell.rs"]
mod spell;
#[path = "../../tests/simulate/told.rs"]
mod told;
#[path = "../../tests/simulate/truth.rs"]
mod truth;
#[path = "../../tests/simulate/watch.rs"]
mod watch;
#[path = "../../tests/simulate/wire.rs"]
mod wire;
#[path = "../../tests/simulate/world.rs"]
mod world;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let day = day::play_bytes(bytes, log::Log::default());
    if let Some(violation) = day.log.violation {
        panic!("{violation:?}");
    }
});
