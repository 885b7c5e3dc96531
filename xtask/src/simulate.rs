//! `cargo xtask simulate`: bad days for the core, by the thousand (`tests/simulate`), one alone, a fleet, or mutants of the core.

use std::process::Command;

use anyhow::Result;

use crate::mutants;
use crate::run::{cargo, run};
use crate::workspace::{NAME, Workspace};

/// What is to be simulated.
#[derive(Debug, PartialEq)]
pub(crate) enum Options {
    /// So many seeds, from this one on.
    Seeds { many: u64, first: u64 },
    /// One seed; every step of it; with the faults that are needed only.
    Seed {
        seed: u64,
        trace: bool,
        shrink: bool,
    },
    /// So many clients that lose the same server.
    Fleet(u64),
    /// Each mutant, or one of that name.
    Mutants(Option<String>),
}

impl Options {
    /// Reads the words after `simulate`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut words = words.iter().map(String::as_str).peekable();
        let mut options = Self::Seeds {
            many: 10_000,
            first: 0,
        };
        while let Some(word) = words.next() {
            let mut number = || number(word, words.next_if(|next| !next.starts_with("--")));
            options = match (word, options) {
                ("--seeds", Self::Seeds { first, .. }) => Self::Seeds {
                    many: number()?,
                    first,
                },
                ("--first", Self::Seeds { many, .. }) => Self::Seeds {
                    many,
                    first: number()?,
                },
                ("--seed", Self::Seeds { .. }) => Self::Seed {
                    seed: number()?,
                    trace: false,
                    shrink: false,
                },
                ("--trace", Self::Seed { seed, shrink, .. }) => Self::Seed {
                    seed,
                    trace: true,
                    shrink,
                },
                ("--shrink", Self::Seed { seed, trace, .. }) => Self::Seed {
                    seed,
                    trace,
                    shrink: true,
                },
                ("--fleet", Self::Seeds { .. }) => Self::Fleet(number().unwrap_or(10_000)),
                ("--mutants", Self::Seeds { .. }) => Self::Mutants(
                    words
                        .next_if(|next| !next.starts_with("--"))
                        .map(str::to_owned),
                ),
                (word, _) => return Err(format!("`simulate` does not take `{word}` here")),
            };
        }
        Ok(options)
    }
}

fn number(option: &str, word: Option<&str>) -> Result<u64, String> {
    let text = word.unwrap_or_default().replace('_', "");
    text.parse()
        .map_err(|_| format!("`{option}` needs a number"))
}

pub(crate) fn command(ws: &Workspace, options: &Options) -> Result<()> {
    let mut command = harness();
    command.current_dir(&ws.root);
    match options {
        Options::Mutants(name) => return mutants::command(ws, name.as_deref()),
        Options::Seeds { many, first } => {
            command
                .env("SIMULATE_SEEDS", many.to_string())
                .env("SIMULATE_FIRST", first.to_string());
        }
        Options::Seed {
            seed,
            trace,
            shrink,
        } => {
            command.env("SIMULATE_SEED", seed.to_string());
            for (is, name) in [(trace, "SIMULATE_TRACE"), (shrink, "SIMULATE_SHRINK")] {
                if *is {
                    command.env(name, "1");
                }
            }
        }
        Options::Fleet(clients) => {
            command.env("SIMULATE_FLEET", clients.to_string());
        }
    }
    run(&mut command)
}

/// The simulator, built to be fast: a test that does what the environment says.
pub(crate) fn harness() -> Command {
    let mut command = cargo();
    command.args([
        "test",
        "--quiet",
        "--profile",
        "simulate",
        "--package",
        NAME,
        "--test",
        "simulate",
    ]);
    command.args(["--", "--ignored", "--exact", "--nocapture", "simulate"]);
    command.env("RUST_BACKTRACE", "0");
    command
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn without_words_ten_thousand_days_are_played() {
        let usual = Options::Seeds {
            many: 10_000,
            first: 0,
        };
        assert_eq!(parse(""), Ok(usual));
    }

    #[test]
    fn seeds_may_begin_anywhere() {
        let options = Options::Seeds {
            many: 200_000,
            first: 7,
        };
        assert_eq!(parse("--seeds 200_000 --first 7"), Ok(options));
    }

    #[test]
    fn one_seed_may_be_traced_and_shrunk() {
        let options = Options::Seed {
            seed: 12,
            trace: true,
            shrink: true,
        };
        assert_eq!(parse("--seed 12 --shrink --trace"), Ok(options));
    }

    #[test]
    fn a_fleet_and_the_mutants_have_their_own_words() {
        assert_eq!(parse("--fleet"), Ok(Options::Fleet(10_000)));
        assert_eq!(parse("--fleet 500"), Ok(Options::Fleet(500)));
        assert_eq!(parse("--mutants"), Ok(Options::Mutants(None)));
        let one = Options::Mutants(Some("no-jitter".to_owned()));
        assert_eq!(parse("--mutants no-jitter"), Ok(one));
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        for line in [
            "--seeds",
            "--seeds x",
            "--trace",
            "--seed 1 --fleet",
            "--mutants --trace",
            "x",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
