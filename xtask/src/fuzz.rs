//! `cargo xtask fuzz`: the bodies of `tests/fuzz` under libFuzzer, longer than `cargo test` runs them over their seeds.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{heading, run};
use crate::tools;
use crate::workspace::Workspace;

/// The targets, as `fuzz/Cargo.toml` has them.
const TARGETS: [&str; 6] = ["config", "day", "frames", "links", "orders", "webhook"];
/// For each target, in seconds.
const USUAL: u32 = 60;

/// What is run, and how long.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    seconds: u32,
    targets: Vec<&'static str>,
}

impl Options {
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self {
            seconds: USUAL,
            targets: Vec::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--seconds" {
                let number = words.next().and_then(|number| number.parse().ok());
                options.seconds = number
                    .filter(|seconds| *seconds > 0)
                    .ok_or("`--seconds` takes a whole number from 1 on")?;
            } else if let Some(target) = TARGETS.into_iter().find(|target| target == word) {
                options.targets.push(target);
            } else {
                let targets = TARGETS.join(", ");
                return Err(format!("there is no target `{word}`; there are {targets}"));
            }
        }
        if options.targets.is_empty() {
            options.targets.extend(TARGETS);
        }
        Ok(options)
    }
}

pub(crate) fn command(ws: &Workspace, options: &Options) -> Result<()> {
    tools::cargo_fuzz(ws)?;
    for target in &options.targets {
        heading(&format!("{target}, {} s", options.seconds));
        fuzz(ws, target, options.seconds).with_context(|| {
            format!(
                "an invariant of `{target}` does not hold: the input is in fuzz/artifacts/{target}. Copied to \
                 fuzz/corpus-seed/{target}, it runs in `cargo test --test fuzz`, and stays there when the fault is mended"
            )
        })?;
    }
    Ok(())
}

/// There is no `unsafe` in the core for a sanitizer to watch, and without one the stable compiler is enough.
fn fuzz(ws: &Workspace, target: &str, seconds: u32) -> Result<()> {
    let corpus = ws.path("fuzz/corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| corpus.display().to_string())?;
    let mut command = Command::new(ws.tool("cargo-fuzz"));
    command
        .args(["fuzz", "run", "--sanitizer", "none", "--target-dir"])
        .arg(ws.target.join("fuzz"))
        .arg(target)
        // What is found goes to the first folder, the others are only read.
        .arg(corpus)
        .arg(ws.path("fuzz/corpus-seed").join(target));
    if target == "orders" {
        command.arg(ws.path("tests/data"));
    }
    let time = format!("-max_total_time={seconds}");
    run(command
        .args(["--", &time, "-max_len=16384", "-timeout=5"])
        .env_remove("RUSTFLAGS")
        .current_dir(&ws.root))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, String> {
        Options::parse(
            &words
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn without_words_every_target_runs_for_a_minute() {
        let options = parse(&[]).unwrap();
        assert_eq!((options.seconds, options.targets.len()), (60, 6));
    }

    #[test]
    fn targets_and_time_are_chosen_in_any_order() {
        let options = parse(&["links", "--seconds", "5", "config"]).unwrap();
        assert_eq!(
            (options.seconds, options.targets),
            (5, vec!["links", "config"])
        );
    }

    #[test]
    fn a_misspelt_target_or_time_is_refused() {
        for words in [
            &["link"][..],
            &["--seconds"],
            &["--seconds", "0"],
            &["--seconds", "x"],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn the_targets_are_those_of_the_fuzz_crate() {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/Cargo.toml");
        let manifest = fs::read_to_string(manifest).unwrap();
        for target in TARGETS {
            assert!(manifest.contains(&format!("path = \"targets/{target}.rs\"")));
        }
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    }
}
