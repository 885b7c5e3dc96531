//! From the compiler's WebAssembly to what ships: wasm-bindgen, `wasm-opt`, the cut in two (`bundler`), and the glue in a function.
//!
//! Every step is a tool with flags, or a call of `bundler`; what is promised is in `bundler/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use transak_order_bundler::{Map, Names, entry, factory, split, without_unused};

use crate::run::{capture, run};
use crate::workspace::Workspace;

/// The export through which alone the second part is reached (src/embed.rs).
const SEAM: &str = "fill_seam";
/// Exports of classes that Leptos brings along for server functions: nobody here makes one.
const UNUSED: &[&str] = &[
    "intounderlyingbytesource_",
    "intounderlyingsink_",
    "intounderlyingsource_",
];
/// What the loader calls of the glue (pkg/src/glue.d.ts), and what the glue calls it.
const ELEMENT: &[(&str, &str)] = &[("start", "initSync"), ("begin", "mount"), ("fill", SEAM)];
/// The same of pkg/src/server-glue.d.ts.
const SERVER: &[(&str, &str)] = &[("start", "initSync"), ("render", "render")];
/// What stands in for the page's own things, in the order of pkg/src/glue.d.ts.
const STAND_INS: &[&str] = &["WebAssembly", "WebSocket", "AbortController", "setInterval"];

/// Only what rustc's own default for this target uses. With `--all-features`, Chromium refuses the module.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Never `--traps-never-happen`: a panic is a trap, and the loader must see it. Rust keeps nothing below 1 MiB but the
/// stack. What pays, pays after brotli: a common expression in a variable of its own does not.
const SMALL: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--skip-pass=local-cse",
];
/// Left out in the last step: with brotli, what is written alike is smaller than what is written short.
const LAST: &[&str] = &[
    "--skip-pass=code-folding",
    "--skip-pass=simplify-locals",
    "--skip-pass=memory-packing",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The WebAssembly of a release for browsers: all in one, or in two parts.
pub(crate) struct Built {
    pub(crate) plain: PathBuf,
    pub(crate) first: PathBuf,
    pub(crate) second: PathBuf,
}

/// What the browser loads.
pub(crate) fn element(ws: &Workspace, raw: &Path, between: &Path, dev: bool) -> Result<Built> {
    let built = Built {
        plain: between.join("plain.wasm"),
        first: between.join("first.wasm"),
        second: between.join("second.wasm"),
    };
    if dev {
        bindgen(ws, raw, between)?;
        fs::copy(between.join("glue_bg.wasm"), &built.plain)?;
        glue(ws, between, ELEMENT, STAND_INS, None)?;
        return Ok(built);
    }
    let linked = fs::read(raw)?;
    let map = Map::read(&linked, SEAM, UNUSED)?;
    let lean = between.join("glue.wasm");
    fs::write(&lean, without_unused(&linked, &map)?)?;
    bindgen(ws, &lean, between)?;

    let whole = between.join("whole.wasm");
    let printed = capture(
        wasm_opt(ws, &between.join("glue_bg.wasm"), &whole)
            .args(SMALL)
            .args(["--minify-imports-and-exports-and-modules", "-g"]),
    )?;
    let names = Names::parse(&printed)?;
    glue(ws, between, ELEMENT, STAND_INS, Some(&names))?;
    let seam = names.new_name(SEAM).context("the seam's export is gone")?;
    let (first, second) = split(&fs::read(&whole)?, &map, seam)?;
    run(wasm_opt(ws, &whole, &built.plain).args(SMALL).args(LAST))?;
    for (bytes, to) in [(first, &built.first), (second, &built.second)] {
        fs::write(to, bytes)?;
        // Once more: much is simpler after the cut.
        run(wasm_opt(ws, to, to).args(SMALL).args(LAST))?;
    }
    Ok(built)
}

/// What Node loads: in one, and with its own names.
pub(crate) fn server(ws: &Workspace, raw: &Path, between: &Path, dev: bool) -> Result<PathBuf> {
    bindgen(ws, raw, between)?;
    let plain = between.join("plain.wasm");
    let bound = between.join("glue_bg.wasm");
    if dev {
        fs::copy(&bound, &plain)?;
    } else {
        run(wasm_opt(ws, &bound, &plain).arg("-Oz").args(LAST))?;
    }
    glue(ws, between, SERVER, &["WebAssembly"], None)?;
    Ok(plain)
}

fn wasm_opt(ws: &Workspace, from: &Path, to: &Path) -> Command {
    let mut command = Command::new(ws.npm_tool("wasm-opt"));
    command.args(FEATURES).arg(from).arg("-o").arg(to);
    command
}

/// The names stay in the WebAssembly: they are for `wasm-opt`, which takes them away.
fn bindgen(ws: &Workspace, raw: &Path, out: &Path) -> Result<()> {
    run(Command::new(ws.tool("wasm-bindgen"))
        .args(["--target", "web", "--no-typescript"])
        .args(["--omit-default-module-path", "--remove-producers-section"])
        .args(["--out-name", "glue", "--out-dir"])
        .args([out, raw]))
}

/// Writes `instance.js`: the glue as a function. esbuild leaves out classes and functions that nobody reaches.
fn glue(
    ws: &Workspace,
    between: &Path,
    calls: &[(&str, &str)],
    stand_ins: &[&str],
    names: Option<&Names>,
) -> Result<()> {
    let (from, to) = (between.join("entry.js"), between.join("script.js"));
    fs::write(&from, entry("./glue.js", calls))?;
    let mut esbuild = Command::new(ws.npm_tool("esbuild"));
    esbuild.arg(&from).args([
        "--bundle",
        "--format=iife",
        "--target=es2022",
        "--minify-syntax",
        // Nobody says `using` to a handle.
        "--define:Symbol.dispose=undefined",
        "--pure:FinalizationRegistry",
        "--log-level=warning",
    ]);
    if let Some(names) = names {
        let cache = between.join("names.json");
        fs::write(&cache, names.cache())?;
        esbuild
            .arg(format!("--mangle-props={}", names.pattern()))
            .arg("--mangle-quoted")
            .arg(format!("--mangle-cache={}", cache.display()));
    }
    run(esbuild.arg(format!("--outfile={}", to.display())))?;
    let module = factory(&fs::read_to_string(&to)?, stand_ins);
    Ok(fs::write(between.join("instance.js"), module)?)
}
