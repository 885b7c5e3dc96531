//! Cuts the WebAssembly in two: what the first status needs, and the rest, which loads afterwards. The two share memory, table and
//! globals, and call each other through the table. A call of the rest that comes before the rest is there hits an empty place of
//! the table and traps; the loader then starts anew with both (pkg/src/wasm.ts).
//!
//! What is not needed is a list, `pkg/cold.txt` (see `cold.rs`): functions that are in the rest, and parts of functions. A function of which
//! a part is not needed is in both: without that part (it traps there) in the first, and whole in the rest, which puts it in the other's place in
//! the table; so such a function is called through the table. A name on the list that there is no longer does nothing, nor do the parts of
//! a function that has changed: an old list makes the first part larger, never wrong.

use anyhow::{Result, bail};
use walrus::{FunctionId, FunctionKind, LocalFunction, Module, ModuleConfig};

use crate::cuts::Cold;
use crate::plan::Plan;
use crate::texts;

pub(crate) fn parse(wasm: &[u8]) -> Result<Module> {
    ModuleConfig::new()
        .generate_producers_section(false)
        .parse(wasm)
}

/// A function's name without the hashes of its crates, which differ from machine to machine.
fn plain(name: &str) -> String {
    let mut parts = name.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_at_checked(16) {
            Some((hash, after))
                if hash.bytes().all(|b| b.is_ascii_hexdigit()) && after.starts_with(']') =>
            {
                text.push_str(after.trim_start_matches(']'));
            }
            _ => {
                text.push('[');
                text.push_str(part);
            }
        }
    }
    text
}

pub(crate) fn name_of(module: &Module, id: FunctionId) -> String {
    plain(module.funcs.get(id).name.as_deref().unwrap_or_default())
}

pub(crate) fn local_functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}

/// A body that may be changed.
pub(crate) fn body(module: &mut Module, id: FunctionId) -> Result<&mut LocalFunction> {
    match &mut module.funcs.get_mut(id).kind {
        FunctionKind::Local(local) => Ok(local),
        FunctionKind::Import(_) | FunctionKind::Uninitialized(_) => {
            bail!("a function without a body")
        }
    }
}

/// The first part and the rest. The names are those of `marks`.
pub(crate) fn split(wasm: &[u8], cold: &Cold) -> Result<(Vec<u8>, Vec<u8>)> {
    // A module's ids are its own, so each has its plan; the plans say the same.
    let (first, rest) = (parse(wasm)?, parse(wasm)?);
    let plans = (Plan::new(&first, cold)?, Plan::new(&rest, cold)?);
    let (mut first, mut rest) = (plans.0.first(first)?, plans.1.rest(rest)?);
    texts::settle(&mut first, &mut rest)?;
    // What wasm-bindgen leaves for tools.
    for module in [&mut first, &mut rest] {
        let ids: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
        for id in ids {
            module.customs.delete(id);
        }
    }
    Ok((first.emit_wasm(), rest.emit_wasm()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::parts::{FIRST, TABLE};
    use crate::plan::calls;
    use std::collections::BTreeMap;
    use walrus::ir::Value;
    use walrus::{ConstExpr, ElementItems, ElementKind, FunctionBuilder, RefType, ValType};

    /// Two exports, `hot` and `cold`, which call each other; the table holds `cold`.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let table = module.tables.add_local(false, 2, Some(2), RefType::FUNCREF);
        let global = ConstExpr::Value(Value::I32(0));
        module.globals.add_local(ValType::I32, true, false, global);
        let mut function = |name: &str, callee: Option<FunctionId>| {
            let mut builder =
                FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
            builder.name(format!("app[0123456789abcdef]::{name}"));
            let argument = module.locals.add(ValType::I32);
            builder.func_body().local_get(argument);
            if let Some(callee) = callee {
                builder.func_body().call(callee);
            }
            builder.finish(vec![argument], &mut module.funcs)
        };
        let leaf = function("leaf", None);
        let cold = function("cold", Some(leaf));
        let hot = function("hot", Some(cold));
        module.exports.add("hot", hot);
        module.exports.add("cold", cold);
        let kind = ElementKind::Active {
            table,
            offset: ConstExpr::Value(Value::I32(1)),
        };
        let segment = module
            .elements
            .add(kind, ElementItems::Functions(vec![cold]));
        module.tables.get_mut(table).elem_segments.insert(segment);
        module.emit_wasm()
    }

    fn names(module: &Module) -> Vec<String> {
        let mut names: Vec<_> = local_functions(module)
            .into_iter()
            .map(|id| name_of(module, id))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_name_loses_the_hashes_of_its_crates_and_nothing_else() {
        assert_eq!(
            plain("<a[0123456789abcdef]::B as c[fedcba9876543210]::D>::e"),
            "<a::B as c::D>::e"
        );
        assert_eq!(plain("<[u8]>::f"), "<[u8]>::f");
        assert_eq!(plain("a::<[u8; 16]>"), "a::<[u8; 16]>");
    }

    #[test]
    fn what_is_cold_is_in_the_rest_and_is_called_through_the_table() {
        let cold = Cold::parse("app::cold\n").unwrap();
        let (first, rest) = split(&module(), &cold).unwrap();
        let (first, rest) = (parse(&first).unwrap(), parse(&rest).unwrap());
        assert!(!names(&first).contains(&"app::cold".to_owned()));
        assert_eq!(names(&rest), ["app::cold"]);
        // `leaf` has a new place, for the rest.
        let table = first.tables.main_function_table().unwrap().unwrap();
        assert_eq!(first.tables.get(table).initial, 3);
        for name in ["hot", "cold", "memory", TABLE, "g0"] {
            assert!(
                first.exports.iter().any(|export| export.name == name),
                "{name}"
            );
        }
        assert!(rest.imports.iter().all(|import| import.module == FIRST));
        assert_eq!(
            rest.imports.iter().count(),
            1,
            "the table is all that is used"
        );
        assert_eq!(rest.elements.iter().count(), 1);
        for module in [&first, &rest] {
            for (_, function) in module.funcs.iter_local() {
                assert!(calls(function, &BTreeMap::new()).unwrap().is_empty());
            }
        }
    }

    #[test]
    fn a_list_that_names_nothing_leaves_the_whole_in_the_first_part() {
        let (first, rest) = split(&module(), &Cold::default()).unwrap();
        assert_eq!(names(&parse(&first).unwrap()).len(), 3);
        assert!(names(&parse(&rest).unwrap()).is_empty());
    }
}
