//! Puts wasm-bindgen's glue, which knows one instance of the WebAssembly, into a function, so that a page can have another
//! when the first has trapped. Invariant: each instance has a scope of its own; no callback of one ever reaches another.

use anyhow::{Result, bail};

/// The loader looks at what goes in and out (pkg/src/wasm.ts), by what stands in for the page's own.
const HEAD: &str = "export function instance(module, guard, WebSocket, AbortController, setInterval, FinalizationRegistry) {\n";
/// The rest of the WebAssembly (`split`), where there is one, takes what it shares from where the first part gives it. Then all is there.
const TAIL: &str = "initSync();\nreturn [mount, (rest) => {\nif (rest) new WebAssembly.Instance(rest, { ...imports, first: wasm });\narrived();\n}];\n}\n";

/// The glue as `modernise` left it, without its `export`s, as a module with `instance` alone.
pub(crate) fn factory(glue: &str) -> Result<String> {
    // In the function that starts it; `guard` is our name for it, so nothing else can have it.
    if glue.matches("= guard(").count() != 1 || glue.contains("export ") {
        bail!("the glue does not take its exports through the guard");
    }
    for name in ["mount", "arrived"] {
        if !glue.contains(&format!("function {name}(")) {
            bail!("the glue has no function `{name}`");
        }
    }
    Ok([HEAD, glue, TAIL].concat())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GLUE: &str = "function mount() {}\nfunction arrived() {}\nfunction initSync() {\n    wasm = guard(x);\n}\n";

    #[test]
    fn all_of_it_is_in_one_function() {
        let module = factory(GLUE).unwrap();
        assert!(module.starts_with("export function instance("), "{module}");
        assert!(module.contains(GLUE), "{module}");
        assert!(module.contains("return [mount, "), "{module}");
    }

    #[test]
    fn a_glue_that_goes_past_the_guard_or_exports_something_itself_is_an_error() {
        assert!(factory(&GLUE.replace("guard", "")).is_err());
        assert!(factory(&format!("{GLUE}export {{ mount }};\n")).is_err());
    }
}
