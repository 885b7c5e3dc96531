//! The fuzzer's target `webhook` over its seeds, and over pieces and splices of them. `cargo xtask fuzz webhook` runs it longer.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod body;

use std::fs;
use std::path::Path;
use transak_order_relay::{public, record, webhook};

#[test]
fn every_seed_and_every_piece_of_one_keeps_the_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus-seed/webhook");
    let mut seeds = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        seeds.push(fs::read(entry.unwrap().path()).unwrap());
    }
    assert!(seeds.len() >= 5);
    for seed in &seeds {
        body::run(seed);
        for end in (0..seed.len()).step_by(7) {
            body::run(&seed[..end]);
            let mut flipped = seed.clone();
            flipped[end] ^= 1 << (end % 8);
            body::run(&flipped);
        }
    }
}
