//! `cargo xtask setup`: what a fresh machine lacks. Doing it again costs nothing.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{browser, npm, tools};

pub(crate) fn command(ws: &Workspace, options: &[String]) -> Result<()> {
    for_preview(ws)?;
    for_tests(ws)?;
    tools::standard_library()?;
    if options.iter().any(|option| option == "--browser") {
        browser::find_or_install()?;
    }
    println!("Everything is there.");
    Ok(())
}

/// A bundle for development is built with the standard library that the compiler brings along.
pub(crate) fn for_bundle(ws: &Workspace, dev: bool) -> Result<()> {
    if !dev {
        tools::standard_library()?;
    }
    for_web(ws)
}

fn for_web(ws: &Workspace) -> Result<()> {
    npm::node()?;
    npm::install(ws, "pkg")?;
    tools::wasm_target()?;
    tools::wasm_bindgen(ws)
}

pub(crate) fn for_preview(ws: &Workspace) -> Result<()> {
    for_web(ws)?;
    tools::trunk(ws)
}

/// What only the tests need, without the browser.
pub(crate) fn for_tests(ws: &Workspace) -> Result<()> {
    tools::components()?;
    npm::install(ws, "tests/e2e")?;
    npm::install(ws, "tests/e2e/soketi")?;
    npm::install(ws, "samples/shop")
}
