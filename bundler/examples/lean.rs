//! `lean LINKED TO`: a linked module without what `unused_export` alone reaches, for the fixtures of the tests (tests/fixtures/make.sh). `names PRINTED`: the
//! pattern and the cache for esbuild, a line each.

use std::fs;

use anyhow::{Result, bail};
use transak_order_bundler::{Map, Names, without_unused};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["lean", from, to] => {
            let linked = fs::read(from)?;
            let map = Map::read(&linked, "fill_seam", &["unused_export"])?;
            fs::write(to, without_unused(&linked, &map)?)?;
        }
        ["names", printed] => {
            let names = Names::parse(&fs::read_to_string(printed)?)?;
            println!("{}\n{}", names.pattern(), names.cache());
        }
        _ => bail!("lean LINKED TO, or names PRINTED"),
    }
    Ok(())
}
