//! Real output of the tools, cut in two and run in Node: both parts together, and what came in one, say the same; the first part works alone.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use transak_order_bundler::{Map, Names, factory, split, without_unused};

/// What runs in Node: prints what it says with the parts that it is given.
const RUN: &str = r#"
import { readFileSync } from "node:fs";
const [script, first, second, fill] = process.argv.slice(2);
const { instance } = await import(script);
let exports, imports;
const module = (path) => new WebAssembly.Module(readFileSync(path));
const glue = instance({
  Module: WebAssembly.Module,
  Instance: function (module, given) {
    imports = given;
    exports = { ...new WebAssembly.Instance(module, given).exports };
    return { exports };
  },
});
glue.start({ module: module(first) });
const echo = glue.again();
const alone = [glue.hi("Ann"), glue.counter(), echo("x")];
if (second) Object.assign(exports, new WebAssembly.Instance(module(second), { ...imports, first: { ...exports } }).exports);
if (fill) glue.fill();
const count = glue.counter();
console.log(JSON.stringify([alone, [glue.hi("Ann"), count && [count(0), count(0), count(9)], echo("y")]]));
"#;

const ALONE: &str = r#"["words of the first part-3",null,"#;
const WITH: &str = r#"["words of the second part: Ann, calm mark of the second part-3",[1,2,9],"#;

struct Fixture {
    folder: PathBuf,
    linked: Vec<u8>,
    whole: Vec<u8>,
    names: Names,
}

fn fixtures() -> Vec<(String, Fixture)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let all: Vec<_> = folders
        .filter(|path| path.is_dir())
        .map(|path| fixture(&path))
        .collect();
    assert!(all.len() >= 2, "two versions of wasm-bindgen");
    all
}

fn fixture(folder: &Path) -> (String, Fixture) {
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let names = String::from_utf8(read("names.json")).unwrap();
    let fixture = Fixture {
        linked: read("linked.wasm"),
        whole: read("whole.wasm"),
        names: Names::parse(&names).unwrap(),
        folder: folder.to_path_buf(),
    };
    (
        folder.file_name().unwrap().to_string_lossy().into_owned(),
        fixture,
    )
}

impl Fixture {
    fn map(&self) -> Map {
        Map::read(&self.linked, "fill_seam", &["unused_export"]).unwrap()
    }

    fn parts(&self) -> (Vec<u8>, Vec<u8>) {
        split(
            &self.whole,
            &self.map(),
            self.names.new_name("fill_seam").unwrap(),
        )
        .unwrap()
    }

    /// What is said, before the seam is filled and then.
    fn run(
        &self,
        version: &str,
        how: &str,
        first: &[u8],
        second: Option<&[u8]>,
        fill: bool,
    ) -> String {
        let folder =
            std::env::temp_dir().join(format!("bundler-{}-{version}-{how}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let script = fs::read_to_string(self.folder.join("script.js")).unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let mut node = Command::new("node");
        node.arg(write("run.mjs", RUN.as_bytes()))
            .arg(write(
                "instance.mjs",
                factory(&script, &["WebAssembly"]).as_bytes(),
            ))
            .arg(write("first.wasm", first));
        match second {
            Some(second) => node.arg(write("second.wasm", second)),
            None => node.arg(""),
        };
        let output = node
            .args(fill.then_some("fill"))
            .output()
            .expect("Node is there");
        fs::remove_dir_all(&folder).unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{version}, {how}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn both_parts_together_say_what_the_whole_says_and_the_first_speaks_alone() {
    for (version, fixture) in fixtures() {
        let (first, second) = fixture.parts();
        let whole = fixture.run(&version, "whole", &fixture.whole, None, true);
        assert!(
            whole.starts_with(&format!("[{ALONE}")) && whole.contains(WITH),
            "{version}: {whole}"
        );
        let both = fixture.run(&version, "both", &first, Some(&second), true);
        assert_eq!(both, whole, "{version}");
        let alone = fixture.run(&version, "alone", &first, None, false);
        assert_eq!(alone.matches(ALONE).count(), 2, "{version}: {alone}");
    }
}

#[test]
fn data_of_the_second_part_is_in_the_second_part_alone() {
    for (version, fixture) in fixtures() {
        let (first, second) = fixture.parts();
        for (text, is_first) in [
            ("first part", true),
            ("words of the second", false),
            ("calm mark", false),
        ] {
            assert_eq!(holds(&first, text), is_first, "{version}: {text}");
            assert_eq!(holds(&second, text), !is_first, "{version}: {text}");
        }
    }
}

#[test]
fn what_only_an_unused_export_reaches_is_gone() {
    for (version, fixture) in fixtures() {
        let lean = without_unused(&fixture.linked, &fixture.map()).unwrap();
        assert!(holds(&fixture.linked, "nobody wants"), "{version}");
        for gone in ["nobody wants", "reloc.CODE"] {
            assert!(!holds(&lean, gone), "{version}: {gone}");
        }
        assert!(
            holds(&lean, "first part") && holds(&lean, "second part"),
            "{version}"
        );
    }
}

#[test]
fn a_module_without_relocations_or_without_the_seam_is_an_error() {
    for (_, fixture) in fixtures() {
        for (wasm, seam) in [
            (&fixture.linked, "other"),
            (&fixture.whole, "fill_seam"),
            (&vec![0; 8], "fill_seam"),
        ] {
            assert!(Map::read(wasm, seam, &[]).is_err(), "{seam}");
        }
        assert!(split(&fixture.whole, &fixture.map(), "other").is_err());
    }
}
