//! wasm-bindgen's glue, cut into statements and the entries of its import object. Invariant: joined again, in order,
//! the parts are the glue, but for empty lines and `export`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

/// The glue's own indentation of an entry, and the line after the last entry.
const ENTRY: &str = "        ";
const AFTER_ENTRIES: &str = "    };";

#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    /// Declares these names; there is at least one.
    Declaration(Vec<String>),
    /// Declares nothing, and is needed where this name is.
    Belongs(String),
    /// What the WebAssembly imports by this name.
    Import(String),
    /// Declares nothing and mentions nothing that is declared.
    Loose,
}

#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

pub(crate) fn cut(glue: &str) -> Result<Vec<Part>> {
    let mut parts = lines(glue)?;
    let names: BTreeSet<String> = parts
        .iter()
        .filter_map(|part| match &part.kind {
            Kind::Declaration(names) => Some(names.clone()),
            Kind::Belongs(_) | Kind::Import(_) | Kind::Loose => None,
        })
        .flatten()
        .collect();
    for part in &mut parts {
        if part.kind == Kind::Loose
            && let Some(name) = words(&part.text).find(|word| names.contains(*word))
        {
            part.kind = Kind::Belongs(name.to_owned());
        }
    }
    Ok(parts)
}

fn lines(glue: &str) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    // Inside the import object: the name of the function around it.
    let mut around: Option<String> = None;
    let code = glue.lines().filter(|line| !line.trim().is_empty());
    for line in code.filter(|line| !is_comment(line)) {
        let kind = match &around {
            Some(name) if line == AFTER_ENTRIES => Some(Kind::Belongs(name.clone())),
            Some(_) => entry(line).map(|name| Kind::Import(name.to_owned())),
            None if line.starts_with([' ', '}', ')', ']']) => None,
            None => Some(statement(line)),
        };
        if let Some(kind) = kind {
            if matches!(kind, Kind::Belongs(_)) {
                around = None;
            }
            parts.push(Part {
                kind,
                text: String::new(),
            });
        }
        let last = parts
            .last_mut()
            .context("the glue begins inside a statement")?;
        let bare = line.strip_prefix("export ").unwrap_or(line);
        // `export { … }` becomes an empty statement: whoever joins the parts says what is exported.
        if !bare.starts_with('{') {
            last.text.push_str(bare);
            last.text.push('\n');
        }
        if let (Kind::Declaration(names), "const import0 = {") = (&last.kind, line.trim()) {
            around = names.first().cloned();
        }
    }
    Ok(parts)
}

/// Of a doc comment; no line of code begins like that.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("/**") || line.starts_with("* ") || line.starts_with("*/") || line == "*"
}

fn entry(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix(ENTRY)?.split_once(": ")?;
    (name != "__proto__" && words(name).next() == Some(name)).then_some(name)
}

fn statement(line: &str) -> Kind {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    let Some((keyword, rest)) = line.split_once(' ') else {
        return Kind::Loose;
    };
    let names: Vec<String> = match keyword {
        "function" | "class" | "const" => words(rest).take(1).map(str::to_owned).collect(),
        // `let a, b;` and `let a = …;`
        "let" => {
            let list = rest.split_once('=').map_or(rest, |(name, _)| name);
            words(list).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    if names.is_empty() {
        Kind::Loose
    } else {
        Kind::Declaration(names)
    }
}

/// Everything that could be a name, also in strings: too many is safe, too few is not.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GLUE: &str = include_str!("glue_sample.js");

    fn kinds() -> Vec<Kind> {
        cut(GLUE)
            .unwrap()
            .into_iter()
            .map(|part| part.kind)
            .collect()
    }

    #[test]
    fn every_statement_and_every_import_is_a_part_of_its_own() {
        let declares =
            |names: &[&str]| Kind::Declaration(names.iter().map(|&n| n.to_owned()).collect());
        let belongs = |name: &str| Kind::Belongs(name.to_owned());
        let import = |name: &str| Kind::Import(name.to_owned());
        assert_eq!(
            kinds(),
            [
                declares(&["Used"]),
                belongs("Used"),
                declares(&["Unused"]),
                belongs("Unused"),
                declares(&["mount"]),
                declares(&["__wbg_get_imports"]),
                import("__wbg_alert_01"),
                import("__wbg_new_02"),
                belongs("__wbg_get_imports"),
                declares(&["UnusedFinalization"]),
                declares(&["helper"]),
                declares(&["wasmModule", "wasm"]),
                declares(&["initSync"]),
                Kind::Loose,
            ]
        );
    }

    #[test]
    fn nothing_is_lost_but_comments_and_exports() {
        let joined: String = cut(GLUE).unwrap().iter().map(|part| &*part.text).collect();
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let expected = GLUE
            .lines()
            .filter(|line| !is_comment(line) && !line.starts_with("export {"))
            .map(|line| line.strip_prefix("export ").unwrap_or(line))
            .collect::<String>();
        assert_eq!(squeezed(&joined), squeezed(&expected));
    }
}
