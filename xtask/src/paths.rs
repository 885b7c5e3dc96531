//! Paths of this machine, which may never be in what ships.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Result, bail};

use crate::run::output;
use crate::workspace::Workspace;

/// The folders of this machine that show up in panic messages and debug data: `(folder, what it is called instead)`.
pub(crate) fn machine_paths(ws: &Workspace) -> Vec<(String, &'static str)> {
    let home = env::home_dir().unwrap_or_default();
    let cargo_home = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), Into::into);
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let rustup_home = env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), Into::into);
    // The compiler takes the last that fits, so the narrower ones come later.
    let mut folders = vec![
        (rustup_home, "rustup"),
        (Path::new(&sysroot).join("lib/rustlib/src/rust"), "rust"),
        (cargo_home.clone(), "cargo"),
    ];
    // A folder for each registry, by its address.
    let registries = fs::read_dir(cargo_home.join("registry/src"))
        .into_iter()
        .flatten()
        .flatten();
    folders.extend(registries.map(|registry| (registry.path(), "deps")));
    folders.push((ws.root.clone(), "."));
    folders
        .into_iter()
        .map(|(folder, name)| (folder.to_string_lossy().into_owned(), name))
        .filter(|(folder, _)| folder.len() > 1)
        .collect()
}

pub(crate) fn check_binary(ws: &Workspace, bytes: &[u8]) -> Result<()> {
    for (folder, _) in machine_paths(ws) {
        if bytes
            .windows(folder.len())
            .any(|window| window == folder.as_bytes())
        {
            bail!("the WebAssembly holds a path of this machine: {folder}");
        }
    }
    Ok(())
}
