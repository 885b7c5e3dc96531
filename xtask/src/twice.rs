//! `cargo xtask twice`: builds what is committed twice, from nothing, in two folders, and compares each byte of `dist/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::run::{cargo, heading, run};
use crate::setup;
use crate::workspace::Workspace;

/// Of different lengths: a path that got into a file would be seen.
const FOLDERS: [&str; 2] = ["target/twice/one", "target/twice/another/folder"];

pub(crate) fn command(ws: &Workspace) -> Result<()> {
    setup::for_bundle(ws, false)?;
    let mut dists = Vec::new();
    for folder in FOLDERS {
        heading(&format!("building in {folder}"));
        let folder = ws.path(folder);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        run(Command::new("git")
            .args(["clone", "--quiet", "--no-local"])
            .args([&ws.root, &folder]))?;
        // The tools are what they are: their versions are fixed.
        let (from, to) = (ws.path("target/tools/bin"), folder.join("target/tools/bin"));
        fs::create_dir_all(&to)?;
        for tool in fs::read_dir(&from)? {
            let tool = tool?;
            fs::copy(tool.path(), to.join(tool.file_name()))?;
        }
        run(cargo()
            .args(["xtask", "bundle", "--out", "target/dist"])
            .env_remove("CARGO_TARGET_DIR")
            .current_dir(&folder))?;
        dists.push(files(&folder.join("target/dist"))?);
    }
    let [one, another] = dists.as_slice() else {
        bail!("not two builds");
    };
    let names = |dist: &BTreeMap<String, _>| dist.keys().cloned().collect::<Vec<_>>();
    ensure!(names(one) == names(another), "the builds have other files");
    let different: Vec<_> = one
        .iter()
        .filter(|(name, bytes)| another.get(*name) != Some(*bytes))
        .map(|(name, _)| name.as_str())
        .collect();
    ensure!(different.is_empty(), "not equal: {}", different.join(", "));
    println!("\n{} files, and every byte of them is equal", one.len());
    fs::remove_dir_all(ws.path("target/twice"))?;
    Ok(())
}

fn files(dist: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dist).with_context(|| dist.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, fs::read(entry.path())?);
    }
    Ok(files)
}
