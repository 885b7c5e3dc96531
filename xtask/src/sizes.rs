//! What the built files weigh, and whether that keeps the budget.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;

pub(crate) struct Size {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

pub(crate) struct Budget {
    /// What loads before the first status.
    files: Vec<String>,
    brotli: usize,
    /// The loader's share of it.
    loader: usize,
}

impl Budget {
    pub(crate) fn read(ws: &Workspace) -> Result<Self> {
        let path = ws.path("pkg/budget.json");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Self::parse(&text).context(
            "pkg/budget.json must have `files`, an array of names, and `brotli` and `loader`, numbers of bytes",
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let names = value.get("files")?.as_array()?;
        let files = names
            .iter()
            .map(|name| Some(name.as_str()?.to_owned()))
            .collect::<Option<_>>()?;
        let bytes = |name| usize::try_from(value.get(name)?.as_u64()?).ok();
        Some(Self {
            files,
            brotli: bytes("brotli")?,
            loader: bytes("loader")?,
        })
    }
}

/// As servers do it that compress once: gzip 9, brotli 11.
pub(crate) fn measure(bytes: &[u8]) -> Result<Size> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters)?;
    Ok(Size {
        raw: bytes.len(),
        gzip: gzip.finish()?.len(),
        brotli: brotli.len(),
    })
}

/// Prints a line a file and the sum, then what else there is. With `enforce`, too much is an error.
pub(crate) fn report(dist: &Path, loader: &[u8], budget: &Budget, enforce: bool) -> Result<()> {
    println!(
        "{:<32}{:>10}{:>10}{:>10}",
        "file", "raw", "gzip 9", "brotli 11"
    );
    let mut sum = Size {
        raw: 0,
        gzip: 0,
        brotli: 0,
    };
    for name in &budget.files {
        let bytes = fs::read(dist.join(name))
            .with_context(|| format!("{name} of the budget was not built"))?;
        let size = measure(&bytes)?;
        print_line(name, &size);
        sum = Size {
            raw: sum.raw + size.raw,
            gzip: sum.gzip + size.gzip,
            brotli: sum.brotli + size.brotli,
        };
    }
    print_line("before the first status", &sum);
    let loader = measure(loader)?;
    print_line("of it the loader", &loader);
    println!(
        "{:<32}{:>30}, the loader {}",
        "budget", budget.brotli, budget.loader
    );
    others(dist, budget)?;
    for (what, bytes, limit) in [
        ("the sum", sum.brotli, budget.brotli),
        ("the loader", loader.brotli, budget.loader),
    ] {
        if enforce && bytes > limit {
            bail!(
                "{what}: {} bytes over the budget of {limit} (brotli 11)",
                bytes - limit
            );
        }
    }
    Ok(())
}

/// The other ways in.
fn others(dist: &Path, budget: &Budget) -> Result<()> {
    let mut names: Vec<_> = fs::read_dir(dist)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    names.sort();
    for name in names {
        let runs = Path::new(&name)
            .extension()
            .is_some_and(|ending| ending == "js" || ending == "wasm" || ending == "html");
        if runs && !budget.files.contains(&name) {
            print_line(&name, &measure(&fs::read(dist.join(&name))?)?);
        }
    }
    Ok(())
}

fn print_line(name: &str, size: &Size) {
    println!(
        "{name:<32}{:>10}{:>10}{:>10}",
        size.raw, size.gzip, size.brotli
    );
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_needs_all_its_fields() {
        let budget = Budget::parse(r#"{"files":["a.js"],"brotli":5,"loader":3}"#).unwrap();
        assert_eq!(
            (budget.files, budget.brotli, budget.loader),
            (vec!["a.js".to_owned()], 5, 3)
        );
        for text in [
            "",
            "{}",
            r#"{"files":["a.js"]}"#,
            r#"{"files":["a.js"],"brotli":5}"#,
            r#"{"files":[1],"brotli":5,"loader":3}"#,
            r#"{"files":[],"brotli":-1,"loader":3}"#,
        ] {
            assert!(Budget::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_repeats_itself_compresses() {
        let size = measure(&[b'x'; 10_000]).unwrap();
        assert_eq!(size.raw, 10_000);
        assert!(size.gzip < 100 && size.brotli < size.gzip);
    }

    #[test]
    fn more_than_the_budget_is_an_error_only_where_it_is_enforced() {
        let folder = std::env::temp_dir().join(format!("xtask-sizes-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.js"), "alert(1)").unwrap();
        for (brotli, loader) in [(1, 100), (100, 1)] {
            let budget = Budget {
                files: vec!["a.js".to_owned()],
                brotli,
                loader,
            };
            assert!(report(&folder, b"alert(1)", &budget, true).is_err());
            report(&folder, b"alert(1)", &budget, false).unwrap();
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
