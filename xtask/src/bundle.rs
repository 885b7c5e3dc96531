//! `cargo xtask bundle`: the npm package's `dist/`, an ES module and the WebAssembly beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::glue::{check_binary, check_script, machine_paths};
use crate::run::{capture, cargo, run};
use crate::setup;
use crate::shorten::Names;
use crate::sizes::{Budget, report};
use crate::workspace::{NAME, WASM, Workspace};

/// Only what rustc's own default for this target uses. With `--all-features`, Chromium refuses the module.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    setup::for_bundle(ws)?;
    build(ws, options.iter().any(|option| option == "--dev"))
}

/// Builds all of `pkg/dist/`. What is made for development is neither small nor free of this machine's paths.
pub(crate) fn build(ws: &Workspace, dev: bool) -> Result<()> {
    let between = ws.path("target/bundle");
    let dist = ws.path("pkg/dist");
    clear(&between)?;
    clear(&dist)?;

    let raw = compile(ws, dev)?;
    bindgen(ws, &raw, &between, dev)?;
    let wasm = dist.join(format!("{NAME}.wasm"));
    let (bound, glue) = (between.join("glue_bg.wasm"), between.join("glue.js"));
    if dev {
        fs::copy(bound, &wasm)?;
    } else {
        optimise(ws, &bound, &wasm, &glue)?;
    }
    script(ws, &glue, &wasm, &dist, dev)?;
    types(ws, &between, &dist)?;

    check_script(&fs::read_to_string(dist.join(format!("{NAME}.js")))?)?;
    if !dev {
        check_binary(ws, &fs::read(&wasm)?)?;
    }
    report(&dist, &Budget::read(ws)?, !dev)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

fn compile(ws: &Workspace, dev: bool) -> Result<PathBuf> {
    let mut command = cargo();
    command
        .args([
            "build",
            "--package",
            NAME,
            "--lib",
            "--features",
            "element",
            "--target",
            WASM,
        ])
        .current_dir(&ws.root);
    if !dev {
        let flags = machine_paths(ws)
            .into_iter()
            .map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
        command.arg("--release").env(
            "CARGO_ENCODED_RUSTFLAGS",
            flags.collect::<Vec<_>>().join("\u{1f}"),
        );
    }
    run(&mut command)?;
    let profile = if dev { "debug" } else { "release" };
    Ok(ws
        .target
        .join(WASM)
        .join(profile)
        .join(format!("{}.wasm", NAME.replace('-', "_"))))
}

fn bindgen(ws: &Workspace, raw: &Path, out: &Path, dev: bool) -> Result<()> {
    let mut command = Command::new(ws.tool("wasm-bindgen"));
    command
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--out-name",
            "glue",
            "--out-dir",
        ])
        .arg(out);
    if !dev {
        command.args(["--remove-name-section", "--remove-producers-section"]);
    }
    run(command.arg(raw))
}

/// The small WebAssembly, and the glue with the names that it now has.
fn optimise(ws: &Workspace, from: &Path, to: &Path, glue: &Path) -> Result<()> {
    let printed = capture(
        Command::new(ws.npm_tool("wasm-opt"))
            .args(FEATURES)
            .args([
                "-Oz",
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .args(["--minify-imports-and-exports-and-modules", "-o"])
            .arg(to)
            .arg(from),
    )?;
    let text = fs::read_to_string(glue)?;
    Ok(fs::write(glue, Names::parse(&printed)?.apply(&text)?)?)
}

/// Loader and glue become one file, which knows the hash of its WebAssembly.
fn script(ws: &Workspace, glue: &Path, wasm: &Path, dist: &Path, dev: bool) -> Result<()> {
    run(Command::new(ws.npm_tool("esbuild"))
        .args([
            "src/index.ts",
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--minify",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(format!("--alias:{NAME}-glue={}", glue.display()))
        .arg(format!("--define:DEV={dev}"))
        .arg(format!("--define:WASM_INTEGRITY=\"{}\"", integrity(wasm)?))
        .arg(format!(
            "--outfile={}",
            dist.join(format!("{NAME}.js")).display()
        ))
        .current_dir(ws.path("pkg")))
}

/// Node is here anyway, and has SHA-384.
fn integrity(file: &Path) -> Result<String> {
    const SCRIPT: &str = "const { createHash } = require('node:crypto'); const { readFileSync } = require('node:fs');\
        console.log('sha384-' + createHash('sha384').update(readFileSync(process.argv[1])).digest('base64'))";
    capture(Command::new("node").args(["-e", SCRIPT]).arg(file))
}

/// Type-checks the loader; its public types are one file without imports.
fn types(ws: &Workspace, between: &Path, dist: &Path) -> Result<()> {
    run(Command::new(ws.npm_tool("tsc"))
        .args(["--project", "."])
        .current_dir(ws.path("pkg")))?;
    let text = fs::read_to_string(between.join("types/public.d.ts"))?;
    if text.contains("from \"./") {
        bail!("pkg/src/public.ts may not import anything: it is shipped alone");
    }
    Ok(fs::write(dist.join(format!("{NAME}.d.ts")), text)?)
}
