//! Takes from the glue what only browsers need that cannot run the loader anyway (it is ES2022), or callers that there
//! are not, and writes its functions shorter. Invariant: what it takes is there, word for word, or it fails.

use anyhow::{Result, bail};

/// `(from, to, instead)`: everything from one to the other, both included.
const BLOCKS: &[(&str, &str, &str)] = &[
    // `encodeInto` is older than all else that is used here.
    ("if (!('encodeInto' in cachedTextEncoder)) {\n", "\n}\n", ""),
    // Our loader gives an object, with a compiled module in it.
    (
        "function initSync(module) {\n",
        "    const instance =",
        "function initSync({ module }) {\n    const imports = __wbg_get_imports();\n    const instance =",
    ),
];

pub(crate) fn modernise(glue: &str) -> Result<String> {
    let mut text = glue.to_owned();
    for (from, to, instead) in BLOCKS {
        text = replace_block(&text, from, to, instead)?;
    }
    let mut short = String::with_capacity(text.len());
    // Nobody says `using` to a handle.
    for line in text.lines().filter(|line| !is_disposal(line)) {
        match arrow(line) {
            Some(arrow) => short.push_str(&arrow),
            None => short.push_str(line),
        }
        short.push('\n');
    }
    Ok(short)
}

fn replace_block(text: &str, from: &str, to: &str, instead: &str) -> Result<String> {
    let block = text
        .split_once(from)
        .and_then(|(before, rest)| Some((before, rest.split_once(to)?.1)));
    match block {
        Some((before, after)) if !after.contains(from) => Ok(format!("{before}{instead}{after}")),
        _ => bail!("the glue is not as it was: expected `{}` once", from.trim()),
    }
}

fn is_disposal(line: &str) -> bool {
    line.starts_with("if (Symbol.dispose) ")
}

/// The first or the last line of an import that is a function, with arrows instead.
fn arrow(line: &str) -> Option<String> {
    const HANDLED: &str = ": function() { return handleError(function (";
    if line == "        }, arguments); }," {
        return Some("        }, args),".to_owned());
    }
    let is_entry = line.starts_with("        __wb");
    let line = line.strip_suffix(") {").filter(|_| is_entry)?;
    if let Some((name, parameters)) = line.split_once(HANDLED) {
        return Some(format!(
            "{name}: (...args) => handleError(({parameters}) => {{"
        ));
    }
    let (name, parameters) = line.split_once(": function(")?;
    Some(format!("{name}: ({parameters}) => {{"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ENCODER: &str =
        "if (!('encodeInto' in cachedTextEncoder)) {\n    x = {\n    };\n}\nlet a;\n";
    const INIT: &str = "function initSync(module) {\n    check(module);\n    const instance = new X(module, imports);\n}\n";

    #[test]
    fn fallbacks_and_checks_go_and_what_follows_stays() {
        let glue = modernise(&format!("{ENCODER}{INIT}")).unwrap();
        assert_eq!(
            glue,
            "let a;\nfunction initSync({ module }) {\n    const imports = __wbg_get_imports();\n    \
             const instance = new X(module, imports);\n}\n"
        );
    }

    #[test]
    fn imports_become_arrows() {
        let imports = "        __wbg_a: function(arg0) {\n            f(function (b) {\n        },\n        \
                       __wbg_b: function() { return handleError(function (arg0, arg1) {\n        }, arguments); },\n";
        let arrows = "        __wbg_a: (arg0) => {\n            f(function (b) {\n        },\n        \
                      __wbg_b: (...args) => handleError((arg0, arg1) => {\n        }, args),\n";
        let glue = modernise(&format!("{ENCODER}{INIT}{imports}")).unwrap();
        assert!(glue.ends_with(arrows), "{glue}");
    }

    #[test]
    fn a_glue_of_another_make_is_an_error() {
        assert!(modernise(ENCODER).is_err());
        assert!(modernise(&format!("{ENCODER}{INIT}{INIT}")).is_err());
    }
}
