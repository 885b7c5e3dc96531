//! Plays many days at once, and says how they went.

use crate::day::{Plan, plan_of, play};
use crate::log::{Log, Violation};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// What came of many days.
#[derive(Debug)]
pub struct Summary {
    pub days: u64,
    pub faults: u64,
    pub least_faults: u64,
    pub virtual_hours: u64,
    pub sockets: u64,
    pub questions: u64,
    pub frames: u64,
    /// The seeds that broke a promise, in order.
    pub broken: Vec<(u64, Violation)>,
}

/// Plays the days of `many` seeds from `first` on, on all cores.
pub fn run(first: u64, many: u64, loud: bool) -> Summary {
    let next = AtomicU64::new(first);
    let stop = AtomicBool::new(false);
    let total = Mutex::new(Summary {
        days: 0,
        faults: 0,
        least_faults: u64::MAX,
        virtual_hours: 0,
        sockets: 0,
        questions: 0,
        frames: 0,
        broken: Vec::new(),
    });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + many || stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let outcome = play(seed, &plan_of(seed), false);
                    let mut total = total.lock().unwrap();
                    total.add(seed, &outcome.log, outcome.lasted);
                    if loud && total.days.is_multiple_of((many / 10).max(1)) {
                        println!(
                            "{:>8} days, {:>4} s, {} violations",
                            total.days,
                            start.elapsed().as_secs(),
                            total.broken.len()
                        );
                    }
                    // A broken promise is broken; some more show what they have in common.
                    if total.broken.len() >= 20 {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let mut total = total.into_inner().unwrap();
    total.broken.sort_by_key(|(seed, _)| *seed);
    total.virtual_hours /= 3_600_000;
    total
}

impl Summary {
    fn add(&mut self, seed: u64, log: &Log, lasted: u64) {
        self.days += 1;
        self.faults += log.faults;
        // A day that a violation ended had no time for all of them.
        if log.violation.is_none() {
            self.least_faults = self.least_faults.min(log.faults);
        }
        self.virtual_hours += lasted;
        self.sockets += log.sockets;
        self.questions += log.questions;
        self.frames += log.frames;
        self.broken
            .extend(log.violation.clone().map(|violation| (seed, violation)));
    }

    pub fn print(&self) {
        let mean = |all: u64| all as f64 / self.days.max(1) as f64;
        println!("days               {}", self.days);
        println!(
            "faults a day       {} at least, {:.1} on average",
            self.least_faults,
            mean(self.faults)
        );
        println!("virtual hours      {}", self.virtual_hours);
        println!(
            "a day had          {:.1} sockets, {:.1} questions, {:.1} frames",
            mean(self.sockets),
            mean(self.questions),
            mean(self.frames)
        );
        println!("violations         {}", self.broken.len());
        for (seed, violation) in &self.broken {
            println!(
                "  seed {seed}: {} at {} ms: {}",
                violation.rule, violation.at, violation.what
            );
        }
        if let Some((seed, violation)) = self.broken.first() {
            let plan = shrink(*seed, violation.rule);
            println!("\nthe shortest plan found for seed {seed}:");
            for (at, fault) in &plan {
                println!("  {at:>8} ms  {fault:?}");
            }
            println!("replay: cargo xtask simulate --seed {seed} --trace");
        }
    }
}

/// The faults that are needed to break the same rule.
pub fn shrink(seed: u64, rule: &str) -> Plan {
    let mut plan = plan_of(seed);
    let mut index = plan.len();
    while index > 0 {
        index -= 1;
        let mut shorter = plan.clone();
        shorter.remove(index);
        if play(seed, &shorter, false)
            .log
            .violation
            .is_some_and(|violation| violation.rule == rule)
        {
            plan = shorter;
        }
    }
    plan
}

/// Plays one day, and prints what happened.
pub fn one(seed: u64, trace: bool, shrunk: bool) -> bool {
    let mut plan = plan_of(seed);
    let first = play(seed, &plan, false).log.violation;
    if shrunk && let Some(violation) = &first {
        plan = shrink(seed, violation.rule);
    }
    let log = play(seed, &plan, trace).log;
    for line in log.trace.iter().flatten() {
        println!("{line}");
    }
    println!(
        "seed {seed}: {} faults, {} sockets, {} questions",
        log.faults, log.sockets, log.questions
    );
    match &log.violation {
        Some(violation) => println!(
            "violation at {} ms: {}: {}",
            violation.at, violation.rule, violation.what
        ),
        None => println!("no violation"),
    }
    log.violation.is_none()
}
