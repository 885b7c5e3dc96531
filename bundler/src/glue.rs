//! wasm-bindgen's glue: short names for what it and the WebAssembly call each other, and a scope of its own for each instance.
//!
//! Nothing of the glue's text is matched here. A JavaScript bundler renames and leaves out, by what this module tells it.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

/// What `wasm-opt` calls the one module of which everything is imported.
const MODULE: &str = "a";

/// The names that `wasm-opt --minify-imports-and-exports-and-modules` has given: before and after.
#[derive(Debug)]
pub struct Names(Vec<(String, String)>);

impl Names {
    /// Reads what `wasm-opt` prints.
    ///
    /// # Errors
    /// If that is not the list of imports and exports that it prints today, or one name stands for two things.
    pub fn parse(printed: &str) -> Result<Self> {
        let printed: Value = serde_json::from_str(printed).context("not JSON")?;
        let mut names = Vec::new();
        // All modules are one from now on; only wasm-bindgen's was there.
        let modules = printed
            .get("imports")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let mut modules: Vec<_> = modules.filter_map(|entry| entry.get(0)?.as_str()).collect();
        modules.dedup();
        if let [module] = *modules {
            names.push((module.to_owned(), MODULE.to_owned()));
        }
        ensure!(
            modules.len() < 2,
            "imports from more than one module: {modules:?}"
        );
        for (kind, parts) in [("imports", 3), ("exports", 2)] {
            let list = printed.get(kind).and_then(Value::as_array);
            for entry in list.with_context(|| format!("no `{kind}` in what wasm-opt printed"))? {
                let texts: Option<Vec<_>> = entry
                    .as_array()
                    .map(|texts| texts.iter().filter_map(Value::as_str).collect());
                let texts = texts
                    .filter(|texts| texts.len() == parts)
                    .context("not a name")?;
                if let [.., old, new] = *texts {
                    names.push((old.to_owned(), new.to_owned()));
                }
            }
        }
        let mut sorted: Vec<_> = names.iter().map(|(old, _)| old).collect();
        sorted.sort();
        let twice = sorted
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one == other));
        ensure!(!twice, "an import and an export have the same name");
        Ok(Self(names))
    }

    /// What a name has become.
    pub fn new_name(&self, old: &str) -> Option<&str> {
        let (_, new) = self.0.iter().find(|(known, _)| known == old)?;
        Some(new)
    }

    /// For esbuild's `--mangle-props`, with `--mangle-quoted`: exactly these names.
    pub fn pattern(&self) -> String {
        let names: Vec<_> = self
            .0
            .iter()
            .map(|(old, _)| old.replace('.', "\\."))
            .collect();
        format!("^({})$", names.join("|"))
    }

    /// For esbuild's `--mangle-cache`: what each becomes, as JSON.
    pub fn cache(&self) -> String {
        let names = self.0.iter();
        let names: Map<_, _> = names
            .map(|(old, new)| (old.clone(), Value::String(new.clone())))
            .collect();
        Value::Object(names).to_string()
    }
}

/// A script that leaves what is called of the glue in the variable `glue`: under each first name what the glue exports by the second. For a bundler that
/// makes a script of it (esbuild's `--format=iife`), and leaves out what is not reached.
pub fn entry(glue: &str, calls: &[(&str, &str)]) -> String {
    let names: Vec<_> = calls.iter().map(|(_, export)| *export).collect();
    let fields: Vec<_> = calls
        .iter()
        .map(|(name, export)| format!("{name}: {export}"))
        .collect();
    format!(
        "import {{ {} }} from \"{glue}\";\nglue = {{ {} }};\n",
        names.join(", "),
        fields.join(", ")
    )
}

/// A module with one export, `instance`: a function in which such a script runs, so that a page can have a second instance when the first has trapped.
/// The function's parameters, `stand_ins`, stand in for the page's own things of these names.
pub fn factory(script: &str, stand_ins: &[&str]) -> String {
    let parameters = stand_ins.join(", ");
    format!("export function instance({parameters}) {{\nlet glue;\n{script}\nreturn glue;\n}}\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PRINTED: &str =
        r#"{"imports":[["./g.js","__wbg_log_0a","A"]],"exports":[["push","a"],["memory","b"]]}"#;

    #[test]
    fn imports_and_exports_get_their_new_names() {
        let names = Names::parse(PRINTED).unwrap();
        assert_eq!(names.pattern(), r"^(\./g\.js|__wbg_log_0a|push|memory)$");
        assert_eq!(
            names.cache(),
            r#"{"./g.js":"a","__wbg_log_0a":"A","memory":"b","push":"a"}"#
        );
        assert_eq!(names.new_name("push"), Some("a"));
        assert_eq!(names.new_name("log"), None);
    }

    #[test]
    fn a_list_of_another_shape_or_with_a_name_twice_is_an_error() {
        for printed in [
            "",
            "{}",
            r#"{"imports":[["a","b"]],"exports":[]}"#,
            r#"{"imports":[["m","push","a"]],"exports":[["push","b"]]}"#,
            r#"{"imports":[["m","push","a"],["n","log","b"]],"exports":[]}"#,
        ] {
            assert!(Names::parse(printed).is_err(), "{printed}");
        }
    }

    #[test]
    fn each_call_of_the_factory_has_a_scope_of_its_own() {
        let calls = [("start", "initSync"), ("begin", "mount")];
        let expected = "import { initSync, mount } from \"./glue.js\";\nglue = { start: initSync, begin: mount };\n";
        assert_eq!(entry("./glue.js", &calls), expected);
        let module = factory("(() => { glue = { mount }; })();", &["WebSocket"]);
        assert!(
            module.starts_with("export function instance(WebSocket) {\nlet glue;\n(() =>"),
            "{module}"
        );
        assert!(module.ends_with("return glue;\n}\n"), "{module}");
    }
}
