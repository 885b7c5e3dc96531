//! Cuts a module in two at its seam. The first part exports what both share: memory, table, globals, and the functions that the second calls. The
//! second fills its places in the table and in memory when it is instantiated.

use anyhow::{Result, bail};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind,
    GlobalKind, ImportedFunction, Module, passes,
};

use crate::map::Map;
use crate::module::{missing, parse, take};
use crate::plan::Plan;

/// The name by which the second part imports from the first.
const FIRST: &str = "first";

/// The first part and the second of a module that came of the mapped one. `seam` is what the seam's export is called now.
///
/// # Errors
/// If the module is of a shape that is not known here.
pub fn split(wasm: &[u8], map: &Map, seam: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    // A module's ids are its own, so each has its plan; the plans say the same.
    let (first, second) = (parse(wasm)?, parse(wasm)?);
    let plans = (
        Plan::new(&first, map, seam)?,
        Plan::new(&second, map, seam)?,
    );
    Ok((
        first_part(first, map, &plans.0)?,
        second_part(second, map, &plans.1)?,
    ))
}

fn first_part(mut module: Module, map: &Map, plan: &Plan) -> Result<Vec<u8>> {
    let missing = missing(&mut module);
    let stays = |id: FunctionId| {
        if plan.second.contains(&id) {
            missing
        } else {
            id
        }
    };
    let entries = plan.table.entries.iter().map(|&id| stays(id)).collect();
    module.elements.get_mut(plan.table.segment).items = ElementItems::Functions(entries);
    delete_exports(&mut module, plan, true);
    for &id in &plan.second {
        module.funcs.delete(id);
    }
    take(&mut module, &map.second)?;
    for (name, item) in (0..).zip(shared(&module, plan)?) {
        module.exports.add(&name_of(name), item);
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn second_part(mut module: Module, map: &Map, plan: &Plan) -> Result<Vec<u8>> {
    module.start = None;
    delete_exports(&mut module, plan, false);
    let (memory, table) = (module.get_memory_id()?, plan.table.id);
    let data = take(&mut module, &map.second)?;
    let all: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in all {
        module.data.delete(id);
    }
    module.memories.get_mut(memory).data_segments.clear();
    module.elements.delete(plan.table.segment);
    module.tables.get_mut(table).elem_segments.clear();

    for (name, item) in (0..).zip(shared(&module, plan)?) {
        let name = name_of(name);
        match item {
            ExportItem::Function(id) => {
                let (import, ty) = (
                    module.imports.add(FIRST, &name, id),
                    module.funcs.get(id).ty(),
                );
                module.funcs.get_mut(id).kind =
                    FunctionKind::Import(ImportedFunction { import, ty });
            }
            ExportItem::Memory(id) => {
                module.memories.get_mut(id).import = Some(module.imports.add(FIRST, &name, id));
            }
            ExportItem::Table(id) => {
                module.tables.get_mut(id).import = Some(module.imports.add(FIRST, &name, id));
            }
            ExportItem::Global(id) => {
                let import = module.imports.add(FIRST, &name, id);
                module.globals.get_mut(id).kind = GlobalKind::Import(import);
            }
            ExportItem::Tag(_) => bail!("a module with exceptions"),
        }
    }
    let at = |place| Ok::<_, anyhow::Error>(ConstExpr::Value(Value::I32(i32::try_from(place)?)));
    for (place, id) in plan.late_entries() {
        let kind = ElementKind::Active {
            table,
            offset: at(place)?,
        };
        let id = module.elements.add(kind, ElementItems::Functions(vec![id]));
        module.tables.get_mut(table).elem_segments.insert(id);
    }
    for (place, bytes) in data {
        let id = module.data.add(
            DataKind::Active {
                memory,
                offset: at(place)?,
            },
            bytes,
        );
        module.memories.get_mut(memory).data_segments.insert(id);
    }
    // What of the first part nobody here names goes with this, too.
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// What the second part takes from the first, in an order that both know.
fn shared(module: &Module, plan: &Plan) -> Result<Vec<ExportItem>> {
    let tables = module.tables.iter().map(walrus::Table::id);
    let globals = module.globals.iter().filter(|global| global.mutable);
    let mut items: Vec<ExportItem> = plan.shared.iter().map(|&id| id.into()).collect();
    items.push(module.get_memory_id()?.into());
    items.extend(tables.map(ExportItem::from));
    items.extend(globals.map(|global| ExportItem::from(global.id())));
    Ok(items)
}

/// `wasm-opt` makes no names that begin with a digit.
fn name_of(number: u32) -> String {
    number.to_string()
}

/// Takes away the exports of the second part's functions, or all others.
fn delete_exports(module: &mut Module, plan: &Plan, late: bool) {
    let is_late =
        |item: &ExportItem| matches!(item, ExportItem::Function(id) if plan.second.contains(id));
    let exports = module
        .exports
        .iter()
        .filter(|export| is_late(&export.item) == late);
    let exports: Vec<_> = exports.map(walrus::Export::id).collect();
    for export in exports {
        module.exports.delete(export);
    }
}
