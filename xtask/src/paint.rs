//! The way in for servers: `server.js`, with its WebAssembly and all languages inside, which writes the first paint, and the style sheet for it. No browser loads the
//! first. In one file, for servers' bundlers move files apart.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::bundle::Kind;
use crate::compile::compile;
use crate::glue::check_binary;
use crate::optimise;
use crate::run::run;
use crate::workspace::{NAME, Workspace};

/// To be called when the words are written (`between/words.json`), and when the browser's WebAssembly has been taken away from where the compiler leaves it.
pub(crate) fn write(ws: &Workspace, kind: Kind, between: &Path, dist: &Path) -> Result<()> {
    let words = between.join("words.json");
    let between = between.join("server");
    let raw = compile(ws, kind, "render")?;
    let built = optimise::server(ws, &raw, &between, kind.is_dev())?;
    if !kind.is_dev() {
        check_binary(ws, &fs::read(&built.plain)?)?;
    }
    run(Command::new(ws.npm_tool("esbuild"))
        .args([
            "src/server.ts",
            "--bundle",
            "--format=esm",
            "--platform=node",
            "--target=es2022",
            "--minify",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(format!(
            "--alias:{NAME}-server-glue={}",
            built.glue.display()
        ))
        .arg(format!("--alias:{NAME}-wasm={}", built.plain.display()))
        .arg(format!("--alias:{NAME}-words={}", words.display()))
        .arg("--loader:.wasm=binary")
        .arg(format!("--outfile={}", dist.join("server.js").display()))
        .current_dir(ws.path("pkg")))?;
    fs::write(dist.join("style.css"), sheet(ws)?)?;
    Ok(())
}

/// The sheets that `src/style.rs` names, in its order.
fn sheet(ws: &Workspace) -> Result<String> {
    let list = fs::read_to_string(ws.path("src/style.rs"))?;
    let names = list.split("\"../").skip(1);
    names
        .map(|rest| {
            let name = rest.split('"').next().unwrap_or_default();
            fs::read_to_string(ws.path(name)).with_context(|| name.to_owned())
        })
        .collect()
}
