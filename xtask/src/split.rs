//! Cuts the WebAssembly in two: what the first status needs, and the rest, which loads afterwards. The two share memory, table and
//! globals, and call each other through the table. A call of the rest that comes before the rest is there hits an empty place of
//! the table and traps; the loader then starts anew with both (pkg/src/wasm.ts).
//!
//! What is not needed is a list, `pkg/cold.txt` (see `cold.rs`): functions that are in the rest, and parts of functions. A function of which
//! a part is not needed is in both: without that part (it traps there) in the first, and whole in the rest, which puts it in the other's place in
//! the table; so such a function is called through the table. A name on the list that there is no longer does nothing, nor do the parts of
//! a function that has changed: an old list makes the first part larger, never wrong.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, bail};
use walrus::ir::{CallIndirect, Const, Instr, Value};
use walrus::{
    ConstExpr, ElementId, ElementItems, ElementKind, ExportId, ExportItem, FunctionBuilder,
    FunctionId, FunctionKind, GlobalId, GlobalKind, LocalFunction, MemoryId, Module, ModuleConfig,
    TableId, passes,
};

use crate::cuts::{self, Cold, sequences};
use crate::texts;

/// The name by which the rest imports from the first part.
const FIRST: &str = "first";
/// To be in both parts, as its calls then cost more, a function has to save the first as many instructions,
const WORTH: usize = 8;
/// and of its own one in so many: all of it is in the rest once more.
const SHARE: usize = 20;
/// What goes through all that an order may hold, whole: which of it ran says only which orders were looked at. (What the edge keeps is
/// the same on all pages.)
const GENERAL: [&str; 4] = ["drop_in_place", "drop_slow", "PartialEq", "Clone"];
const EDGE: &str = "transak_order_tracker::web::";
/// What the first part exports the table as. (Its other names have one letter.)
const TABLE: &str = "tt";

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
        _ => bail!("a function without a body"),
    }
}

/// What both parts are made by.
struct Plan {
    table: TableId,
    memory: MemoryId,
    segment: ElementId,
    /// What the table holds from `start` on.
    start: u32,
    entries: Vec<FunctionId>,
    cold: BTreeSet<FunctionId>,
    hot: Vec<FunctionId>,
    /// Functions that are in both parts, and what they lack in the first.
    torn: BTreeMap<FunctionId, BTreeMap<usize, usize>>,
    /// Called from the other part: where in the table.
    hot_places: HashMap<FunctionId, u32>,
    cold_places: HashMap<FunctionId, u32>,
    /// New in the table, in the order of their places: first the hot ones, then the torn, then the cold.
    new_hot: Vec<FunctionId>,
    new_torn: Vec<FunctionId>,
    new_cold: Vec<FunctionId>,
    /// Exports of cold and torn functions.
    exports: Vec<(ExportId, FunctionId)>,
    globals: Vec<GlobalId>,
}

impl Plan {
    fn new(module: &Module, list: &Cold) -> Result<Self> {
        let functions = local_functions(module);
        let (cold, hot): (Vec<_>, Vec<_>) = functions
            .into_iter()
            .partition(|&id| list.functions.contains(&name_of(module, id)));
        let cold: BTreeSet<_> = cold.into_iter().collect();
        let torn = torn(module, &hot, list)?;
        let table = module
            .tables
            .main_function_table()?
            .context("the WebAssembly has no table")?;
        let (segment, start, entries) = table_entries(module)?;
        let end = start + u32::try_from(entries.len())?;
        if module.tables.get(table).initial != u64::from(end) {
            bail!("the table is not as long as what it holds");
        }
        let [mut hot_called, mut torn_called, mut cold_called] = [const { BTreeSet::new() }; 3];
        let nothing = BTreeMap::new();
        for (id, function) in module.funcs.iter_local() {
            let is_in_first = !cold.contains(&id);
            if is_in_first {
                for callee in calls(function, torn.get(&id).unwrap_or(&nothing))? {
                    if torn.contains_key(&callee) {
                        torn_called.insert(callee);
                    } else if cold.contains(&callee) {
                        cold_called.insert(callee);
                    }
                }
            }
            if !is_in_first || torn.contains_key(&id) {
                hot_called.extend(calls(function, &nothing)?.into_iter().filter(|callee| {
                    matches!(module.funcs.get(*callee).kind, FunctionKind::Local(_))
                        && !cold.contains(callee)
                        && !torn.contains_key(callee)
                }));
            }
        }
        let exports: Vec<_> = module
            .exports
            .iter()
            .filter_map(|export| match export.item {
                ExportItem::Function(id) if cold.contains(&id) || torn.contains_key(&id) => {
                    Some((export.id(), id))
                }
                _ => None,
            })
            .collect();
        for &(_, id) in &exports {
            if cold.contains(&id) {
                cold_called.insert(id);
            } else {
                torn_called.insert(id);
            }
        }

        let mut known: HashMap<FunctionId, u32> = HashMap::new();
        for (place, id) in (start..).zip(&entries) {
            known.entry(*id).or_insert(place);
        }
        let mut next = end;
        let mut place = |called: &BTreeSet<FunctionId>| {
            let mut new = Vec::new();
            let places = called
                .iter()
                .map(|&id| {
                    let place = known.get(&id).copied().unwrap_or_else(|| {
                        new.push(id);
                        next += 1;
                        next - 1
                    });
                    (id, place)
                })
                .collect();
            (places, new)
        };
        let (hot_places, new_hot) = place(&hot_called);
        let (torn_places, new_torn) = place(&torn_called);
        let (mut cold_places, new_cold): (HashMap<_, _>, _) = place(&cold_called);
        cold_places.extend(torn_places);
        let globals = module
            .globals
            .iter()
            .filter(|global| global.mutable)
            .map(walrus::Global::id)
            .collect();
        Ok(Self {
            table,
            memory: module.get_memory_id()?,
            segment,
            start,
            entries,
            cold,
            hot,
            torn,
            hot_places,
            cold_places,
            new_hot,
            new_torn,
            new_cold,
            exports,
            globals,
        })
    }

    fn size(&self) -> u64 {
        u64::from(self.start)
            + [&self.entries, &self.new_hot, &self.new_torn, &self.new_cold]
                .map(|part| part.len() as u64)
                .iter()
                .sum::<u64>()
    }

    fn resize(&self, module: &mut Module) {
        let table = module.tables.get_mut(self.table);
        table.initial = self.size();
        table.maximum = table.maximum.map(|_| self.size());
    }

    fn first(&self, mut module: Module) -> Result<Module> {
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

    fn rest(&self, mut module: Module) -> Result<Module> {
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
}

fn global_name(index: usize) -> String {
    format!("g{index}")
}

/// The one segment of the table, where it begins, and what it holds.
fn table_entries(module: &Module) -> Result<(ElementId, u32, Vec<FunctionId>)> {
    let mut segments = module.elements.iter();
    let (Some(segment), None) = (segments.next(), segments.next()) else {
        bail!("the table is not filled by one segment");
    };
    match (&segment.kind, &segment.items) {
        (
            ElementKind::Active {
                offset: ConstExpr::Value(Value::I32(start)),
                ..
            },
            ElementItems::Functions(functions),
        ) => Ok((segment.id(), u32::try_from(*start)?, functions.clone())),
        _ => bail!("the table is filled in an unexpected way"),
    }
}

/// The functions that are worth being in both parts, and what they lack in the first.
fn torn(
    module: &Module,
    hot: &[FunctionId],
    list: &Cold,
) -> Result<BTreeMap<FunctionId, BTreeMap<usize, usize>>> {
    let mut torn = BTreeMap::new();
    for &id in hot {
        let FunctionKind::Local(function) = &module.funcs.get(id).kind else {
            continue;
        };
        let name = name_of(module, id);
        let is_general = GENERAL.iter().any(|part| name.contains(part)) && !name.contains(EDGE);
        let Some(part) = list.parts.get(&name).filter(|_| !is_general) else {
            continue;
        };
        let gain = cuts::gain(function, &part.cuts)?;
        let is_worth_it = gain >= WORTH && gain * SHARE >= cuts::length(function)?;
        if is_worth_it && part.shape == cuts::shape(function) {
            torn.insert(id, part.cuts.clone());
        }
    }
    Ok(torn)
}

/// What a function calls, after these cuts.
fn calls(function: &LocalFunction, cuts: &BTreeMap<usize, usize>) -> Result<BTreeSet<FunctionId>> {
    let mut callees = BTreeSet::new();
    for (id, length) in cuts::kept(function, cuts)? {
        for (instr, _) in function.block(id).instrs.iter().take(length) {
            match instr {
                Instr::Call(call) => {
                    callees.insert(call.func);
                }
                Instr::ReturnCall(_) | Instr::RefFunc(_) => {
                    bail!("the WebAssembly names a function in an unexpected way")
                }
                _ => {}
            }
        }
    }
    Ok(callees)
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
    use walrus::{RefType, ValType};

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
