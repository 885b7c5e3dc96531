//! Debian's packages, installed where we are root there.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::run::{heading, output, run};

/// Installs packages as root on Debian; elsewhere does nothing.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    if !is_debian() || !is_root() {
        return Ok(());
    }
    heading(&format!("apt-get install {}", packages.join(" ")));
    run(apt().arg("update"))?;
    run(apt().args(["install", "-y"]).args(packages))
}

pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Not its descendants: some of them have other packages by these names.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release")
        .is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
        && Path::new("/usr/bin/apt-get").is_file()
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
