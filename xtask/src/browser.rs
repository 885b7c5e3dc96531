//! Chromium and its driver, Firefox, and on Linux `WebKitGTK`: found, or installed where we know how to and may.

use std::path::{Path, PathBuf};
use std::{env, fs};

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
/// `MiniBrowser` is in no PATH: it lies in one of these folders, under one of these names.
const LIBRARIES: &[&str] = &["/usr/lib", "/usr/lib64", "/usr/libexec"];
const MINI_BROWSER: &[&str] = &[
    "webkit2gtk-4.1/MiniBrowser",
    "webkit2gtk-4.0/MiniBrowser",
    "webkitgtk-6.0/MiniBrowser",
];
/// Debian's packages.
const PACKAGES: &[&str] = &[
    "chromium",
    "chromium-driver",
    "firefox-esr",
    "webkit2gtk-driver",
    "xvfb",
];

pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
    /// Only the policies are tested there too.
    pub(crate) firefox: PathBuf,
    /// Only on Linux, and always there.
    webkit: Option<WebKit>,
}

/// `WebKitGTK` has no headless mode: it needs a screen.
struct WebKit {
    driver: PathBuf,
    browser: PathBuf,
    screen: PathBuf,
}

impl Browser {
    /// Where the browsers are, for the tests.
    pub(crate) fn variables(&self) -> Vec<(&'static str, &Path)> {
        let mut all = vec![
            ("CHROMIUM", self.chromium.as_path()),
            ("FIREFOX", self.firefox.as_path()),
        ];
        if let Some(webkit) = &self.webkit {
            all.push(("WEBKIT_DRIVER", &webkit.driver));
            all.push(("WEBKIT_BROWSER", &webkit.browser));
            all.push(("XVFB", &webkit.screen));
        }
        all
    }
}

pub(crate) fn find_or_install() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    debian::install(PACKAGES)?;
    match find() {
        Some(browser) => Ok(browser),
        None => bail!(
            "Chromium with its driver, Firefox, and on Linux WebKitGTK with its driver and Xvfb are needed for the tests in a browser.\n  \
             Debian:  apt-get update && apt-get install -y {}   (as root this is done for you)\n  \
             macOS:   brew install --cask chromium chromedriver firefox   (what needs WebKitGTK is not tested there)\n  \
             others:  install Chromium or Chrome, the ChromeDriver of the same version, and Firefox, and on Linux WebKitWebDriver,\n           \
             MiniBrowser (both are WebKitGTK's) and Xvfb, so that they are in PATH, or say where they are by the variables\n           \
             CHROMIUM, CHROMEDRIVER, FIREFOX, WEBKIT_DRIVER, WEBKIT_BROWSER and XVFB",
            PACKAGES.join(" ")
        ),
    }
}

fn find() -> Option<Browser> {
    Some(Browser {
        chromium: program("CHROMIUM", CHROMIUM, CHROMIUM_ELSEWHERE)?,
        driver: program("CHROMEDRIVER", &["chromedriver"], &[])?,
        firefox: program("FIREFOX", FIREFOX, FIREFOX_ELSEWHERE)?,
        webkit: if cfg!(target_os = "linux") {
            Some(find_webkit()?)
        } else {
            None
        },
    })
}

fn find_webkit() -> Option<WebKit> {
    Some(WebKit {
        driver: program("WEBKIT_DRIVER", &["WebKitWebDriver"], &[])?,
        browser: program("WEBKIT_BROWSER", &["MiniBrowser"], &[]).or_else(mini_browser)?,
        screen: program("XVFB", &["Xvfb"], &[])?,
    })
}

/// Debian's library folder has the machine's name in it.
fn mini_browser() -> Option<PathBuf> {
    let folders = LIBRARIES.iter().map(PathBuf::from);
    let inside = fs::read_dir("/usr/lib").ok()?.flatten();
    let mut all = folders.chain(inside.map(|entry| entry.path()));
    all.find_map(|folder| {
        let mut paths = MINI_BROWSER.iter().map(|name| folder.join(name));
        paths.find(|path| path.is_file())
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
