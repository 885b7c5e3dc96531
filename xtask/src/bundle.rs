//! `cargo xtask bundle`: the npm package's `dist/`, an ES module and the WebAssembly beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cold;
use crate::compile::compile;
use crate::entries::{self, Parts};
use crate::factory::factory;
use crate::glue::check_binary;
use crate::glue_parts::cut;
use crate::modern::modernise;
use crate::optimise::{self, optimise};
use crate::paint;
use crate::run::{capture, run};
use crate::setup;
use crate::sizes::{Budget, report};
use crate::workspace::{NAME, Workspace};

/// What npm publishes.
pub(crate) const DIST: &str = "pkg/dist";

/// What the tests of panics need, and nobody else may get.
pub(crate) const TRAPS_DIST: &str = "target/traps-dist";

/// `--dev`, `--traps` and `--out FOLDER`, in any order.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    dev: bool,
    /// Panics where the page wishes.
    traps: bool,
    out: Option<PathBuf>,
}

impl Options {
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--dev" => options.dev = true,
                "--traps" => options.traps = true,
                "--out" => options.out = Some(words.next().ok_or("`--out` needs a folder")?.into()),
                _ => return Err(format!("`{word}` is not an option of this command")),
            }
        }
        if options.traps && !options.dev {
            return Err(
                "`--traps` goes with `--dev`: a page may never make what is published panic"
                    .to_owned(),
            );
        }
        Ok(options)
    }
}

pub(crate) fn command(ws: &Workspace, options: &Options) -> Result<()> {
    setup::for_bundle(ws, options.dev)?;
    let usual = if options.traps { TRAPS_DIST } else { DIST };
    let dist = options.out.clone().unwrap_or_else(|| ws.path(usual));
    let kind = match (options.dev, options.traps) {
        (false, _) => Kind::Published,
        (true, false) => Kind::Development,
        (true, true) => Kind::Traps,
    };
    build(ws, kind, &dist)
}

/// What a bundle is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Published,
    Development,
    /// Development, with panics where the page wishes.
    Traps,
    /// As published, but in one, and each function says that it ran (`cold`).
    Marked,
}

impl Kind {
    /// Quick to build, neither small nor free of this machine's paths.
    pub(crate) fn is_dev(self) -> bool {
        matches!(self, Self::Development | Self::Traps)
    }
}

/// The smallest module: where the WebAssembly is in one, there is no rest.
const NOTHING: &[u8] = b"\0asm\x01\0\0\0";

/// Builds all of `dist`.
pub(crate) fn build(ws: &Workspace, kind: Kind, dist: &Path) -> Result<()> {
    let dev = kind.is_dev();
    let between = ws.target.join("bundle");
    clear(&between)?;
    fs::create_dir_all(dist).with_context(|| dist.display().to_string())?;
    let dist = &dist.canonicalize()?;

    let features = if kind == Kind::Traps {
        "element,traps"
    } else {
        "element"
    };
    let raw = compile(ws, kind, features)?;
    bindgen(ws, &raw, &between, dev)?;
    let wasm = dist.join(format!("{NAME}.wasm"));
    let (bound, glue) = (between.join("glue_bg.wasm"), between.join("glue.js"));
    let rest = dist.join(format!("{NAME}.rest.wasm"));
    let whole = between.join("whole.wasm");
    if dev {
        fs::copy(&bound, &wasm)?;
        fs::copy(&wasm, &whole)?;
        let whole: String = cut(&modernise(&fs::read_to_string(&glue)?)?)?
            .into_iter()
            .map(|part| part.text)
            .collect();
        fs::write(&glue, factory(&whole)?)?;
    } else {
        let to = optimise::Parts {
            first: &wasm,
            rest: &rest,
            whole: &whole,
        };
        optimise(ws, &bound, &to, &glue)?;
    }
    if kind == Kind::Marked {
        cold::write_marked(ws, &bound.with_extension("named.wasm"), &wasm)?;
    }
    if kind != Kind::Published {
        fs::write(&rest, NOTHING)?;
    }
    let parts = Parts {
        glue: &glue,
        wasm: &wasm,
        rest: &rest,
        whole: &whole,
        between: &between,
        dev,
        words: capture(
            Command::new("node")
                .arg(ws.path("pkg/words.mjs"))
                .args([dist, &between.join("words.json")]),
        )?,
        split: kind == Kind::Published,
    };
    entries::write(ws, &parts, dist)?;
    paint::write(ws, kind, &between, dist)?;
    entries::types(ws, &between, dist)?;
    run(Command::new("node")
        .arg(ws.path("pkg/papers.mjs"))
        .arg(dist))?;
    if !dev {
        for file in [&wasm, &rest, &whole] {
            check_binary(ws, &fs::read(file)?)?;
        }
    }
    report(
        dist,
        &entries::loader(ws, &parts)?,
        &Budget::read(ws)?,
        kind == Kind::Published,
    )
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

pub(crate) fn bindgen(ws: &Workspace, raw: &Path, out: &Path, dev: bool) -> Result<()> {
    let mut command = Command::new(ws.tool("wasm-bindgen"));
    command
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--out-name",
            "glue",
            "--out-dir",
        ])
        .arg(out);
    if !dev {
        // The names are for wasm-opt, which takes them away.
        command.arg("--remove-producers-section");
    }
    run(command.arg(raw))
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
    fn options_stand_in_any_order() {
        let expected = Options {
            dev: true,
            traps: false,
            out: Some("here".into()),
        };
        assert_eq!(parse(&["--dev", "--out", "here"]).unwrap(), expected);
        assert_eq!(parse(&["--out", "here", "--dev"]).unwrap(), expected);
        assert_eq!(parse(&[]).unwrap(), Options::default());
    }

    #[test]
    fn an_option_that_is_misspelt_or_lacks_its_folder_is_refused() {
        for words in [&["--release"][..], &["--out"], &["here"], &["--traps"]] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
