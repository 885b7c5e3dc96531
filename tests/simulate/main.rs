//! The simulator: thousands of bad days for the real core, each from one seed. `cargo xtask simulate` plays many of them.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::format_push_string
)]

mod budget;
mod clock;
mod day;
mod faults;
mod fleet;
mod follower;
mod freshness;
mod herd;
mod line_watch;
mod log;
mod page;
mod plan;
mod random;
mod regions;
mod report;
mod rules;
mod seen;
mod server;
mod source;
mod spell;
mod told;
mod truth;
mod watch;
mod wire;
mod world;

#[test]
fn two_hundred_bad_days_break_no_promise() {
    let summary = report::run(0, 200, false);
    if !summary.broken.is_empty() {
        summary.print();
    }
    assert!(summary.broken.is_empty());
    assert!(summary.least_faults >= 20, "{summary:?}");
}

#[test]
fn the_same_seed_is_the_same_day() {
    let plan = day::plan_of(7);
    let (one, other) = (day::play(7, &plan, true), day::play(7, &plan, true));
    assert_eq!(one.log.trace, other.log.trace);
    assert!(one.log.trace.is_some_and(|trace| trace.len() > 100));
}

/// The days of the first seeds and of the corpus that libFuzzer found: they lead wherever they are known to have led.
#[test]
fn every_known_region_is_reached() {
    let mut reached = regions::Regions::new();
    let log = || log::Log {
        regions: Some(regions::Regions::new()),
        ..log::Log::default()
    };
    for seed in 0..150 {
        let day = day::play_logged(seed, &day::plan_of(seed), log());
        reached.extend(day.log.regions.unwrap());
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::fs::read_dir(root.join("fuzz/corpus-seed/day")).unwrap();
    for file in corpus {
        let path = file.unwrap().path();
        let day = day::play_bytes(&std::fs::read(&path).unwrap(), log());
        assert!(
            day.log.violation.is_none(),
            "{}: {:?}",
            path.display(),
            day.log.violation
        );
        reached.extend(day.log.regions.unwrap());
    }
    if std::env::var_os("SIMULATE_REGIONS").is_some() {
        let lines: Vec<&str> = reached.iter().map(String::as_str).collect();
        let text = lines.join("\n") + "\n";
        std::fs::write(root.join("tests/simulate/regions.txt"), text).unwrap();
    }
    let listed = regions::listed();
    assert!(listed.len() > 300, "the list of regions is gone");
    let lost: Vec<&String> = listed.difference(&reached).collect();
    assert!(
        lost.is_empty(),
        "no longer reached: {lost:#?}\n(SIMULATE_REGIONS=1 writes the list anew, where that is right)"
    );
}

/// What `cargo xtask simulate` runs: `SIMULATE_SEED` (with `SIMULATE_TRACE`, `SIMULATE_SHRINK`), or `SIMULATE_SEEDS` from
/// `SIMULATE_FIRST` on, or `SIMULATE_FLEET` clients. By hand: `SIMULATE_BYTES`, a file that `cargo xtask fuzz day` found.
#[test]
#[ignore = "run by cargo xtask simulate"]
fn simulate() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let is_set = |name: &str| std::env::var_os(name).is_some();
    if let Some(path) = std::env::var_os("SIMULATE_BYTES") {
        let log = log::Log {
            trace: Some(Vec::new()),
            ..log::Log::default()
        };
        let day = day::play_bytes(&std::fs::read(path).unwrap(), log);
        println!("{}", day.log.trace.unwrap_or_default().join("\n"));
        assert!(day.log.violation.is_none(), "{:?}", day.log.violation);
    }
    if let Some(clients) = number("SIMULATE_FLEET") {
        let wrong = herd::print(clients as usize);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    if let Some(seed) = number("SIMULATE_SEED") {
        assert!(report::one(
            seed,
            is_set("SIMULATE_TRACE"),
            is_set("SIMULATE_SHRINK")
        ));
    }
    if let Some(seeds) = number("SIMULATE_SEEDS") {
        let start = std::time::Instant::now();
        let summary = report::run(number("SIMULATE_FIRST").unwrap_or(0), seeds, true);
        summary.print();
        println!("wall clock         {:.1} s", start.elapsed().as_secs_f64());
        assert!(summary.broken.is_empty());
        assert!(summary.least_faults >= 20);
    }
}
