//! `cargo xtask screenshots`: contact sheets of all that a tracker shows, to be looked at.

use std::process::Command;

use anyhow::Result;

use crate::bundle::{self, Kind};
use crate::run::run;
use crate::workspace::Workspace;
use crate::{browser, preview, setup};

const DIST: &str = "target/screenshots-dist";

pub(crate) fn command(ws: &Workspace) -> Result<()> {
    setup::for_bundle(ws, true)?;
    setup::for_tests(ws)?;
    let browser = browser::find_or_install()?;
    let sandbox = preview::build_sandbox(ws)?;
    let dist = ws.path(DIST);
    bundle::build(ws, Kind::Development, &dist)?;
    run(Command::new("node")
        .arg(ws.path("tests/e2e/sheets.mjs"))
        .env("SANDBOX_BIN", sandbox)
        .env("DIST", &dist)
        .env("CHROMIUM", &browser.chromium)
        .current_dir(&ws.root))
}
