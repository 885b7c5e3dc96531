//! What is fuzzed: each target's body with the invariants that it asserts, for `cargo test` and for libFuzzer alike.

mod checks;
mod config;
mod frames;
mod links;
mod orders;

/// A target: its name, which is also its corpus' folder, and its body.
pub type Target = (&'static str, fn(&str));

/// All targets.
pub const TARGETS: [Target; 4] = [
    ("config", config::body),
    ("frames", frames::body),
    ("links", links::body),
    ("orders", orders::body),
];

/// Runs a target's body on what the fuzzer made up; panics where an invariant doesn't hold.
///
/// Bytes that are no UTF-8 are replaced: neither a text frame nor a page's attribute can hold them.
pub fn run(name: &str, bytes: &[u8]) {
    let body = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, body) = body.expect("a target of that name");
    body(&String::from_utf8_lossy(bytes));
}
