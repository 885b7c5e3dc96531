//! Makes the first part and the rest of the WebAssembly (`split.rs`), as the plan says.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use walrus::ir::{CallIndirect, Const, Instr, Value};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, GlobalKind,
    Module, TableId, passes,
};

use crate::cuts::{self, sequences};
use crate::plan::Plan;
use crate::split::body;

/// The name by which the rest imports from the first part.
pub(crate) const FIRST: &str = "first";
/// What the first part exports the table as. (Its other names have one letter.)
pub(crate) const TABLE: &str = "tt";

impl Plan {
    pub(crate) fn first(&self, mut module: Module) -> Result<Module> {
        for (&id, cuts) in &self.torn {
            cuts::cut(body(&mut module, id)?, cuts)?;
        }
        for &id in &self.hot {
            redirect(&mut module, id, &self.cold_places, self.table)?;
        }
        for &(export, id) in &self.exports {
            let place = self
                .cold_places
                .get(&id)
                .context("an export without a place")?;
            let stand_in = stand_in(&mut module, id, *place, self.table)?;
            module.exports.get_mut(export).item = ExportItem::Function(stand_in);
        }
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().unreachable();
        let missing = builder.finish(vec![], &mut module.funcs);
        let entries = self
            .entries
            .iter()
            .map(|id| if self.cold.contains(id) { missing } else { *id });
        let new = self.new_hot.iter().chain(&self.new_torn).copied();
        let entries: Vec<_> = entries.chain(new).collect();
        module.elements.get_mut(self.segment).items = ElementItems::Functions(entries);
        self.resize(&mut module);
        for &id in &self.cold {
            module.funcs.delete(id);
        }
        if module.exports.get_exported_table(self.table).is_none() {
            module.exports.add(TABLE, self.table);
        }
        for (index, &global) in self.globals.iter().enumerate() {
            module.exports.add(&global_name(index), global);
        }
        passes::gc::run(&mut module);
        Ok(module)
    }

    pub(crate) fn rest(&self, mut module: Module) -> Result<Module> {
        let memory = module
            .exports
            .get_exported_memory(self.memory)
            .context("the memory is not exported")?
            .name
            .clone();
        let table = module
            .exports
            .get_exported_table(self.table)
            .map_or_else(|| TABLE.to_owned(), |export| export.name.clone());
        for &id in self.cold.iter().chain(self.torn.keys()) {
            redirect(&mut module, id, &self.hot_places, self.table)?;
        }
        module.start = None;
        let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
        for id in exports {
            module.exports.delete(id);
        }
        let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
        for id in data {
            module.data.delete(id);
        }
        module.elements.delete(self.segment);
        for &id in self.hot.iter().filter(|id| !self.torn.contains_key(id)) {
            module.funcs.delete(id);
        }

        let import = module.imports.add(FIRST, &memory, self.memory);
        let shared = module.memories.get_mut(self.memory);
        shared.data_segments.clear();
        shared.import = Some(import);
        let import = module.imports.add(FIRST, &table, self.table);
        let shared = module.tables.get_mut(self.table);
        shared.elem_segments.clear();
        shared.import = Some(import);
        self.resize(&mut module);
        for (index, &global) in self.globals.iter().enumerate() {
            let import = module.imports.add(FIRST, &global_name(index), global);
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
        for (place, functions) in self.cold_entries() {
            let kind = ElementKind::Active {
                table: self.table,
                offset: ConstExpr::Value(Value::I32(i32::try_from(place)?)),
            };
            let id = module
                .elements
                .add(kind, ElementItems::Functions(functions));
            module.tables.get_mut(self.table).elem_segments.insert(id);
        }
        passes::gc::run(&mut module);
        Ok(module)
    }

    /// What the rest puts into the table: from where on, and what.
    fn cold_entries(&self) -> Vec<(u32, Vec<FunctionId>)> {
        let mut places: BTreeMap<u32, FunctionId> = (self.start..)
            .zip(self.entries.iter().copied())
            .filter(|(_, id)| self.cold.contains(id) || self.torn.contains_key(id))
            .collect();
        let new = self
            .new_torn
            .iter()
            .chain(&self.new_cold)
            .filter_map(|id| Some((*self.cold_places.get(id)?, *id)));
        places.extend(new);
        let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
        let mut next = None;
        for (place, id) in places {
            match runs.last_mut().filter(|_| next == Some(place)) {
                Some((_, run)) => run.push(id),
                None => runs.push((place, vec![id])),
            }
            next = Some(place + 1);
        }
        runs
    }

    fn resize(&self, module: &mut Module) {
        let table = module.tables.get_mut(self.table);
        table.initial = self.size();
        table.maximum = table.maximum.map(|_| self.size());
    }
}

fn global_name(index: usize) -> String {
    format!("g{index}")
}

/// Calls of these functions go through the table from now on.
fn redirect(
    module: &mut Module,
    id: FunctionId,
    places: &HashMap<FunctionId, u32>,
    table: TableId,
) -> Result<()> {
    let types: HashMap<_, _> = places
        .keys()
        .map(|&callee| (callee, module.funcs.get(callee).ty()))
        .collect();
    let function = body(module, id)?;
    for id in sequences(function) {
        let instrs = &mut function.block_mut(id).instrs;
        let mut changed = Vec::with_capacity(instrs.len());
        for (instr, location) in instrs.drain(..) {
            let callee = match &instr {
                Instr::Call(call) => types.get(&call.func).zip(places.get(&call.func)),
                _ => None,
            };
            let Some((&ty, &place)) = callee else {
                changed.push((instr, location));
                continue;
            };
            let value = Value::I32(i32::try_from(place)?);
            changed.push((Instr::Const(Const { value }), location));
            changed.push((Instr::CallIndirect(CallIndirect { ty, table }), location));
        }
        *instrs = changed;
    }
    Ok(())
}

/// A function that calls this one through the table.
fn stand_in(module: &mut Module, id: FunctionId, place: u32, table: TableId) -> Result<FunctionId> {
    let ty = module.funcs.get(id).ty();
    let (parameters, results) = module.types.params_results(ty);
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let arguments: Vec<_> = parameters
        .iter()
        .map(|&parameter| module.locals.add(parameter))
        .collect();
    let mut body = builder.func_body();
    for &argument in &arguments {
        body.local_get(argument);
    }
    body.i32_const(i32::try_from(place)?)
        .call_indirect(ty, table);
    Ok(builder.finish(arguments, &mut module.funcs))
}
