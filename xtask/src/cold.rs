//! `cargo xtask cold`: finds out which functions of the WebAssembly the first status does without, by running the package in
//! Chromium with a mark at each, and writes `pkg/cold.txt`, by which `split` cuts it in two.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::bundle::{self, Kind};
use crate::run::run;
use crate::workspace::Workspace;
use crate::{browser, preview, setup, split};

const LIST: &str = "pkg/cold.txt";
const MARKED: &str = "target/marked-dist";
const NAMES: &str = "target/marked-names.json";

const HEAD: &str = "# The functions that no first status needs, by `cargo xtask cold`. What is not here loads before it.\n";

pub(crate) fn list(ws: &Workspace) -> Result<BTreeSet<String>> {
    let path = ws.path(LIST);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
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
    let found = fs::read_to_string(written)?;
    fs::write(ws.path(LIST), format!("{HEAD}{found}"))?;
    println!("{} functions are in {LIST}", found.lines().count());
    Ok(())
}

/// Puts a mark at each function of `from`, which has names, and these where `command` finds them.
pub(crate) fn mark(ws: &Workspace, from: &Path, to: &Path) -> Result<()> {
    let (marked, names) = split::mark(&fs::read(from)?)?;
    fs::write(to, marked)?;
    Ok(fs::write(ws.path(NAMES), serde_json::to_string(&names)?)?)
}
