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
}

impl Budget {
    pub(crate) fn read(ws: &Workspace) -> Result<Self> {
        let path = ws.path("pkg/budget.json");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Self::parse(&text).context(
            "pkg/budget.json must have `files`, an array of names, and `brotli`, a number of bytes",
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let names = value.get("files")?.as_array()?;
        let files = names
            .iter()
            .map(|name| Some(name.as_str()?.to_owned()))
            .collect::<Option<_>>()?;
        let brotli = usize::try_from(value.get("brotli")?.as_u64()?).ok()?;
        Some(Self { files, brotli })
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

/// Prints a line a file and the sum. With `enforce`, too much is an error.
pub(crate) fn report(dist: &Path, budget: &Budget, enforce: bool) -> Result<()> {
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
    println!("{:<32}{:>30}", "budget", budget.brotli);
    if enforce && sum.brotli > budget.brotli {
        bail!(
            "{} bytes over the budget of {} (brotli 11)",
            sum.brotli - budget.brotli,
            budget.brotli
        );
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
    fn a_budget_needs_both_its_fields() {
        let budget = Budget::parse(r#"{"files":["a.js"],"brotli":5}"#).unwrap();
        assert_eq!((budget.files, budget.brotli), (vec!["a.js".to_owned()], 5));
        for text in [
            "",
            "{}",
            r#"{"files":["a.js"]}"#,
            r#"{"files":[1],"brotli":5}"#,
            r#"{"files":[],"brotli":-1}"#,
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
        let budget = Budget {
            files: vec!["a.js".to_owned()],
            brotli: 1,
        };
        assert!(report(&folder, &budget, true).is_err());
        report(&folder, &budget, false).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }
}
