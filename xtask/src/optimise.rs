//! Makes the WebAssembly of a release small after the compiler, and the glue with it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::cold;
use crate::factory::factory;
use crate::glue_parts::cut;
use crate::modern::modernise;
use crate::order;
use crate::run::{capture, run};
use crate::shorten::Names;
use crate::split::split;
use crate::unused::without;
use crate::workspace::Workspace;

/// Only what rustc's own default for this target uses. With `--all-features`, Chromium refuses the module.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Never `--traps-never-happen`: a panic is a trap, and the loader must see it. Rust keeps nothing below 1 MiB but the
/// stack. What pays, pays after brotli: a common expression in a variable of its own does not.
const SMALL: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--skip-pass=local-cse",
];

/// Left out after the cut: with brotli, what is written alike is smaller than what is written short.
const AGAIN: &[&str] = &[
    "--skip-pass=code-folding",
    "--skip-pass=simplify-locals",
    "--skip-pass=memory-packing",
];

/// The names of functions go with the code until it is cut in two and put in order (`order.rs`), and then away. The passes undo what walrus adds.
const NAMELESS: &[&str] = &[
    "--reorder-functions-by-name",
    "--vacuum",
    "--remove-unused-brs",
    "--merge-blocks",
    "--vacuum",
    "--reorder-locals",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Where the parts go.
pub(crate) struct Parts<'a> {
    pub(crate) first: &'a Path,
    pub(crate) rest: &'a Path,
    /// Both as one.
    pub(crate) whole: &'a Path,
}

/// Reads `from` and `glue`, writes the parts and `glue`: without what nobody uses, and with short names between the two.
pub(crate) fn optimise(ws: &Workspace, from: &Path, to: &Parts<'_>, glue: &Path) -> Result<()> {
    let whole = from.with_extension("named.wasm");
    let printed = capture(
        Command::new(ws.npm_tool("wasm-opt"))
            .args(FEATURES)
            .args(SMALL)
            .args(["--minify-imports-and-exports-and-modules", "-g", "-o"])
            .arg(&whole)
            .arg(from),
    )?;
    let names = Names::parse(&printed)?;
    let parts = cut(&modernise(&fs::read_to_string(glue)?)?)?;
    let text = names.apply(&without(&parts, &names.imports()))?;
    fs::write(glue, factory(&text)?)?;

    let cold = cold::list(ws)?;
    let (first, rest) = split(&fs::read(&whole)?, &cold)?;
    for (bytes, path) in [(first, to.first), (rest, to.rest)] {
        let between = from.with_extension("part.wasm");
        fs::write(&between, bytes)?;
        // Once more: much is simpler after a cut.
        run(Command::new(ws.npm_tool("wasm-opt"))
            .args(FEATURES)
            .args(SMALL)
            .args(AGAIN)
            .args(["--reorder-functions-by-name", "-g", "-o"])
            .args([&between, &between]))?;
        nameless(ws, &between, path)?;
    }
    nameless(ws, &whole, to.whole)
}

/// A file that is neither cut nor renamed.
pub(crate) fn plain(ws: &Workspace, from: &Path, to: &Path) -> Result<()> {
    run(Command::new(ws.npm_tool("wasm-opt"))
        .args(FEATURES)
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .arg("--strip-target-features")
        .arg("-o")
        .arg(to)
        .arg(from))
}

fn nameless(ws: &Workspace, from: &Path, to: &Path) -> Result<()> {
    let ordered = from.with_extension("ordered.wasm");
    fs::write(&ordered, order::name(&fs::read(from)?)?)?;
    run(Command::new(ws.npm_tool("wasm-opt"))
        .args(FEATURES)
        .args(NAMELESS)
        .arg("-o")
        .args([to, &ordered]))
}
