//! `cargo xtask bench`: the published bundle, in two parts and in one, beside the same job done with pusher-js (`bench/`), in Chromium, as ratios.

use std::process::Command;

use anyhow::Result;

use crate::bundle::{self, Kind};
use crate::run::run;
use crate::workspace::Workspace;
use crate::{browser, npm, preview, setup};

/// What can be measured alone.
const PARTS: &[&str] = &["size", "first", "thread", "frames", "many"];

/// `--quick` and `--only A,B`, in any order: what bench/run.mjs takes.
#[derive(Debug, PartialEq)]
pub(crate) struct Options(Vec<String>);

impl Options {
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match word.as_str() {
                "--quick" => {}
                "--only" => {
                    let list = rest.next().map_or("", String::as_str);
                    if let Some(wrong) = list.split(',').find(|part| !PARTS.contains(part)) {
                        let parts = PARTS.join(", ");
                        return Err(format!("there is no part `{wrong}`; there are {parts}"));
                    }
                }
                _ => return Err(format!("`{word}` is not an option of this command")),
            }
        }
        Ok(Self(words.to_vec()))
    }
}

pub(crate) fn command(ws: &Workspace, options: &Options) -> Result<()> {
    setup::for_bundle(ws, false)?;
    setup::for_tests(ws)?;
    npm::install(ws, "bench")?;
    let browser = browser::find_or_install()?;
    let sandbox = preview::build_sandbox(ws)?;
    let (dist, plain) = (ws.path(bundle::DIST), ws.path(bundle::PLAIN_DIST));
    bundle::build(ws, Kind::Plain, &plain)?;
    bundle::build(ws, Kind::Published, &dist)?;
    run(Command::new("node")
        .arg(ws.path("bench/run.mjs"))
        .args(&options.0)
        .env("SANDBOX_BIN", sandbox)
        .env("DIST", &dist)
        .env("PLAIN_DIST", &plain)
        .env("CHROMIUM", &browser.chromium)
        .current_dir(&ws.root))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, String> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        Options::parse(&words)
    }

    #[test]
    fn parts_are_chosen_by_name() {
        for words in [&[][..], &["--quick"], &["--only", "size,first", "--quick"]] {
            assert_eq!(parse(words).unwrap().0, words);
        }
    }

    #[test]
    fn an_unknown_part_or_option_is_refused() {
        for words in [
            &["--slow"][..],
            &["--only"],
            &["--only", "size,all"],
            &["size"],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
