//! xtask as the linker's stand-in: passes everything on to rust-lld, but for exports that nobody uses. They have to go
//! here: later tools can't tell which entries of the function table only served them, and would keep 10 KB.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::run::output;
use crate::workspace::WASM;

/// Says where the true linker is; only with it we are one.
const LINKER: &str = "XTASK_RUST_LLD";
/// A mark for a tool that splits the WebAssembly; what only texts that grow on their way in need (`modern`); and the classes of `wasm-streams`, which Leptos brings along for
/// server functions, and their functions (`intounderlyingsink_write_<hash>`). Cargo does not link again because this list has changed: touch src/lib.rs.
const UNUSED: &[&str] = &[
    "_WASM_SPLIT_MARKER_",
    "__wbindgen_realloc",
    "intounderlyingbytesource_",
    "intounderlyingsink_",
    "intounderlyingsource_",
];

/// Makes cargo link through us. By variables, which do not show in the symbols' hashes as flags would: they hold paths.
pub(crate) fn install(cargo: &mut Command) -> Result<()> {
    let linker = format!(
        "CARGO_TARGET_{}_LINKER",
        WASM.to_uppercase().replace('-', "_")
    );
    cargo
        .env(linker, env::current_exe()?)
        .env(LINKER, rust_lld()?);
    Ok(())
}

fn rust_lld() -> Result<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]));
    let about = output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let found = sysroot.zip(host).map(|(sysroot, host)| {
        Path::new(&sysroot)
            .join("lib/rustlib")
            .join(host)
            .join("bin")
            .join(format!("rust-lld{}", env::consts::EXE_SUFFIX))
    });
    found
        .filter(|path| path.is_file())
        .context("rust-lld is not where rustup puts it")
}

/// Links, if that is what we were started for.
pub(crate) fn run_as_linker() -> Option<ExitCode> {
    let linker = env::var_os(LINKER)?;
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match pass_on(&linker, &arguments) {
        Ok(true) => Some(ExitCode::SUCCESS),
        Ok(false) => Some(ExitCode::FAILURE),
        Err(why) => {
            eprintln!("error: {why:#}");
            Some(ExitCode::FAILURE)
        }
    }
}

fn pass_on(linker: &OsString, arguments: &[OsString]) -> Result<bool> {
    let mut kept = without_unused(arguments);
    // Where so many arguments are too long for a command line, they come in a file, one a line.
    for argument in &mut kept {
        let path = argument.to_str().and_then(|text| text.strip_prefix('@'));
        if let Some(path) = path.map(PathBuf::from) {
            let bytes = fs::read(&path)?;
            let lines: Vec<OsString> = String::from_utf8(bytes)
                .context("the linker's arguments are not UTF-8")?
                .lines()
                .map(OsString::from)
                .collect();
            let lines = without_unused(&lines);
            let shorter = path.with_extension("xtask");
            fs::write(
                &shorter,
                lines.join(&OsString::from("\n")).as_encoded_bytes(),
            )?;
            *argument = format!("@{}", shorter.display()).into();
        }
    }
    let status = Command::new(linker).args(kept).status();
    Ok(status.context("could not start rust-lld")?.success())
}

/// `--export` and the name after it go together.
fn without_unused(arguments: &[OsString]) -> Vec<OsString> {
    let mut kept: Vec<OsString> = Vec::new();
    for argument in arguments {
        let exported = kept
            .last()
            .is_some_and(|last| last == "--export" || last == "\"--export\"");
        let name = argument.to_string_lossy();
        if exported && UNUSED.iter().any(|unused| name.contains(unused)) {
            kept.pop();
        } else {
            kept.push(argument.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn an_unused_export_goes_with_its_flag_and_nothing_else_does() {
        let given = "-flavor wasm --export mount --export intounderlyingsink_write_0a1b \
                     --export __wbg_intounderlyingsource_free_0a1b a/intounderlyingsink_x.o --no-entry";
        let expected = "-flavor wasm --export mount a/intounderlyingsink_x.o --no-entry";
        assert_eq!(without_unused(&words(given)), words(expected));
    }
}
