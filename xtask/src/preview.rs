//! `cargo xtask preview`: the preview page, with a local Transak behind it.

use std::path::{Path, PathBuf};
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
const RELAY: u16 = 8788;
/// Trunk listens only after its first build.
const FIRST_BUILD: Duration = Duration::from_secs(1_200);

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    setup::for_preview(ws)?;
    let binary = build_sandbox(ws)?;
    let with_relay = options.iter().any(|option| option == "--relay");
    let options: Vec<_> = options
        .iter()
        .filter(|option| *option != "--relay")
        .collect();
    let relay_binary = with_relay.then(|| build_relay(ws)).transpose()?;

    let stop = Arc::new(AtomicBool::new(false));
    let raise = Arc::clone(&stop);
    ctrlc::set_handler(move || raise.store(true, Ordering::SeqCst))?;

    heading("sandbox and preview");
    let (sandbox_port, page_port) = (free_port(SANDBOX)?, free_port(PAGE)?);
    let relay_port = free_port(RELAY)?;
    let mut command = Command::new(binary);
    command.args(["--port", &sandbox_port.to_string()]);
    if with_relay {
        let webhooks = format!("http://127.0.0.1:{relay_port}/webhooks/transak");
        command.args(["--webhook-url", &webhooks]);
    }
    let mut sandbox = Server::start("sandbox", &mut command)?;
    sandbox.wait_for(sandbox_port, Duration::from_secs(20), &stop)?;
    let mut relay = match relay_binary {
        Some(binary) => Some(start_relay(ws, &binary, relay_port, sandbox_port, &stop)?),
        None => None,
    };

    let mut serve = trunk(ws, "serve")?;
    serve
        .args(["--address", "127.0.0.1", "--port", &page_port.to_string()])
        .args(options);
    let mut page = Server::start("trunk", &mut serve)?;
    page.wait_for(page_port, FIRST_BUILD, &stop)?;

    if !stop.load(Ordering::SeqCst) {
        let by_relay = if with_relay {
            format!("&relay={relay_port}")
        } else {
            String::new()
        };
        println!("\n  preview   http://127.0.0.1:{page_port}/?sandbox={sandbox_port}{by_relay}");
        println!("  sandbox   http://127.0.0.1:{sandbox_port}");
        if with_relay {
            println!("  relay     http://127.0.0.1:{relay_port}");
        }
        println!("  Ctrl-C ends all\n");
    }
    while !stop.load(Ordering::SeqCst) {
        sandbox.check()?;
        page.check()?;
        if let Some(relay) = &mut relay {
            relay.check()?;
        }
        sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// The partner's side: the sandbox sends it webhooks, and is its Transak.
fn start_relay(
    ws: &Workspace,
    binary: &Path,
    port: u16,
    sandbox: u16,
    stop: &AtomicBool,
) -> Result<Server> {
    let mut command = Command::new(binary);
    command
        .env("RELAY_DRAIN_SECONDS", "0")
        .env("RELAY_LISTEN", format!("127.0.0.1:{port}"))
        .env("RELAY_ADMIN_LISTEN", "127.0.0.1:0")
        .env(
            "RELAY_DATABASE",
            format!("sqlite:{}", ws.target.join("preview-relay.db").display()),
        )
        .env("RELAY_ALLOWED_ORIGINS", "*")
        .env("TRANSAK_API_KEY", "preview")
        .env("TRANSAK_API_SECRET", "preview")
        .env("TRANSAK_API_URL", format!("http://127.0.0.1:{sandbox}"));
    let mut relay = Server::start("relay", &mut command)?;
    relay.wait_for(port, Duration::from_secs(20), stop)?;
    Ok(relay)
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

/// The sample of a shop's own server, in Rust.
pub(crate) fn build_shop(ws: &Workspace) -> Result<PathBuf> {
    let arguments = [
        "build",
        "--package",
        "transak-order-relay",
        "--example",
        "shop",
    ];
    run(cargo().args(arguments).current_dir(&ws.root))?;
    Ok(built(ws, "examples/shop"))
}

fn build_binary(ws: &Workspace, package: &str, name: &str) -> Result<PathBuf> {
    run(cargo()
        .args(["build", "--package", package, "--bin", name])
        .current_dir(&ws.root))?;
    Ok(built(ws, name))
}

fn built(ws: &Workspace, name: &str) -> PathBuf {
    ws.target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
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
