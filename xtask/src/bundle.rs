//! `cargo xtask bundle`: the npm package's `dist/`, an ES module and the WebAssembly beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::compile::compile;
use crate::optimise;
use crate::paths::check_binary;
use crate::run::run;
use crate::setup;
use crate::workspace::{NAME, Workspace};

/// What npm publishes.
pub(crate) const DIST: &str = "pkg/dist";

/// The same in one part: what the published one is compared with.
pub(crate) const PLAIN_DIST: &str = "target/plain-dist";

/// What the tests of panics need, and nobody else may get.
pub(crate) const TRAPS_DIST: &str = "target/traps-dist";

/// `--plain` or `--dev`, `--traps` and `--out FOLDER`, in any order.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    dev: bool,
    plain: bool,
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
                "--plain" => options.plain = true,
                "--traps" => options.traps = true,
                "--out" => options.out = Some(words.next().ok_or("`--out` needs a folder")?.into()),
                _ => return Err(format!("`{word}` is not an option of this command")),
            }
        }
        if options.dev && options.plain {
            return Err("`--plain` is a release; it does not go with `--dev`".to_owned());
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
    let (kind, usual) = match options {
        Options { traps: true, .. } => (Kind::Traps, TRAPS_DIST),
        Options { dev: true, .. } => (Kind::Development, DIST),
        Options { plain: true, .. } => (Kind::Plain, PLAIN_DIST),
        _ => (Kind::Published, DIST),
    };
    let dist = options.out.clone().unwrap_or_else(|| ws.path(usual));
    build(ws, kind, &dist)
}

/// What a bundle is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// In two parts.
    Published,
    /// As published, but in one part.
    Plain,
    Development,
    /// Development, with panics where the page wishes.
    Traps,
}

impl Kind {
    /// Quick to build, neither small nor free of this machine's paths.
    pub(crate) fn is_dev(self) -> bool {
        matches!(self, Self::Development | Self::Traps)
    }
}

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
    let built = optimise::element(ws, &raw, &between, dev)?;
    let (first, second) = (
        dist.join(format!("{NAME}.wasm")),
        dist.join(format!("{NAME}.second.wasm")),
    );
    if kind == Kind::Published {
        fs::copy(&built.first, &first)?;
        fs::copy(&built.second, &second)?;
    } else {
        fs::copy(&built.plain, &first)?;
        fs::write(&second, b"\0asm\x01\0\0\0")?; // the smallest module; nobody asks for it
    }
    let raw = compile(ws, kind, "render")?;
    let server = optimise::server(ws, &raw, &between.join("server"), dev)?;
    if !dev {
        for file in [&first, &second, &built.plain, &server] {
            check_binary(ws, &fs::read(file)?)?;
        }
    }

    let name = match kind {
        Kind::Published => "published",
        Kind::Plain => "plain",
        Kind::Development | Kind::Traps => "dev",
    };
    let node = |script: &str| {
        let mut command = Command::new("node");
        command.arg(ws.path("pkg").join(script));
        command
    };
    run(node("build.mjs").args([&between, dist]).arg(name))?;
    run(node("papers.mjs").arg(dist))?;
    let mut sizes = node("sizes.mjs");
    sizes.args([dist, &between.join("loader.js")]);
    if kind == Kind::Published {
        sizes.arg("--enforce");
    }
    run(&mut sizes)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
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
            plain: false,
            traps: false,
            out: Some("here".into()),
        };
        assert_eq!(parse(&["--dev", "--out", "here"]).unwrap(), expected);
        assert_eq!(parse(&["--out", "here", "--dev"]).unwrap(), expected);
        assert_eq!(parse(&[]).unwrap(), Options::default());
    }

    #[test]
    fn an_option_that_is_misspelt_or_lacks_its_folder_is_refused() {
        for words in [
            &["--release"][..],
            &["--out"],
            &["here"],
            &["--traps"],
            &["--dev", "--plain"],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
