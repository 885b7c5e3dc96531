//! Looks at what was built for things that may never be in it: strings that become code or markup, and paths of this machine.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Result, bail};

use crate::run::output;
use crate::workspace::Workspace;

/// Each of these needs a looser policy than the pages that we promise to run in.
const SINKS: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "setHTMLUnsafe",
    "document.write",
    "createContextualFragment",
    "eval(",
    "Function(",
];

pub(crate) fn check_script(text: &str) -> Result<()> {
    let found: Vec<&str> = SINKS
        .iter()
        .copied()
        .filter(|sink| contains_word(text, sink))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "the script uses {}: a strict Content-Security-Policy or Trusted Types would stop it",
        found.join(", ")
    )
}

/// Not as the end of a longer name (`retrieval(` is not `eval(`), nor as text: the glue describes a function as "Function(name)".
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|c| {
            let quoted_call = matches!(c, '"' | '\'' | '`') && word.ends_with('(');
            c.is_alphanumeric() || c == '_' || c == '$' || quoted_call
        })
    })
}

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn code_and_markup_from_strings_are_found() {
        for script in [
            "a.innerHTML=b",
            "window.eval(x)",
            "new Function(x)",
            "Function(x)",
            "document.write(1)",
        ] {
            assert!(check_script(script).is_err(), "{script}");
        }
    }

    #[test]
    fn names_that_only_end_like_them_are_fine() {
        check_script("retrieval(1);makeFunction(2);function(){};`Function(${n})`").unwrap();
    }
}
