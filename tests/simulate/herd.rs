//! What a fleet must not do to a server: come back all at once, knock without end, or knock in step.

use crate::clock::Millis;
use crate::fleet::{Fleet, Mood};

/// The most that happened in any `span`.
fn most_in(times: &[Millis], span: Millis) -> usize {
    let within = |start: usize| times[start..].partition_point(|at| *at < times[start] + span);
    (0..times.len()).map(within).max().unwrap_or(0)
}

/// What an outage did to a fleet.
#[derive(Debug)]
pub struct Outage {
    pub clients: usize,
    /// The most connections in a second: those that a server took, and those in vain.
    pub peak: f64,
    pub peak_in_vain: f64,
    pub most_attempts: usize,
    pub p95: Millis,
    pub last: Millis,
    pub broken: Option<String>,
}

/// The server goes for 20 s, and comes back.
pub fn outage(clients: usize, seed: u64) -> Outage {
    const LASTS: Millis = 20_000;
    let mut fleet = Fleet::new(clients, seed);
    fleet.change(Mood::Down, Some(1006));
    fleet.run(LASTS);
    let back = fleet.now;
    fleet.change(Mood::Works, None);
    fleet.run(60_000);
    let times = |of: &[(Millis, usize)], from: Millis, to: Millis| -> Vec<Millis> {
        of.iter()
            .map(|(at, _)| *at)
            .filter(|at| (from..to).contains(at))
            .collect()
    };
    let share = |most: usize| most as f64 * 100.0 / clients as f64;
    let mut counts = vec![0; clients];
    fleet
        .opened
        .iter()
        .for_each(|(_, client)| counts[*client] += 1);
    let mut waits: Vec<Millis> = fleet
        .live
        .iter()
        .map(|(at, _)| at.saturating_sub(back))
        .collect();
    waits.sort_unstable();
    let all_back = waits.len() == clients;
    Outage {
        clients,
        peak: share(most_in(&times(&fleet.opened, back, Millis::MAX), 1_000)),
        peak_in_vain: share(most_in(&times(&fleet.opened, 0, back), 1_000)),
        most_attempts: counts.iter().copied().max().unwrap_or(0),
        p95: waits
            .get(waits.len() * 95 / 100)
            .copied()
            .unwrap_or(Millis::MAX),
        last: waits.last().copied().unwrap_or(Millis::MAX),
        broken: fleet
            .broken()
            .or_else(|| (!all_back).then(|| format!("{} of {clients} came back", waits.len()))),
    }
}

/// The most connections of one client in ten seconds and in all, while the server closes every socket with this code for a minute.
pub fn closes(code: u16, clients: usize) -> (usize, usize) {
    let mut fleet = Fleet::new(clients, 4);
    fleet.change(Mood::Closes(code), Some(code));
    fleet.run(60_000);
    let of = |client: usize| -> Vec<Millis> {
        fleet
            .opened
            .iter()
            .filter(|(_, one)| *one == client)
            .map(|(at, _)| *at)
            .collect()
    };
    let most = |span: Millis| {
        (0..clients)
            .map(|client| most_in(&of(client), span))
            .max()
            .unwrap_or(0)
    };
    (most(10_000), most(Millis::MAX / 2))
}

/// The most of so many clients that try again within a tenth of a second, whichever try it is, after the same loss.
pub fn in_step(clients: usize, code: u16) -> usize {
    let mut fleet = Fleet::new(clients, 5);
    fleet.change(Mood::Down, Some(code));
    fleet.run(60_000);
    let times: Vec<Millis> = fleet.opened.iter().map(|(at, _)| *at).collect();
    most_in(&times, 100)
}

/// The most of so many clients that open a socket within a tenth of a second, after a server fell silent without a word: all heard
/// its last event at the same moment.
pub fn after_silence(clients: usize) -> usize {
    let mut fleet = Fleet::new(clients, 6);
    fleet.fall_silent();
    fleet.run(45_000);
    let times: Vec<Millis> = fleet.opened.iter().map(|(at, _)| *at).collect();
    if times.len() < clients {
        // Whoever opened none believes a dead socket.
        return clients;
    }
    most_in(&times, 100)
}

/// What must hold of a fleet; the sentences that don't.
pub fn wrong(outage: &Outage, most_closed: (usize, usize), most_in_step: usize) -> Vec<String> {
    let mut wrong: Vec<String> = outage.broken.iter().cloned().collect();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!(
                "{what}: {outage:?}, {most_closed:?} in a loop, {most_in_step} in step"
            ));
        }
    };
    must(
        outage.peak <= 12.0,
        "the peak is at most 12 % of the fleet a second",
    );
    must(outage.most_attempts <= 6, "a client tries at most 6 times");
    must(outage.p95 <= 20_000, "95 % are back within 20 s");
    must(
        most_closed.0 <= 8,
        "a loop of closes 4200 causes at most 8 connections in 10 s",
    );
    must(
        most_closed.1 <= 8,
        "a loop of closes 4200 causes at most 8 connections in a minute",
    );
    must(most_in_step <= 25, "a hundred clients never retry in step");
    wrong
}

/// Runs the fleet model, and prints it.
pub fn print(clients: usize) -> Vec<String> {
    let start = std::time::Instant::now();
    let outage = outage(clients, 1);
    println!("clients                      {}", outage.clients);
    println!(
        "peak of connections          {:.1} % of the fleet in a second after the return",
        outage.peak
    );
    println!(
        "peak of attempts in vain     {:.1} % in a second while the server is away",
        outage.peak_in_vain
    );
    println!(
        "attempts of a client         {} at most",
        outage.most_attempts
    );
    println!(
        "back after the return        p95 {:.1} s, the last {:.1} s",
        outage.p95 as f64 / 1e3,
        outage.last as f64 / 1e3
    );
    let loops = [4200, 4201, 4299].map(|code| closes(code, 100));
    let closed = loops.into_iter().max().unwrap_or_default();
    println!(
        "closes 4200-4299 in a loop   {} connections in 10 s at most, {} in a minute",
        closed.0, closed.1
    );
    let step = in_step(100, 1006)
        .max(in_step(100, 4100))
        .max(after_silence(100));
    println!("100 clients                  at most {step} try within the same 100 ms");
    println!(
        "wall clock                   {:.1} s",
        start.elapsed().as_secs_f64()
    );
    wrong(&outage, closed, step)
}

#[test]
fn a_fleet_comes_back_spread_out() {
    let outage = outage(2_500, 1);
    let wrong = wrong(
        &outage,
        closes(4200, 20),
        in_step(100, 1006).max(after_silence(100)),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
