//! PHP's command line, for the test of the shop in PHP (`samples/shop`).

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::debian;
use crate::run::{output, version};

const PACKAGES: [&str; 2] = ["php-cli", "php-sqlite3"];

/// Installed where we know how to and may.
pub(crate) fn find_or_install() -> Result<()> {
    if !is_there() {
        debian::install(&PACKAGES)?;
    }
    if !is_there() {
        let packages = PACKAGES.join(" ");
        bail!(
            "PHP 8 with PDO for SQLite is needed for the test of the shop in PHP.\n  \
             Debian:  apt-get update && apt-get install -y {packages}   (as root this is done for you)\n  \
             macOS:   brew install php"
        );
    }
    Ok(())
}

fn is_there() -> bool {
    let php = Path::new("php");
    let modules = output(Command::new(php).arg("-m")).unwrap_or_default();
    version(php).is_some_and(|version| !version.starts_with("7."))
        && modules.lines().any(|module| module == "pdo_sqlite")
}
