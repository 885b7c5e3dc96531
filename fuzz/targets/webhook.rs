//! libFuzzer's door to the target `webhook`; what it asserts stands in `relay/tests/fuzz/body.rs`. Only the relay's pure rooms are built for it.
#![no_main]
#![allow(dead_code)]

#[path = "../../relay/tests/fuzz/body.rs"]
mod body;
#[path = "../../relay/src/public.rs"]
mod public;
#[path = "../../relay/src/record.rs"]
mod record;
#[path = "../../relay/src/webhook.rs"]
mod webhook;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
