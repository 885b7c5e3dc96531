//! Rust's side of the set-up: the WebAssembly target, rustfmt and clippy, Trunk, wasm-bindgen's command line.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::run::{cargo, heading, output, run, version};
use crate::workspace::{WASM, Workspace};

const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";
/// Tools that run for seconds need not be optimised for minutes.
const QUICK: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
];

pub(crate) fn wasm_target() -> Result<()> {
    let libraries =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libraries.is_some_and(|path| PathBuf::from(path).is_dir()) {
        return Ok(());
    }
    heading(&format!("rustup target add {WASM}"));
    run(Command::new("rustup").args(["target", "add", WASM])).with_context(|| {
        format!("Rust's standard library for {WASM} is missing; it comes with rustup")
    })
}

/// Its source: what is published is compiled with it, see `compile.rs`. There is no second way, since the result would be
/// another one, and above the budget.
pub(crate) fn standard_library() -> Result<()> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let source = PathBuf::from(sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    if source.is_file() {
        return Ok(());
    }
    heading("rustup component add rust-src");
    run(Command::new("rustup").args(["component", "add", "rust-src"])).context(
        "a release is built with the source of Rust's standard library, which comes with rustup; \
         `cargo xtask bundle --dev` does without",
    )
}

pub(crate) fn components() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output(cargo().args([subcommand, "--version"])).is_none() {
            heading(&format!("rustup component add {component}"));
            run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

pub(crate) fn trunk(ws: &Workspace) -> Result<()> {
    install(ws, "trunk", "trunk", TRUNK)
}

/// Only `cargo xtask fuzz` needs it.
pub(crate) fn cargo_fuzz(ws: &Workspace) -> Result<()> {
    install(ws, "cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)
}

/// It must be the very version that the widget is built with: the two share a format.
pub(crate) fn wasm_bindgen(ws: &Workspace) -> Result<()> {
    install(
        ws,
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &ws.locked_version("wasm-bindgen")?,
    )
}

fn install(ws: &Workspace, package: &str, program: &str, wanted: &str) -> Result<()> {
    let path = ws.tool(program);
    if version(&path).as_deref() == Some(wanted) {
        return Ok(());
    }
    heading(&format!(
        "building {package} {wanted} (once, a few minutes)"
    ));
    let build = ws.path("target/tools/build");
    run(cargo()
        .args([
            "install",
            "--quiet",
            "--locked",
            "--force",
            package,
            "--version",
            wanted,
            "--root",
        ])
        .arg(ws.path("target/tools"))
        .env("CARGO_TARGET_DIR", &build)
        .env_remove("RUSTFLAGS")
        .envs(QUICK)
        .current_dir(&ws.root))?;
    if version(&path).as_deref() != Some(wanted) {
        bail!(
            "{} is not version {wanted} after its installation",
            path.display()
        );
    }
    // Half a gigabyte that nobody needs again. It may be in use, then it stays.
    let _ = fs::remove_dir_all(build);
    Ok(())
}

/// `PATH` with our tools before anybody else's: Trunk takes wasm-bindgen and wasm-opt from there.
pub(crate) fn search_path(ws: &Workspace) -> Result<std::ffi::OsString> {
    let ours = [
        ws.path("target/tools/bin"),
        ws.path("pkg/node_modules/.bin"),
    ];
    let theirs = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(
        ours.into_iter().chain(env::split_paths(&theirs)),
    )?)
}
