//! libFuzzer's door to the target `orders`; what it asserts stands in `tests/fuzz/body/orders.rs`.
#![no_main]

#[path = "../../tests/fuzz/body/mod.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run("orders", bytes));
