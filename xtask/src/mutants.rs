//! `cargo xtask simulate --mutants`: spoils a copy of the core in many ways, one at a time; the simulator must notice each.
//!
//! A mutant is a patch of text, never code in the product. One that does not apply or compile any more is an error.

mod list;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::simulate::harness;
use crate::workspace::Workspace;
use list::{MUTANTS, Mutant};

/// What the copy needs: the crate, the simulator, and the other members of the workspace.
const COPIED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "tests/render.rs",
    "tests/simulate",
    "bundler",
    "relay",
    "samples/leptos",
    "sandbox",
    "xtask",
];
/// How many days are played to catch one, and how large the fleet is that has a try afterwards.
const DAYS: &str = "20000";
const FLEET: &str = "4000";

/// Plays the mutants: all, or the one of that name.
pub(crate) fn command(ws: &Workspace, only: Option<&str>) -> Result<()> {
    let wanted: Vec<&Mutant> = MUTANTS
        .iter()
        .filter(|mutant| only.is_none_or(|name| name == mutant.name))
        .collect();
    if wanted.is_empty() {
        bail!("there is no such mutant; there are: {}", names());
    }
    for mutant in MUTANTS {
        mutant.apply(&ws.root)?;
    }
    let copy = Copy::new(ws)?;
    if let Some(by) = copy.play()? {
        bail!(
            "the simulator finds fault with the core as it is ({by}): run `cargo xtask simulate`"
        );
    }
    let mut missed = Vec::new();
    for mutant in &wanted {
        let start = Instant::now();
        let file = copy.root.join(mutant.file);
        fs::write(&file, mutant.apply(&ws.root)?)?;
        let caught = copy
            .play()
            .with_context(|| format!("mutant `{}`", mutant.name));
        fs::copy(ws.path(mutant.file), &file)?;
        let seconds = start.elapsed().as_secs();
        if let Some(by) = caught? {
            println!("caught  {:<34} by {by} ({seconds} s)", mutant.name);
        } else {
            println!("MISSED  {:<34} {} ({seconds} s)", mutant.name, mutant.what);
            missed.push(mutant.name);
        }
    }
    println!(
        "\n{} of {} mutants caught",
        wanted.len() - missed.len(),
        wanted.len()
    );
    if !missed.is_empty() {
        bail!("not caught: {}", missed.join(", "));
    }
    Ok(())
}

fn names() -> String {
    let names: Vec<&str> = MUTANTS.iter().map(|mutant| mutant.name).collect();
    names.join(", ")
}

impl Mutant {
    /// The text of its file, spoiled.
    fn apply(&self, root: &Path) -> Result<String> {
        let text = fs::read_to_string(root.join(self.file)).context(self.file)?;
        let found = text.matches(self.from).count();
        if found != 1 {
            bail!(
                "mutant `{}` does not apply any more: its text occurs {found} times in {}",
                self.name,
                self.file
            );
        }
        Ok(text.replacen(self.from, self.to, 1))
    }
}

/// The copy that is spoiled. What it is built into is kept, so only the crate is built anew for each mutant.
struct Copy {
    root: PathBuf,
    build: PathBuf,
}

impl Copy {
    fn new(ws: &Workspace) -> Result<Self> {
        let root = ws.path("target/mutants/copy");
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        for name in COPIED {
            copy(&ws.path(name), &root.join(name)).with_context(|| format!("copying {name}"))?;
        }
        Ok(Self {
            root,
            build: ws.path("target/mutants/build"),
        })
    }

    /// Plays the days, then the fleet; what noticed something, if anything did.
    fn play(&self) -> Result<Option<String>> {
        for (variable, value) in [("SIMULATE_SEEDS", DAYS), ("SIMULATE_FLEET", FLEET)] {
            let output = harness()
                .env(variable, value)
                .env("CARGO_TARGET_DIR", &self.build)
                // Building is most of the time.
                .env("CARGO_PROFILE_SIMULATE_OPT_LEVEL", "1")
                .current_dir(&self.root)
                .output()?;
            if output.status.success() {
                continue;
            }
            return noticed(&output).map(Some);
        }
        Ok(None)
    }
}

/// What the simulator said; an error where it was not even built.
fn noticed(output: &Output) -> Result<String> {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    if !said.contains("running 1 test") {
        bail!("it does not build:\n{complained}");
    }
    let seed = said.lines().find(|line| line.starts_with("  seed "));
    if let Some((seed, rule)) = seed.and_then(|line| line.trim().split_once(": ")) {
        let (rule, _) = rule.split_once(" at ").unwrap_or((rule, ""));
        return Ok(format!("\"{rule}\", {seed}"));
    }
    let all = format!("{said}\n{complained}");
    let sentence = all.lines().find_map(|line| {
        let line = line.trim().trim_start_matches('"');
        line.split_once(": Outage")
            .map(|(sentence, _)| sentence.to_owned())
    });
    let panic = || {
        all.lines()
            .find(|line| line.contains("panicked at"))
            .map(str::to_owned)
    };
    let what = sentence
        .map(|sentence| format!("the fleet: {sentence}"))
        .or_else(panic);
    Ok(what.unwrap_or_else(|| "an unknown complaint".to_owned()))
}

/// Copies a file, or a folder without what is built in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            if entry.file_name() != "target" {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
    } else {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_mutant_still_applies() {
        let ws = Workspace::find().unwrap();
        for mutant in MUTANTS {
            let text = mutant.apply(&ws.root).unwrap();
            assert_ne!(mutant.from, mutant.to, "{}", mutant.name);
            assert!(!text.is_empty());
        }
    }

    #[test]
    fn there_are_enough_mutants_and_each_has_its_own_name() {
        let names: BTreeSet<&str> = MUTANTS.iter().map(|mutant| mutant.name).collect();
        assert_eq!(names.len(), MUTANTS.len());
        assert!(names.len() >= 12);
    }
}
