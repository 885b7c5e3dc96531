//! The plan of a bad day: which faults happen when, and for how long.

use crate::clock::Millis;
use crate::random::Random;
use crate::truth;

/// How long faults happen.
pub const BAD: Millis = 30 * 60_000;
/// How many are planned for each day: at least this many …
const LEAST: u64 = 26;
/// … and at most.
const MOST: u64 = 60;

/// A fault. Those with a `Millis` last so long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    // The wire.
    Slow(u64, Millis),
    Loses(u64, Millis),
    Doubles(u64, Millis),
    Reorders(u64, Millis),
    Breaks(u64, Millis),
    Dark(Millis),
    Cut(u16),
    HalfOpen,
    // The server.
    Down(Millis),
    Closes(u16, Millis),
    Mute(u64, Millis),
    Refuses(u64, Millis),
    RefusesForGood(u16),
    ServerPing,
    Garbage,
    Forged(&'static str),
    Repeats,
    // The status source.
    SourceSlow(u64, Millis),
    SourceBehind(u64, Millis),
    SourceStatus(u64, Millis, Millis),
    SourceGone(Millis),
    SourceHangs(Millis),
    SourceStrays(Millis),
    SourceFirst(Millis),
    // The page.
    Hidden(Millis),
    Frozen(Millis, bool),
    Asleep(Millis, bool, bool),
    Offline(Millis, bool),
    PutAway(Millis),
    Unmount(Millis, bool),
    ClockJumps(i64),
    Refresh,
    Push(Millis),
}

/// The faults of a day, in order of time.
pub fn plan(random: &mut Random, sourced: bool) -> Vec<(Millis, Fault)> {
    let count = random.between(LEAST, MOST);
    let mut faults: Vec<(Millis, Fault)> = (0..count)
        .map(|_| {
            let at = random.between(50, BAD - 5_000);
            let longest = match random.between(0, 9) {
                0..6 => 20_000,
                6..9 => 90_000,
                _ => 400_000,
            };
            let lasts = random.between(500, longest).min(BAD - at - 1_000);
            (at, fault(random, lasts, sourced))
        })
        .collect();
    faults.sort_by_key(|(at, _)| *at);
    faults
}

fn fault(random: &mut Random, lasts: Millis, sourced: bool) -> Fault {
    match random.between(0, 99) {
        0..30 => wire(random, lasts),
        30..58 => server(random, lasts, sourced),
        58..74 if sourced => source(random, lasts),
        _ => page(random, lasts),
    }
}

fn wire(random: &mut Random, lasts: Millis) -> Fault {
    match random.between(0, 8) {
        0 => Fault::Slow(random.pick(&[500, 2_000, 6_000]), lasts),
        1 => Fault::Loses(random.pick(&[10, 40, 100]), lasts),
        2 => Fault::Doubles(random.pick(&[30, 100]), lasts),
        3 => Fault::Reorders(random.pick(&[30, 100]), lasts),
        4 => Fault::Breaks(random.pick(&[20, 100]), lasts),
        5 => Fault::Dark(lasts),
        6 | 7 => Fault::HalfOpen,
        _ => Fault::Cut(random.pick(&[1000, 1001, 1006, 1011, 1012, 4100, 4200, 4201])),
    }
}

fn server(random: &mut Random, lasts: Millis, sourced: bool) -> Fault {
    match random.between(0, 11) {
        0 | 1 => Fault::Down(lasts),
        2 | 3 => Fault::Closes(
            random.pick(&[4200, 4201, 4202, 4100, 4199, 1011, 1012]),
            lasts,
        ),
        4 => Fault::Mute(random.pick(&[1, 2]), lasts),
        5 if sourced => Fault::Refuses(random.pick(&[1, 403, 404, 429, 500, 503]), lasts),
        5 => Fault::Refuses(random.pick(&[1, 500, 503]), lasts),
        6 => Fault::ServerPing,
        7 | 8 => Fault::Garbage,
        9 if sourced => Fault::Forged(random.pick(&[
            truth::COMPLETED,
            truth::REFUNDED,
            truth::FAILED,
            truth::PENDING,
            truth::AWAITING,
        ])),
        10 if sourced && random.chance(6) => {
            Fault::RefusesForGood(random.pick(&[4001, 4004, 4009, 4300, 4400]))
        }
        _ => Fault::Repeats,
    }
}

fn source(random: &mut Random, lasts: Millis) -> Fault {
    match random.between(0, 8) {
        0 => Fault::SourceSlow(random.pick(&[2_000, 8_000, 14_000]), lasts),
        1 | 2 => Fault::SourceBehind(random.pick(&[3_000, 15_000, 60_000, 300_000]), lasts),
        3 => Fault::SourceStatus(
            random.pick(&[429, 503]),
            random.between(1_000, 300_000),
            lasts,
        ),
        4 => Fault::SourceStatus(
            random.pick(&[
                200, 204, 302, 400, 401, 403, 404, 409, 410, 418, 500, 502, 504, 522,
            ]),
            0,
            lasts,
        ),
        5 => Fault::SourceGone(lasts),
        6 => Fault::SourceHangs(lasts),
        7 => Fault::SourceStrays(lasts),
        _ => Fault::SourceFirst(lasts),
    }
}

fn page(random: &mut Random, lasts: Millis) -> Fault {
    match random.between(0, 13) {
        0 | 1 => Fault::Hidden(lasts),
        2 => Fault::Frozen(lasts, random.chance(50)),
        3 | 4 => Fault::Asleep(lasts, random.chance(50), random.chance(70)),
        5 | 6 => Fault::Offline(lasts, true),
        7 => Fault::Offline(lasts, false),
        8 => Fault::PutAway(lasts),
        9 | 10 => Fault::Unmount(lasts.min(30_000), random.chance(70)),
        11 => Fault::ClockJumps(random.pick(&[
            -86_400_000,
            -3_600_000,
            -60_000,
            45_000,
            3_600_000,
            86_400_000,
        ])),
        12 => Fault::Refresh,
        _ => Fault::Push(random.between(0, 120_000)),
    }
}
