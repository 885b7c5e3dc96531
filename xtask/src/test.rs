//! `cargo xtask test`: every check, from the quickest to the slowest, up to the first that fails.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::browser::{self, Browser};
use crate::postgres::Postgres;
use crate::run::{cargo, heading, run};
use crate::workspace::{NAME, WASM, Workspace};
use crate::{bundle, e2e, php, postgres, preview, samples, setup};

const RELAY: &str = "transak-order-relay";
/// The preview page, built for the tests.
pub(crate) const PREVIEW_DIST: &str = "target/preview";

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
    ("plain", |ws, _| {
        bundle::build(ws, bundle::Kind::Plain, &ws.path(bundle::PLAIN_DIST))
    }),
    ("traps", |ws, _| {
        bundle::build(ws, bundle::Kind::Traps, &ws.path(bundle::TRAPS_DIST))
    }),
    ("preview", |ws, _| preview::build(ws, PREVIEW_DIST)),
    ("samples", |ws, _| samples::build(ws)),
    ("e2e", e2e::all),
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
    php::find_or_install()?;
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

/// `cargo xtask check`: what is quick, and needs nothing that has to be installed.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    for (name, work) in [
        ("fmt", format as fn(&Workspace) -> Result<()>),
        ("clippy", lint),
        ("native", unit),
    ] {
        heading(name);
        work(ws)?;
    }
    Ok(())
}

fn fmt(ws: &Workspace, _: &Browser) -> Result<()> {
    format(ws)
}

fn format(ws: &Workspace) -> Result<()> {
    run(cargo()
        .args(["fmt", "--all", "--", "--check"])
        .current_dir(&ws.root))
}

/// Without the targets and features that a browser needs.
fn lint(ws: &Workspace) -> Result<()> {
    let native = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    run(cargo().args(native).current_dir(&ws.root))
}

fn clippy(ws: &Workspace, _: &Browser) -> Result<()> {
    lint(ws)?;
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

/// All but the relay, whose tests want databases.
fn unit(ws: &Workspace) -> Result<()> {
    let all = ["test", "--workspace", "--exclude", RELAY];
    run(cargo().args(all).current_dir(&ws.root))
}

fn native(ws: &Workspace, _: &Browser) -> Result<()> {
    unit(ws)?;
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
