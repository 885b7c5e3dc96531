//! `cargo xtask preview`: the preview page, with a local Transak behind it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use crate::run::{cargo, heading, run};
use crate::server::{Server, free_port};
use crate::workspace::Workspace;
use crate::{setup, tools};

const SANDBOX: u16 = 8787;
const PAGE: u16 = 8080;
/// Trunk listens only after its first build.
const FIRST_BUILD: Duration = Duration::from_secs(1_200);

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    setup::for_preview(ws)?;
    let binary = build_sandbox(ws)?;

    let stop = Arc::new(AtomicBool::new(false));
    let raise = Arc::clone(&stop);
    ctrlc::set_handler(move || raise.store(true, Ordering::SeqCst))?;

    heading("sandbox and preview");
    let (sandbox_port, page_port) = (free_port(SANDBOX)?, free_port(PAGE)?);
    let mut sandbox = Server::start(
        "sandbox",
        Command::new(binary).args(["--port", &sandbox_port.to_string()]),
    )?;
    sandbox.wait_for(sandbox_port, Duration::from_secs(20), &stop)?;

    let mut serve = trunk(ws, "serve")?;
    serve
        .args(["--address", "127.0.0.1", "--port", &page_port.to_string()])
        .args(options);
    let mut page = Server::start("trunk", &mut serve)?;
    page.wait_for(page_port, FIRST_BUILD, &stop)?;

    if !stop.load(Ordering::SeqCst) {
        println!("\n  preview   http://127.0.0.1:{page_port}/?sandbox={sandbox_port}");
        println!("  sandbox   http://127.0.0.1:{sandbox_port}");
        println!("  Ctrl-C ends both\n");
    }
    while !stop.load(Ordering::SeqCst) {
        sandbox.check()?;
        page.check()?;
        sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// The page as plain files, for the tests.
pub(crate) fn build(ws: &Workspace, dist: &str) -> Result<()> {
    run(trunk(ws, "build")?.arg("--dist").arg(ws.path(dist)))
}

pub(crate) fn build_sandbox(ws: &Workspace) -> Result<PathBuf> {
    build_binary(ws, "transak-sandbox", "sandbox")
}

pub(crate) fn build_relay(ws: &Workspace) -> Result<PathBuf> {
    build_binary(ws, "transak-order-relay", "relay")
}

fn build_binary(ws: &Workspace, package: &str, name: &str) -> Result<PathBuf> {
    run(cargo()
        .args(["build", "--package", package, "--bin", name])
        .current_dir(&ws.root))?;
    Ok(ws
        .target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Trunk takes wasm-bindgen and wasm-opt from `PATH` where they are, and so fetches nothing.
pub(crate) fn trunk(ws: &Workspace, command: &str) -> Result<Command> {
    let mut trunk = Command::new(ws.tool("trunk"));
    trunk
        .args([command, "--skip-version-check"])
        .env("PATH", tools::search_path(ws)?)
        .env_remove("NO_COLOR") // it wants `true` or `false` there, where everyone else has `1`
        .current_dir(&ws.root);
    Ok(trunk)
}
