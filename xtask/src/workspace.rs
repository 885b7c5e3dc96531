//! Where things are in this checkout.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

/// The widget's crate, and the npm package.
pub(crate) const NAME: &str = "transak-order-tracker";
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Where cargo builds; tools and npm's output do not go there but to `<root>/target`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        // Cargo says where it found us; the path from the build is for a binary that was started by hand.
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = here
            .parent()
            .context("xtask is not inside a workspace")?
            .to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |given| root.join(given));
        Ok(Self { root, target })
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Tools are kept in the checkout, at the versions that it asks for.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.path("target/tools/bin")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// A program of an npm package in `pkg/`.
    pub(crate) fn npm_tool(&self, name: &str) -> PathBuf {
        let suffix = if cfg!(windows) { ".cmd" } else { "" };
        self.path("pkg/node_modules/.bin")
            .join(format!("{name}{suffix}"))
    }

    /// The version of a package in `Cargo.lock`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.path("Cargo.lock")).context("Cargo.lock")?;
        locked_version(&lock, package)
            .with_context(|| format!("Cargo.lock has no package `{package}`"))
    }
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_very_package() {
        assert_eq!(
            locked_version(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.129")
        );
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}
