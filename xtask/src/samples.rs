//! `cargo xtask samples`: builds the applications in `samples/` with the package as npm would publish it, and with the crate.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{heading, run};
use crate::workspace::{NAME, Workspace};
use crate::{bundle, npm, preview, setup};

const FOLDER: &str = "samples";
/// What the samples' `package.json` files name.
const PACKED: &str = "target/package/transak-order-tracker.tgz";

pub(crate) fn command(ws: &Workspace) -> Result<()> {
    setup::for_preview(ws)?;
    setup::for_bundle(ws, false)?;
    bundle::build(ws, bundle::Kind::Published, &ws.path(bundle::DIST))?;
    build(ws)
}

/// With the bundle that is in `pkg/dist`.
pub(crate) fn build(ws: &Workspace) -> Result<()> {
    let packed = pack(ws)?;
    npm::install(ws, FOLDER)?;
    unpack(ws, &packed)?;
    for (name, arguments) in [
        ("esbuild", &["build.mjs"][..]),
        ("webpack", &["../node_modules/webpack/bin/webpack.js"]),
        ("vite", &["../node_modules/vite/bin/vite.js", "build"]),
        ("next", &["../node_modules/next/dist/bin/next", "build"]),
    ] {
        heading(&format!("{FOLDER}/{name}"));
        run(Command::new("node")
            .args(arguments)
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("NODE_ENV", "production")
            .current_dir(ws.path(FOLDER).join(name)))?;
    }
    heading(&format!("{FOLDER}/leptos"));
    run(preview::trunk(ws, "build")?
        .arg("--dist")
        .arg(ws.path("samples/leptos/dist"))
        .env("CARGO_TARGET_DIR", &ws.target)
        .current_dir(ws.path("samples/leptos")))
}

/// `npm pack`, so that what is missing in the package is missing here too.
fn pack(ws: &Workspace) -> Result<PathBuf> {
    let packed = ws.path(PACKED);
    let folder = packed.parent().context("a folder")?;
    fs::create_dir_all(folder)?;
    run(npm::npm()
        .args(["pack", "--silent", "--pack-destination"])
        .arg(folder)
        .current_dir(ws.path("pkg")))?;
    let named = folder.join(format!("{NAME}-{}.tgz", env!("CARGO_PKG_VERSION")));
    fs::rename(&named, &packed).with_context(|| named.display().to_string())?;
    Ok(packed)
}

/// npm installs by the lock file, which knows no hash of a package that is built anew each time.
fn unpack(ws: &Workspace, packed: &PathBuf) -> Result<()> {
    let folder = ws.path(FOLDER).join("node_modules").join(NAME);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    run(Command::new("tar")
        .args(["-xzf"])
        .arg(packed)
        .args(["--strip-components=1", "-C"])
        .arg(&folder))
}
