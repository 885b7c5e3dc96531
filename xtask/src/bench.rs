//! `cargo xtask bench`: the published bundle beside the same job done with pusher-js (`bench/`), in Chromium, as ratios.

use std::process::Command;

use anyhow::Result;

use crate::bundle::{self, Kind};
use crate::run::run;
use crate::workspace::Workspace;
use crate::{browser, npm, preview, setup};

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    setup::for_bundle(ws, false)?;
    setup::for_tests(ws)?;
    npm::install(ws, "bench")?;
    let browser = browser::find_or_install()?;
    let sandbox = preview::build_sandbox(ws)?;
    let dist = ws.path(bundle::DIST);
    bundle::build(ws, Kind::Published, &dist)?;
    run(Command::new("node")
        .arg(ws.path("bench/run.mjs"))
        .args(options)
        .env("SANDBOX_BIN", sandbox)
        .env("DIST", &dist)
        .env("CHROMIUM", &browser.chromium)
        .current_dir(&ws.root))
}
