//! Cuts a module in two at its seam. The first part exports what the second shares with it: memory, table, globals, and the functions that it
//! calls. The second fills its places in the table and in memory when it is instantiated.

use anyhow::{Context, Result};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind,
    GlobalKind, ImportedFunction, Module, ir::Value, passes,
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
    let (first, names) = first_part(first, map, &plans.0)?;
    let second = second_part(second, map, &plans.1, &names)?;
    Ok((first, second))
}

/// What the first part exports the shared things as.
#[derive(Default)]
struct Names {
    functions: Vec<String>,
    memory: String,
    table: String,
    globals: Vec<String>,
}

fn first_part(mut module: Module, map: &Map, plan: &Plan) -> Result<(Vec<u8>, Names)> {
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
    for export in late_exports(&module, plan, true) {
        module.exports.delete(export);
    }
    for &id in &plan.second {
        module.funcs.delete(id);
    }
    take(&mut module, &map.second)?;
    let memory = module.get_memory_id()?;
    let names = Names {
        functions: plan
            .shared
            .iter()
            .map(|&id| export(&mut module, id.into()))
            .collect(),
        memory: export(&mut module, memory.into()),
        table: export(&mut module, plan.table.id.into()),
        globals: globals(&module)
            .into_iter()
            .map(|id| export(&mut module, id.into()))
            .collect(),
    };
    passes::gc::run(&mut module);
    Ok((module.emit_wasm(), names))
}

fn second_part(mut module: Module, map: &Map, plan: &Plan, names: &Names) -> Result<Vec<u8>> {
    module.start = None;
    for export in late_exports(&module, plan, false) {
        module.exports.delete(export);
    }
    let memory = module.get_memory_id()?;
    let data = take(&mut module, &map.second)?;
    let all: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in all {
        module.data.delete(id);
    }
    module.elements.delete(plan.table.segment);

    for (name, &id) in names.functions.iter().zip(&plan.shared) {
        let import = module.imports.add(FIRST, name, id);
        let ty = module.funcs.get(id).ty();
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    let import = module.imports.add(FIRST, &names.memory, memory);
    let shared = module.memories.get_mut(memory);
    shared.import = Some(import);
    shared.data_segments.clear();
    let import = module.imports.add(FIRST, &names.table, plan.table.id);
    let shared = module.tables.get_mut(plan.table.id);
    shared.import = Some(import);
    shared.elem_segments.clear();
    for (name, id) in names.globals.iter().zip(globals(&module)) {
        let import = module.imports.add(FIRST, name, id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }

    for (place, functions) in plan.late_entries() {
        let kind = ElementKind::Active {
            table: plan.table.id,
            offset: at(place)?,
        };
        let id = module
            .elements
            .add(kind, ElementItems::Functions(functions));
        module
            .tables
            .get_mut(plan.table.id)
            .elem_segments
            .insert(id);
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
    // Functions of the first part that nobody here calls go with this, too.
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// The exports of the second part's functions, or all others.
fn late_exports(module: &Module, plan: &Plan, late: bool) -> Vec<walrus::ExportId> {
    let is_late =
        |item: &ExportItem| matches!(item, ExportItem::Function(id) if plan.second.contains(id));
    let exports = module
        .exports
        .iter()
        .filter(|export| is_late(&export.item) == late);
    exports.map(walrus::Export::id).collect()
}

fn at(place: u32) -> Result<ConstExpr> {
    let place = i32::try_from(place).context("an address beyond 2 GiB")?;
    Ok(ConstExpr::Value(Value::I32(place)))
}

fn globals(module: &Module) -> Vec<walrus::GlobalId> {
    let changing = module.globals.iter().filter(|global| global.mutable);
    changing.map(walrus::Global::id).collect()
}

/// The name by which something is exported, or is from now on. `wasm-opt` makes no names that begin with a digit.
fn export(module: &mut Module, item: ExportItem) -> String {
    let same = |other: &ExportItem| match (&item, other) {
        (ExportItem::Function(one), ExportItem::Function(other)) => one == other,
        (ExportItem::Memory(one), ExportItem::Memory(other)) => one == other,
        (ExportItem::Table(one), ExportItem::Table(other)) => one == other,
        (ExportItem::Global(one), ExportItem::Global(other)) => one == other,
        _ => false,
    };
    if let Some(known) = module.exports.iter().find(|known| same(&known.item)) {
        return known.name.clone();
    }
    let name = module.exports.iter().count().to_string();
    module.exports.add(&name, item);
    name
}
