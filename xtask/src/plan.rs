//! What goes where when the WebAssembly is cut in two (`split.rs`): which functions, and their places in the table.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, Result, bail};
use walrus::ir::{Instr, Value};
use walrus::{
    ConstExpr, ElementId, ElementItems, ElementKind, ExportId, ExportItem, FunctionId,
    FunctionKind, GlobalId, LocalFunction, MemoryId, Module, TableId,
};

use crate::cuts::{self, Cold};
use crate::split::{local_functions, name_of};

/// To be in both parts, as its calls then cost more, a function has to save the first as many instructions,
const WORTH: usize = 8;
/// and of its own one in so many: all of it is in the rest once more.
const SHARE: usize = 20;
/// What goes through all that an order may hold, whole: which of it ran says only which orders were looked at. (What the edge keeps is
/// the same on all pages.)
const GENERAL: [&str; 4] = ["drop_in_place", "drop_slow", "PartialEq", "Clone"];
const EDGE: &str = "transak_order_tracker::web::";

/// What both parts are made by.
pub(crate) struct Plan {
    pub(crate) table: TableId,
    pub(crate) memory: MemoryId,
    pub(crate) segment: ElementId,
    /// What the table holds from `start` on.
    pub(crate) start: u32,
    pub(crate) entries: Vec<FunctionId>,
    pub(crate) cold: BTreeSet<FunctionId>,
    pub(crate) hot: Vec<FunctionId>,
    /// Functions that are in both parts, and what they lack in the first.
    pub(crate) torn: BTreeMap<FunctionId, BTreeMap<usize, usize>>,
    /// Called from the other part: where in the table.
    pub(crate) hot_places: HashMap<FunctionId, u32>,
    pub(crate) cold_places: HashMap<FunctionId, u32>,
    /// New in the table, in the order of their places: first the hot ones, then the torn, then the cold.
    pub(crate) new_hot: Vec<FunctionId>,
    pub(crate) new_torn: Vec<FunctionId>,
    pub(crate) new_cold: Vec<FunctionId>,
    /// Exports of cold and torn functions.
    pub(crate) exports: Vec<(ExportId, FunctionId)>,
    pub(crate) globals: Vec<GlobalId>,
}

impl Plan {
    pub(crate) fn new(module: &Module, list: &Cold) -> Result<Self> {
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

    pub(crate) fn size(&self) -> u64 {
        u64::from(self.start)
            + [&self.entries, &self.new_hot, &self.new_torn, &self.new_cold]
                .map(|part| part.len() as u64)
                .iter()
                .sum::<u64>()
    }
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
pub(crate) fn calls(
    function: &LocalFunction,
    cuts: &BTreeMap<usize, usize>,
) -> Result<BTreeSet<FunctionId>> {
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
