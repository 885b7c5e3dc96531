//! libFuzzer's door to the target `config`; what it asserts stands in `tests/fuzz/body/config.rs`.
#![no_main]

#[path = "../../tests/fuzz/body/mod.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run("config", bytes));
