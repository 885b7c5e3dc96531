//! The widget's crate compiled to WebAssembly: quick for development, small for what is published.

use std::path::PathBuf;

use anyhow::Result;

use crate::bundle::Kind;
use crate::paths::machine_paths;
use crate::run::{cargo, run};
use crate::workspace::{NAME, WASM, Workspace};

/// Rust's standard library, compiled anew for size and without the text of panics: a seventh of the whole less.
const STANDARD_LIBRARY: &[&str] = &[
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];
/// What the optimiser does otherwise than by itself, all of it measured after brotli: it leaves out what trades bytes for speed
/// that nobody would notice here, and weighs calls as what they are in WebAssembly, cheap.
const OPTIMISER: &str = "-Cllvm-args=-disable-lsr -enable-load-pre=false -jump-threading-threshold=1 \
                         -inline-threshold=10 -inline-call-penalty=30";
/// A panic is a trap at once (the loader notices it as `RuntimeError`), and nothing that would describe it is kept.
const SMALL: &[&str] = &[
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    // JavaScript's values are numbers in a list of the glue's, not in a table of the WebAssembly's: less code on the whole.
    "-Ctarget-feature=-reference-types",
];
/// The linker says which code names which function and which data: `bundler` reads it.
const RELOCATIONS: &str = "-Clink-arg=--emit-relocs";

/// The next call puts its file in the place of this one's.
pub(crate) fn compile(ws: &Workspace, kind: Kind, features: &str) -> Result<PathBuf> {
    let dev = kind.is_dev();
    let mut command = cargo();
    command
        .args([
            "rustc",
            "--package",
            NAME,
            "--lib",
            "--crate-type",
            "cdylib",
        ])
        .args(["--features", features, "--target", WASM])
        .current_dir(&ws.root);
    if !dev {
        let paths = machine_paths(ws)
            .into_iter()
            .map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
        let flags: Vec<_> = SMALL
            .iter()
            .map(|&flag| flag.to_owned())
            .chain(paths)
            .collect();
        // The flags are unstable ones, and nightly would be another compiler every day. This lets the stable compiler
        // take them: whoever has the same stable version builds the same bytes, and the tests run on that very compiler.
        command
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .arg("--release")
            .args(STANDARD_LIBRARY)
            // For the last crate only, which is where all of them are optimised and linked.
            .args(["--", OPTIMISER])
            .args(features.contains("element").then_some(RELOCATIONS));
    }
    run(&mut command)?;
    let profile = if dev { "debug" } else { "release" };
    let file = format!("{}.wasm", NAME.replace('-', "_"));
    Ok(ws.target.join(WASM).join(profile).join(file))
}
