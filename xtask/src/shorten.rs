//! Gives the names that glue and WebAssembly share one letter or two. wasm-bindgen's end in hashes, which do not compress
//! and stand in both files: this saves 5 % of what a visitor loads. Invariant: both sides are renamed, or it fails.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// What wasm-opt's `--minify-imports-and-exports-and-modules` prints.
pub(crate) struct Names {
    /// Old and new, and the module that they come from.
    imports: Vec<(String, String)>,
    exports: Vec<(String, String)>,
    modules: Vec<String>,
}

impl Names {
    pub(crate) fn parse(printed: &str) -> Result<Self> {
        Self::read(printed).context("wasm-opt did not print its new names as expected")
    }

    fn read(printed: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(printed).ok()?;
        let text = |list: &Value, at: usize| Some(list.get(at)?.as_str()?.to_owned());
        let (mut imports, mut exports, mut modules) = (Vec::new(), Vec::new(), Vec::new());
        for entry in value.get("imports")?.as_array()? {
            let module = text(entry, 0)?;
            if !modules.contains(&module) {
                modules.push(module);
            }
            imports.push((text(entry, 1)?, text(entry, 2)?));
        }
        for entry in value.get("exports")?.as_array()? {
            exports.push((text(entry, 0)?, text(entry, 1)?));
        }
        Some(Self {
            imports,
            exports,
            modules,
        })
    }

    /// What the WebAssembly imports, by the old names.
    pub(crate) fn imports(&self) -> BTreeSet<&str> {
        self.imports.iter().map(|(old, _)| &**old).collect()
    }

    /// The glue with the new names: keys of the import object, members of `wasm`, and the one module.
    pub(crate) fn apply(&self, glue: &str) -> Result<String> {
        let [module] = self.modules.as_slice() else {
            bail!("expected imports from one module, found {:?}", self.modules);
        };
        let mut text = replace(glue, &format!("\"{module}\":"), "\"a\":")?;
        for (old, new) in &self.imports {
            text = replace(&text, &format!(" {old}:"), &format!(" {new}:"))?;
        }
        // Longer names first: `wasm.f` is the beginning of `wasm.f2`.
        let mut exports: Vec<_> = self.exports.iter().collect();
        exports.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        for (index, (old, _)) in exports.iter().enumerate() {
            text = text.replace(&format!("wasm.{old}"), &format!("wasm.\u{1}{index}\u{1}"));
        }
        for (index, (_, new)) in exports.iter().enumerate() {
            text = text.replace(&format!("\u{1}{index}\u{1}"), new);
        }
        Ok(text)
    }
}

fn replace(text: &str, old: &str, new: &str) -> Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replace(old, new)),
        times => bail!(
            "expected `{}` once in the glue, found it {times} times",
            old.trim()
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{"imports":[["./g.js","__wbg_log_0a","A"],["./g.js","__wbg_log","B"]],
                              "exports":[["push","a"],["push_all","b"],["memory","push"]]}"#;
    const GLUE: &str = r#"x = { "./g.js": { __wbg_log_0a: function() {}, __wbg_log: function() {} } };
                          wasm.push(wasm.push_all, wasm.memory.buffer);"#;

    #[test]
    fn both_kinds_of_names_are_replaced_and_beginnings_are_not_mistaken_for_the_whole() {
        let glue = Names::parse(PRINTED).unwrap().apply(GLUE).unwrap();
        assert!(
            glue.contains(r#"{ "a": { A: function() {}, B: function() {} } }"#),
            "{glue}"
        );
        assert!(glue.contains("wasm.a(wasm.b, wasm.push.buffer)"), "{glue}");
    }

    #[test]
    fn an_import_that_the_glue_does_not_have_is_an_error() {
        assert!(Names::parse(PRINTED).unwrap().apply("").is_err());
        assert!(Names::parse("{}").is_err());
    }
}
