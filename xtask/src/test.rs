//! `cargo xtask test`: every check, from the quickest to the slowest, up to the first that fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::browser::{self, Browser};
use crate::postgres::Postgres;
use crate::run::{cargo, heading, run};
use crate::workspace::{NAME, WASM, Workspace};
use crate::{bundle, postgres, preview, samples, setup};

const RELAY: &str = "transak-order-relay";
const PREVIEW_DIST: &str = "target/preview";

type Work = fn(&Workspace, &Browser) -> Result<()>;
const STAGES: &[(&str, Work)] = &[
    ("fmt", fmt),
    ("clippy", clippy),
    ("native", native),
    ("relay", relay),
    ("web", web),
    ("bundle", |ws, _| {
        bundle::build(ws, bundle::Kind::Published, &ws.path(bundle::DIST))
    }),
    ("traps", |ws, _| {
        bundle::build(ws, bundle::Kind::Traps, &ws.path(bundle::TRAPS_DIST))
    }),
    ("preview", |ws, _| preview::build(ws, PREVIEW_DIST)),
    ("samples", |ws, _| samples::build(ws)),
    ("e2e", e2e),
];

/// Which stages are wanted.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan(Vec<&'static str>);

impl Plan {
    /// No words: all stages. `--only A,B`: those, in the usual order.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let known = || STAGES.iter().map(|(name, _)| *name);
        let list = match words {
            [] => return Ok(Self(known().collect())),
            [only, list] if only == "--only" => list,
            _ => return Err("`test` takes nothing but `--only STAGE[,STAGE]`".to_owned()),
        };
        if let Some(wrong) = list
            .split(',')
            .find(|name| !known().any(|stage| stage == *name))
        {
            let stages = known().collect::<Vec<_>>().join(", ");
            return Err(format!("there is no stage `{wrong}`; there are {stages}"));
        }
        Ok(Self(
            known()
                .filter(|stage| list.split(',').any(|name| name == *stage))
                .collect(),
        ))
    }
}

pub(crate) fn command(ws: &Workspace, plan: &Plan) -> Result<()> {
    let start = Instant::now();
    heading("setup");
    setup::for_preview(ws)?;
    setup::for_tests(ws)?;
    setup::for_bundle(ws, false)?;
    let browser = browser::find_or_install()?;
    postgres::find_or_install()?;
    println!("setup: {} s", start.elapsed().as_secs());

    for (name, work) in STAGES.iter().filter(|(name, _)| plan.0.contains(name)) {
        heading(name);
        let begin = Instant::now();
        work(ws, &browser).with_context(|| format!("stage `{name}` failed"))?;
        println!("{name}: passed in {} s", begin.elapsed().as_secs());
    }
    println!(
        "\n{}: passed in {} s",
        plan.0.join(", "),
        start.elapsed().as_secs()
    );
    Ok(())
}

fn fmt(ws: &Workspace, _: &Browser) -> Result<()> {
    run(cargo()
        .args(["fmt", "--all", "--", "--check"])
        .current_dir(&ws.root))
}

fn clippy(ws: &Workspace, _: &Browser) -> Result<()> {
    let native = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    run(cargo().args(native).current_dir(&ws.root))?;
    let render = ["--features", "render", "--all-targets"];
    let server = ["--features", "render", "--target", WASM, "--lib"];
    let wasm = [
        "--target",
        WASM,
        "--features",
        "element,preview,traps",
        "--lib",
        "--bins",
        "--test",
        "web",
    ];
    for what in [&render[..], &server, &wasm] {
        run(cargo()
            .args(["clippy", "--package", NAME])
            .args(what)
            .args(["--", "-D", "warnings"])
            .current_dir(&ws.root))?;
    }
    Ok(())
}

fn native(ws: &Workspace, _: &Browser) -> Result<()> {
    let all = ["test", "--workspace", "--exclude", RELAY];
    run(cargo().args(all).current_dir(&ws.root))?;
    let render = ["test", "--package", NAME, "--features", "render"];
    for what in [["--test", "render"], ["--doc", "render"]] {
        run(cargo().args(render).args(what).current_dir(&ws.root))?;
    }
    Ok(())
}

/// With SQLite and with a PostgreSQL of its own; what needs one is ignored in a plain `cargo test`.
fn relay(ws: &Workspace, _: &Browser) -> Result<()> {
    let postgres = Postgres::start()?;
    run(cargo()
        .args(["test", "--package", RELAY, "--", "--include-ignored"])
        .env("RELAY_TEST_POSTGRES", &postgres.url)
        .current_dir(&ws.root))
}

fn web(ws: &Workspace, browser: &Browser) -> Result<()> {
    if !ws.path("tests/web.rs").is_file() {
        println!("there is no tests/web.rs");
        return Ok(());
    }
    // `webdriver.json`, in the root, says how Chromium is started.
    run(cargo()
        .args(["test", "--package", NAME, "--target", WASM, "--test", "web"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            ws.tool("wasm-bindgen-test-runner"),
        )
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .current_dir(&ws.root))
}

/// A file that fails is run once more at the end, alone: a busy machine may spoil a test, but not twice. The run says so loudly, since
/// a race in what is tested looks the same.
fn e2e(ws: &Workspace, browser: &Browser) -> Result<()> {
    let sandbox = preview::build_sandbox(ws)?;
    let relay = preview::build_relay(ws)?;
    let postgres = Postgres::start()?;
    let mut files = test_files(&ws.path("pkg/tests"))?;
    files.extend(test_files(&ws.path("tests/e2e"))?);
    let passes = |file: &PathBuf| {
        println!(
            "\n── {}",
            file.strip_prefix(&ws.root).unwrap_or(file).display()
        );
        run(Command::new("node")
            .args(["--test", "--test-reporter=spec"])
            .arg(file)
            .env("SANDBOX_BIN", &sandbox)
            .env("RELAY_BIN", &relay)
            .env("RELAY_TEST_POSTGRES", &postgres.url)
            .env("DIST", ws.path(bundle::DIST))
            .env("TRAPS_DIST", ws.path(bundle::TRAPS_DIST))
            .env("PREVIEW_DIST", ws.path(PREVIEW_DIST))
            .env("CHROMIUM", &browser.chromium)
            .env("FIREFOX", &browser.firefox)
            .current_dir(&ws.root))
        .is_ok()
    };
    let failed: Vec<_> = files.iter().filter(|file| !passes(file)).collect();
    let again: Vec<_> = failed.iter().filter(|file| !passes(file)).collect();
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Plan, String> {
        Plan::parse(
            &words
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn without_words_every_stage_runs() {
        assert_eq!(parse(&[]).unwrap().0.len(), STAGES.len());
    }

    #[test]
    fn chosen_stages_run_in_the_usual_order() {
        assert_eq!(parse(&["--only", "e2e,fmt"]), Ok(Plan(vec!["fmt", "e2e"])));
    }

    #[test]
    fn a_misspelt_stage_or_option_is_refused() {
        assert!(
            parse(&["--only", "e2e,unknown"])
                .unwrap_err()
                .contains("`unknown`")
        );
        for words in [
            &["--only"][..],
            &["fast"],
            &["--only", "fmt", "x"],
            &["--only", ""],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
