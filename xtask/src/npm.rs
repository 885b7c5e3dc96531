//! Node's side of the set-up: the packages of a folder, exactly as its lock file says.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{heading, run, version};
use crate::workspace::Workspace;

const NODE: u32 = 20;
/// A copy of the lock file, written when everything in it has been installed.
const STAMP: &str = "node_modules/.installed-lock.json";

pub(crate) fn node() -> Result<()> {
    let found = version(Path::new("node")).context("Node is missing: install Node 20 or later")?;
    let major: u32 = found
        .split('.')
        .next()
        .and_then(|part| part.parse().ok())
        .unwrap_or_default();
    if major < NODE {
        bail!("Node {found} is too old: install Node {NODE} or later");
    }
    Ok(())
}

/// The command.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Installs what the lock file of `folder` says, unless that is there already.
pub(crate) fn install(ws: &Workspace, folder: &str) -> Result<()> {
    let folder_path = ws.path(folder);
    let lock = fs::read(folder_path.join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json"))?;
    let stamp = folder_path.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    heading(&format!("npm ci in {folder}"));
    run(npm()
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder_path))?;
    fs::write(&stamp, lock).with_context(|| stamp.display().to_string())
}
