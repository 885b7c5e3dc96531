//! The fuzz targets over their seeds: what `cargo xtask fuzz` starts from has to hold in every `cargo test`.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_enum_match_arm
)]

mod body;

use std::path::{Path, PathBuf};

/// The seeds of a target, sorted, with what they hold.
fn seeds(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("fuzz/corpus-seed").join(name)];
    if name == "orders" {
        folders.push(root.join("tests/data"));
        folders.push(root.join("tests/data/cases"));
    }
    let mut files = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files.sort();
    files
}

fn run(name: &str) {
    let seeds = seeds(name);
    assert!(seeds.len() >= 10, "the corpus of {name} is gone");
    for (path, bytes) in seeds {
        // Which one it was stands in the output of a test that fails.
        println!("{}", path.display());
        body::run(name, &bytes);
    }
}

#[test]
fn every_seed_of_frames_keeps_the_invariants() {
    run("frames");
}

#[test]
fn every_seed_of_orders_keeps_the_invariants() {
    run("orders");
}

#[test]
fn every_seed_of_links_keeps_the_invariants() {
    run("links");
}

#[test]
fn every_seed_of_config_keeps_the_invariants() {
    run("config");
}

/// What damage is done with.
const MARKS: &[u8] = b"\"\\{}[]:,/?#@%.\n\0 -+09aZ\xff\xe2\x80\xae";

/// A deterministic mutation of each seed: cuts, doubles and spoils bytes. No search, but a first sieve without libFuzzer.
#[test]
fn seeds_that_were_damaged_keep_the_invariants_too() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    for (name, _) in body::TARGETS {
        for (_, bytes) in seeds(name).into_iter().filter(|(_, it)| it.len() < 4_096) {
            for _ in 0..40 {
                let mut damaged = bytes.clone();
                for _ in 0..=random(4) {
                    let at = random(damaged.len());
                    let end = (at + random(16)).min(damaged.len());
                    let piece = damaged[at.min(end)..end].to_vec();
                    match random(3) {
                        0 => drop(damaged.drain(at.min(end)..end)),
                        1 => drop(damaged.splice(at.min(end)..at.min(end), piece)),
                        _ if at < damaged.len() => damaged[at] = MARKS[random(MARKS.len())],
                        _ => damaged.push(b'x'),
                    }
                }
                body::run(name, &damaged);
            }
        }
    }
}
