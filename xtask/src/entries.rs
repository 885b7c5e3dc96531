//! The scripts of the npm package: every way in is one file, so that a hash allows all of it and no script loads another.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::glue::check_script;
use crate::run::{capture, run};
use crate::workspace::{NAME, Workspace};

/// What an entry is made from.
pub(crate) struct Parts<'a> {
    pub(crate) glue: &'a Path,
    pub(crate) wasm: &'a Path,
    pub(crate) second: &'a Path,
    /// Both in one.
    pub(crate) plain: &'a Path,
    /// Between the compiler and `dist`.
    pub(crate) between: &'a Path,
    pub(crate) dev: bool,
    /// Whether there is a second part.
    pub(crate) split: bool,
    /// The hash of the list of languages.
    pub(crate) words: String,
}

/// Source in `pkg/src`, file in `dist`, and whether the page may give the WebAssembly.
const ENTRIES: &[(&str, &str, bool)] = &[
    ("index", NAME, false),
    ("pure", "pure", true),
    ("single", "transak-order-tracker.single", true),
    ("embed", "embed", false),
    ("frame", "frame", false),
];

/// The page of the frame. Its one script is named as here; with the script's hash it runs that and nothing else.
const EMBED: (&str, &str) = ("embed.html", "src=\"./embed.js\"");

/// Loader and glue become one file, which knows the hash of its WebAssembly; and so for each way in.
pub(crate) fn write(ws: &Workspace, parts: &Parts<'_>, dist: &Path) -> Result<()> {
    for (source, file, given) in ENTRIES {
        let out = dist.join(format!("{file}.js"));
        // What is one file anyway has nothing to load later.
        let alone = *source == "single";
        let words = if alone { "" } else { &*parts.words };
        run(
            esbuild(ws, source, *given, parts.split && !alone, words, parts)?
                .arg(format!("--alias:{NAME}-glue={}", parts.glue.display()))
                .arg(format!("--alias:{NAME}-wasm={}", parts.plain.display()))
                .arg("--loader:.wasm=binary")
                .arg(format!("--outfile={}", out.display())),
        )?;
        check_script(&fs::read_to_string(out)?)?;
    }
    embed(ws, dist)?;
    react(ws, dist)
}

fn embed(ws: &Workspace, dist: &Path) -> Result<()> {
    let (name, script) = EMBED;
    let page = fs::read_to_string(ws.path("pkg").join(name))?;
    let hash = integrity(&dist.join("embed.js"))?;
    if page.matches(script).count() != 1 {
        bail!("pkg/{name} does not name its script as expected");
    }
    let page = page.replace(script, &format!("{script} integrity=\"{hash}\""));
    Ok(fs::write(dist.join(name), page)?)
}

/// The custom properties that a page may set, as an array of JavaScript's.
fn tokens(ws: &Workspace) -> Result<String> {
    let sheet = fs::read_to_string(ws.path("style/tokens.css"))?;
    let names: BTreeSet<_> = sheet
        .split("var(")
        .filter_map(|part| part.split([',', ')']).next())
        .filter(|name| name.starts_with("--order-tracker-"))
        .collect();
    Ok(serde_json::to_string(&names)?)
}

/// The loader without the glue, and without what tabs share (the socket and the questions), what survives a reload, what guards an instance, and what
/// finds the words: what has a limit of its own.
pub(crate) fn loader(ws: &Workspace, parts: &Parts<'_>) -> Result<Vec<u8>> {
    let out = parts.between.join("loader.js");
    run(
        esbuild(ws, "index", false, parts.split, &parts.words, parts)?
            .arg(format!("--external:{NAME}-glue"))
            .args(
                ["tabs", "questions", "record", "instance", "words"]
                    .map(|name| format!("--external:./{name}.js")),
            )
            .arg(format!("--outfile={}", out.display())),
    )?;
    Ok(fs::read(out)?)
}

fn esbuild(
    ws: &Workspace,
    source: &str,
    given: bool,
    split: bool,
    words: &str,
    parts: &Parts<'_>,
) -> Result<Command> {
    let mut command = Command::new(ws.npm_tool("esbuild"));
    command
        .args([
            &format!("src/{source}.ts"),
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--minify",
            "--legal-comments=none",
            // wasm-bindgen's own, which nobody outside the glue sees.
            "--mangle-props=^(__wbg_ptr|__wrap|__destroy_into_raw|_wbg_cb_unref)$",
            "--log-level=warning",
            &format!("--define:DEV={}", parts.dev),
            &format!("--define:GIVEN={given}"),
            &format!("--define:SPLIT={split}"),
            &format!("--define:TOKENS={}", tokens(ws)?),
            &format!("--define:VERSION=\"{}\"", env!("CARGO_PKG_VERSION")),
            &format!("--define:WASM_INTEGRITY=\"{}\"", integrity(parts.wasm)?),
            &format!("--define:SECOND_INTEGRITY=\"{}\"", integrity(parts.second)?),
            &format!("--define:WORDS_INTEGRITY=\"{words}\""),
        ])
        .current_dir(ws.path("pkg"));
    Ok(command)
}

/// The element is a file beside it: a page that uses both ways has one tracker.
fn react(ws: &Workspace, dist: &Path) -> Result<()> {
    let out = dist.join("react.js");
    run(Command::new(ws.npm_tool("esbuild"))
        .args([
            "src/react.ts",
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--minify",
            "--banner:js=\"use client\";",
            "--external:react",
            "--log-level=warning",
        ])
        .arg(format!("--alias:{NAME}-element=./{NAME}.js"))
        .arg(format!("--external:./{NAME}.js"))
        .arg(format!("--outfile={}", out.display()))
        .current_dir(ws.path("pkg")))?;
    check_script(&fs::read_to_string(out)?)
}

/// Node is here anyway. SHA-256 is as good as the longer ones, and compresses as badly.
fn integrity(file: &Path) -> Result<String> {
    const SCRIPT: &str = "const { createHash } = require('node:crypto'); const { readFileSync } = require('node:fs');\
        console.log('sha256-' + createHash('sha256').update(readFileSync(process.argv[1])).digest('base64'))";
    capture(Command::new("node").args(["-e", SCRIPT]).arg(file))
}

/// Type-checks the loader, and writes the public types of each way in.
pub(crate) fn types(ws: &Workspace, between: &Path, dist: &Path) -> Result<()> {
    let types = between.join("types");
    run(Command::new(ws.npm_tool("tsc"))
        .args(["--project", ".", "--outDir"])
        .arg(&types)
        .current_dir(ws.path("pkg")))?;
    for (source, file) in [
        ("public", NAME),
        ("pure", "pure"),
        ("react", "react"),
        ("server", "server"),
    ] {
        let text = fs::read_to_string(types.join(format!("{source}.d.ts")))?
            .replace("\"./public.js\"", &format!("\"./{NAME}.js\""))
            .replace(&format!("\"{NAME}-element\""), &format!("\"./{NAME}.js\""))
            .replace(
                "import { takeFrom, type WasmSource } from \"./wasm.js\";\n",
                "",
            )
            .replace(
                "import { type WasmSource } from \"./wasm.js\";\n",
                WASM_SOURCE,
            );
        let inner = text.match_indices("from \"./").any(|(at, _)| {
            !text
                .get(at..)
                .is_some_and(|rest| rest.starts_with(&format!("from \"./{NAME}.js\"")))
        });
        if inner {
            bail!(
                "pkg/src/{source}.ts may not name types of the inner files: they are not shipped"
            );
        }
        fs::write(dist.join(format!("{file}.d.ts")), text)?;
    }
    Ok(())
}

/// The one inner type that is public.
const WASM_SOURCE: &str = "export type WasmSource = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;\n";
