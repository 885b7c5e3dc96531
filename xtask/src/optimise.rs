//! Makes the WebAssembly of a release small after the compiler, and the glue with it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::factory::factory;
use crate::glue_parts::cut;
use crate::modern::modernise;
use crate::run::capture;
use crate::shorten::Names;
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
/// stack. What pays, pays after brotli: a common expression in a variable of its own does not, and functions of one name's
/// kin side by side do.
const SMALL: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--skip-pass=local-cse",
    "--reorder-functions-by-name",
];

/// Reads `from` and `glue`, writes `to` and `glue`: without what nobody uses, and with short names between the two.
pub(crate) fn optimise(ws: &Workspace, from: &Path, to: &Path, glue: &Path) -> Result<()> {
    let printed = capture(
        Command::new(ws.npm_tool("wasm-opt"))
            .args(FEATURES)
            .args(SMALL)
            .args([
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .args(["--minify-imports-and-exports-and-modules", "-o"])
            .arg(to)
            .arg(from),
    )?;
    let names = Names::parse(&printed)?;
    let parts = cut(&modernise(&fs::read_to_string(glue)?)?)?;
    let text = names.apply(&without(&parts, &names.imports()))?;
    Ok(fs::write(glue, factory(&text)?)?)
}
