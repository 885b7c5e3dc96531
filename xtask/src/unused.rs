//! Takes out of the glue what is not needed: classes of libraries that nobody here uses, and functions that the
//! optimised WebAssembly does not import. Bundlers can't: to them the import object is one piece. Invariant: whatever
//! anything that stays could mention, stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::glue_parts::{Kind, Part, words};

/// What `factory` makes of the glue needs these.
const ROOTS: &[&str] = &["initSync", "mount", "arrived"];

/// The glue again, for a WebAssembly that has these imports.
pub(crate) fn without(parts: &[Part], imports: &BTreeSet<&str>) -> String {
    let needed = needed(parts, imports);
    let stays = |part: &&Part| match &part.kind {
        Kind::Declaration(names) => names.iter().any(|name| needed.contains(&**name)),
        Kind::Belongs(name) => needed.contains(&**name),
        Kind::Import(name) => imports.contains(&**name),
        Kind::Loose => true,
    };
    parts.iter().filter(stays).map(|part| &*part.text).collect()
}

/// The declared names that can be reached from the roots, the imports, and what runs anyway.
fn needed<'a>(parts: &'a [Part], imports: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut waiting: Vec<&str> = Vec::new();
    for part in parts {
        match &part.kind {
            Kind::Declaration(names) => {
                for name in names {
                    texts.entry(name).or_default().push(&part.text);
                    if ROOTS.contains(&&**name) {
                        waiting.push(name);
                    }
                }
            }
            Kind::Belongs(name) => texts.entry(name).or_default().push(&part.text),
            Kind::Import(name) if !imports.contains(&**name) => {}
            Kind::Import(_) | Kind::Loose => waiting.extend(words(&part.text)),
        }
    }
    let mut needed = BTreeSet::new();
    while let Some(word) = waiting.pop() {
        let Some((name, mentions)) = texts.get_key_value(word) else {
            continue;
        };
        if needed.insert(*name) {
            waiting.extend(mentions.iter().flat_map(|text| words(text)));
        }
    }
    needed
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::glue_parts::cut;

    fn glue_for(imports: &[&str]) -> String {
        let parts = cut(include_str!("glue_sample.js")).unwrap();
        without(&parts, &imports.iter().copied().collect())
    }

    #[test]
    fn a_class_that_neither_the_loader_nor_an_import_needs_goes_with_all_that_belongs_to_it() {
        let glue = glue_for(&["__wbg_alert_01"]);
        assert!(!glue.contains("Unused"), "{glue}");
        assert!(!glue.contains("__wbg_new_02"), "{glue}");
        assert_eq!(glue.matches("Used.prototype").count(), 2);
        assert!(glue.contains("__wbg_alert_01") && glue.contains("function helper"));
        assert!(glue.contains("function initSync") && glue.contains("function mount"));
    }

    #[test]
    fn what_an_import_mentions_stays_with_it() {
        let glue = glue_for(&["__wbg_new_02"]);
        assert!(glue.contains("class Unused"), "{glue}");
        assert!(glue.contains("const UnusedFinalization"), "{glue}");
        assert!(glue.contains("Unused.prototype"), "{glue}");
        assert!(!glue.contains("__wbg_alert_01"), "{glue}");
    }

    #[test]
    fn without_imports_the_import_object_is_empty_and_whole() {
        let glue = glue_for(&[]);
        assert!(!glue.contains("helper"), "{glue}");
        let object = "const import0 = {\n        __proto__: null,\n    };\n    return {";
        assert!(glue.contains(object), "{glue}");
    }
}
