//! Chromium and its driver, and Firefox: found, or installed where we know how to and may.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::debian;

const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const CHROMIUM_ELSEWHERE: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FIREFOX: &[&str] = &["firefox-esr", "firefox"];
const FIREFOX_ELSEWHERE: &[&str] = &["/Applications/Firefox.app/Contents/MacOS/firefox"];
/// Debian's packages.
const PACKAGES: &[&str] = &["chromium", "chromium-driver", "firefox-esr"];

pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
    /// Only the policies are tested there too.
    pub(crate) firefox: PathBuf,
}

pub(crate) fn find_or_install() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    debian::install(PACKAGES)?;
    match find() {
        Some(browser) => Ok(browser),
        None => bail!(
            "Chromium with its driver, and Firefox, are needed for the tests in a browser.\n  \
             Debian:  apt-get update && apt-get install -y {}   (as root this is done for you)\n  \
             macOS:   brew install --cask chromium chromedriver firefox\n  \
             others:  install Chromium or Chrome, the ChromeDriver of the same version, and Firefox, so that they are in PATH,\n           \
             or say where they are by the variables CHROMIUM, CHROMEDRIVER and FIREFOX",
            PACKAGES.join(" ")
        ),
    }
}

fn find() -> Option<Browser> {
    Some(Browser {
        chromium: program("CHROMIUM", CHROMIUM, CHROMIUM_ELSEWHERE)?,
        driver: program("CHROMEDRIVER", &["chromedriver"], &[])?,
        firefox: program("FIREFOX", FIREFOX, FIREFOX_ELSEWHERE)?,
    })
}

fn program(variable: &str, names: &[&str], elsewhere: &[&str]) -> Option<PathBuf> {
    let known = || elsewhere.iter().map(PathBuf::from);
    given(variable)
        .or_else(|| names.iter().find_map(|name| in_path(name)))
        .or_else(|| known().find(|path| path.is_file()))
}

fn given(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn in_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}
