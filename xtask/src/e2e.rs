//! The last stage of `cargo xtask test`: everything built, in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browser::Browser;
use crate::bundle;
use crate::limit::{self, Ended};
use crate::postgres::Postgres;
use crate::preview;
use crate::test::PREVIEW_DIST;
use crate::workspace::Workspace;

/// How many files run at a time, on two cores: most of them wait most of the time, for something to be late.
const AT_ONCE: usize = 2;

/// How many minutes a file may take, unless it says so itself: `// Limit: 20 minutes.`
const MINUTES: u64 = 10;

/// A file that fails is run once more at the end, alone: a busy machine may spoil a test, but not twice. The run says so loudly, since
/// a race in what is tested looks the same.
pub(crate) fn all(ws: &Workspace, browser: &Browser) -> Result<()> {
    let (sandbox, relay) = (preview::build_sandbox(ws)?, preview::build_relay(ws)?);
    let shop = preview::build_shop(ws)?;
    let postgres = Postgres::start()?;
    let mut files = test_files(&ws.path("pkg/tests"))?;
    files.extend(test_files(&ws.path("tests/e2e"))?);
    let command = |file: &Path| {
        let mut command = Command::new("node");
        command
            .args(["--test", "--test-reporter=spec"])
            .arg(file)
            .env("SANDBOX_BIN", &sandbox)
            .env("RELAY_BIN", &relay)
            .env("SHOP_BIN", &shop)
            .env("RELAY_TEST_POSTGRES", &postgres.url)
            .env("DIST", ws.path(bundle::DIST))
            .env("PLAIN_DIST", ws.path(bundle::PLAIN_DIST))
            .env("TRAPS_DIST", ws.path(bundle::TRAPS_DIST))
            .env("PREVIEW_DIST", ws.path(PREVIEW_DIST))
            .envs(browser.variables())
            .current_dir(&ws.root);
        command
    };
    let failed = run_all(ws, files, AT_ONCE, &command);
    let again = run_all(ws, failed.clone(), 1, &command);
    for file in &failed {
        println!(
            "e2e: {} FAILED the first time: look for a race",
            file.display()
        );
    }
    if again.is_empty() {
        return Ok(());
    }
    bail!("failed twice: {again:?}")
}

/// Runs the files, so many at a time; which of them failed. What one prints is not mixed with what others print.
fn run_all(
    ws: &Workspace,
    mut files: Vec<PathBuf>,
    at_once: usize,
    command: &(impl Fn(&Path) -> Command + Sync),
) -> Vec<PathBuf> {
    files.reverse();
    let (waiting, failed) = (Mutex::new(files), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let Some(file) = waiting.lock().ok().and_then(|mut files| files.pop()) else {
                return;
            };
            let begin = Instant::now();
            let Ended { passed, said } = limit::run(&mut command(&file), limit_of(&file));
            if let Ok(mut failed) = failed.lock() {
                println!(
                    "\n\u{2500}\u{2500} {} ({} s)\n{said}",
                    file.strip_prefix(&ws.root).unwrap_or(&file).display(),
                    begin.elapsed().as_secs(),
                );
                if !passed {
                    failed.push(file);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(work);
        }
    });
    failed.into_inner().unwrap_or_default()
}

fn limit_of(file: &Path) -> Duration {
    let text = fs::read_to_string(file).unwrap_or_default();
    let own = text.lines().find_map(|line| {
        let (number, _) = line.strip_prefix("// Limit: ")?.split_once(" minutes.")?;
        number.parse().ok()
    });
    Duration::from_secs(own.unwrap_or(MINUTES) * 60)
}

/// All `*.test.mjs`, however deep, in the order of their names. (Node 20 knows no globs.)
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if name != "node_modules" {
                files.extend(test_files(&entry.path())?);
            }
        } else if name.ends_with(".test.mjs") {
            files.push(entry.path());
        }
    }
    if files.is_empty() && folder.ends_with("e2e") {
        bail!("there are no tests in {}", folder.display());
    }
    Ok(files)
}
