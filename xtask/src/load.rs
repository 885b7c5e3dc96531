//! `cargo xtask load`: the relay under load on loopback, with SQLite and with PostgreSQL, and from webhook to screen. Numbers for `relay/README.md`; an error where news was lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Result;

use crate::postgres::Postgres;
use crate::run::{cargo, heading, run};
use crate::server::{Server, free_port};
use crate::workspace::Workspace;
use crate::{browser, bundle, preview, setup};

const TOKEN: &str = "a token for the load";

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    setup::for_bundle(ws, false)?;
    setup::for_tests(ws)?;
    let quick = options.iter().any(|option| option == "--quick");
    let (seconds, streams) = if quick { ("10", "500") } else { ("60", "5000") };
    let package = [
        "--profile",
        "relay",
        "--package",
        "transak-order-relay",
        "--bin",
        "relay",
        "--example",
        "load",
    ];
    run(cargo().arg("build").args(package).current_dir(&ws.root))?;
    let folder = std::env::temp_dir().join(format!("relay-load-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let postgres = Postgres::start()?;
    let sqlite = format!("sqlite:{}", folder.join("relay.db").display());
    // At the rate that is asked of it, and at more than it can take.
    let measured = [
        ("SQLite", sqlite.clone(), "1200"),
        ("PostgreSQL", format!("{}/postgres", postgres.url), "1200"),
        ("SQLite", sqlite, "100000"),
    ]
    .into_iter()
    .try_for_each(|(name, database, rate)| {
        heading(&format!(
            "{name}, {seconds} s, {rate} webhooks a second wanted, {streams} event streams"
        ));
        measure(ws, &database, [seconds, rate, streams])
    });
    fs::remove_dir_all(&folder)?;
    measured?;
    heading("in Chromium");
    in_browser(ws, &programs(ws).join("relay"), &postgres, options)
}

/// From the webhook's acknowledgement to the status that a tracker shows.
fn in_browser(ws: &Workspace, relay: &Path, postgres: &Postgres, options: &[String]) -> Result<()> {
    let browser = browser::find_or_install()?;
    let sandbox = preview::build_sandbox(ws)?;
    let dist = ws.path(bundle::DIST);
    bundle::build(ws, bundle::Kind::Published, &dist)?;
    run(Command::new("node")
        .arg(ws.path("bench/relay.mjs"))
        .args(options)
        .env("RELAY_BIN", relay)
        .env("RELAY_TEST_POSTGRES", &postgres.url)
        .env("SANDBOX_BIN", sandbox)
        .env("DIST", &dist)
        .env("CHROMIUM", &browser.chromium)
        .current_dir(&ws.root))
}

fn programs(ws: &Workspace) -> PathBuf {
    ws.target.join("relay")
}

fn measure(ws: &Workspace, database: &str, words: [&str; 3]) -> Result<()> {
    let port = free_port(0)?;
    let programs = programs(ws);
    let mut relay = Command::new(programs.join("relay"));
    relay
        .env("RELAY_DRAIN_SECONDS", "0")
        .env("RELAY_LISTEN", format!("127.0.0.1:{port}"))
        .env("RELAY_ADMIN_LISTEN", "127.0.0.1:0")
        .env("RELAY_DATABASE", database)
        .env("RELAY_CLIENT_RATE", "100000")
        .env("RELAY_MAX_STREAMS_PER_CLIENT", "100000")
        .env("TRANSAK_API_KEY", "load")
        .env("TRANSAK_ACCESS_TOKEN", TOKEN)
        .env("TRANSAK_API_URL", "http://127.0.0.1:1")
        .stderr(Stdio::null());
    let mut relay = Server::start("relay", &mut relay)?;
    relay.wait_for(port, Duration::from_secs(30), &AtomicBool::new(false))?;
    run(Command::new(programs.join("examples/load"))
        .arg(format!("http://127.0.0.1:{port}"))
        .arg(TOKEN)
        .args(words))
}
