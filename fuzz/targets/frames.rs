//! libFuzzer's door to the target `frames`; what it asserts stands in `tests/fuzz/body/frames.rs`.
#![no_main]

#[path = "../../tests/fuzz/body/mod.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run("frames", bytes));
