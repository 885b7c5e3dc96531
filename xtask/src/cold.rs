//! `cargo xtask cold`: finds out which functions, and parts of functions, of the WebAssembly the first status does without, by running the package in
//! Chromium with marks in them, and writes `pkg/cold.txt`, by which `split` cuts it in two.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::bundle::{self, Kind};
use crate::cuts::Cold;
use crate::marks::mark;
use crate::run::run;
use crate::workspace::Workspace;
use crate::{browser, preview, setup};

const LIST: &str = "pkg/cold.txt";
const MARKED: &str = "target/marked-dist";
const NAMES: &str = "target/marked-names.json";

const HEAD: &str = "# The functions that no first status needs, and of others the parts (xtask/src/cuts.rs), by `cargo xtask cold`.\n# What is not here loads before it.\n";

pub(crate) fn list(ws: &Workspace) -> Result<Cold> {
    let path = ws.path(LIST);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Cold::parse(&text)
}

pub(crate) fn command(ws: &Workspace) -> Result<()> {
    setup::for_bundle(ws, false)?;
    setup::for_tests(ws)?;
    let browser = browser::find_or_install()?;
    let sandbox = preview::build_sandbox(ws)?;
    let dist = ws.path(MARKED);
    bundle::build(ws, Kind::Marked, &dist)?;
    let written = ws.path("target/cold.txt");
    run(Command::new("node")
        .arg(ws.path("tests/e2e/cold.mjs"))
        .args([&ws.path(NAMES), &written])
        .env("SANDBOX_BIN", sandbox)
        .env("DIST", &dist)
        .env("CHROMIUM", &browser.chromium)
        .current_dir(&ws.root))?;
    let found = Cold::from_labels(fs::read_to_string(written)?.lines())?;
    fs::write(ws.path(LIST), [HEAD, &found.text()].concat())?;
    println!(
        "{} functions, and parts of {}, are in {LIST}",
        found.functions.len(),
        found.parts.len()
    );
    Ok(())
}

/// Puts marks into the functions of `from`, which have names, and their labels where `command` finds them.
pub(crate) fn write_marked(ws: &Workspace, from: &Path, to: &Path) -> Result<()> {
    let (marked, names) = mark(&fs::read(from)?)?;
    fs::write(to, marked)?;
    Ok(fs::write(ws.path(NAMES), serde_json::to_string(&names)?)?)
}
