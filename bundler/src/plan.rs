//! Which functions go into which part.
//!
//! Invariant: what the first part may call, directly or through the table, is in it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::{Result, ensure};
use walrus::ir::{Visitor, dfs_in_order};
use walrus::{ExportItem, FunctionId, FunctionKind, Module};

use crate::map::{Map, Place};
use crate::module::Table;

pub(crate) struct Plan {
    pub(crate) table: Table,
    /// The functions of the second part.
    pub(crate) second: HashSet<FunctionId>,
    /// Functions of the first part that the second calls, in order.
    pub(crate) shared: Vec<FunctionId>,
}

impl Plan {
    pub(crate) fn new(module: &Module, map: &Map, seam: &str) -> Result<Self> {
        let table = Table::read(module)?;
        let mut slots: BTreeMap<FunctionId, Vec<Place>> = BTreeMap::new();
        for (slot, &id) in (table.start as usize..).zip(&table.entries) {
            slots.entry(id).or_default().push(map.slot(slot));
        }
        // What JavaScript calls through an export that came of a place in the table is a closure: it is made by whoever uses that place.
        let is_late = |id: &FunctionId| {
            let places = slots.get(id).map(Vec::as_slice).unwrap_or_default();
            !places.is_empty() && !places.contains(&Place::First)
        };
        let mut roots: Vec<FunctionId> = module.start.into_iter().collect();
        let mut has_seam = false;
        for export in module.exports.iter() {
            let ExportItem::Function(id) = export.item else {
                continue;
            };
            if export.name == seam {
                has_seam = true;
            } else if !is_late(&id) {
                roots.push(id);
            }
        }
        ensure!(has_seam, "the module has no export `{seam}`");
        roots.extend(slots.keys().filter(|id| !is_late(id)));

        let mut first = BTreeSet::new();
        while let Some(id) = roots.pop() {
            if first.insert(id) {
                roots.extend(callees(module, id));
            }
        }
        let locals = || module.funcs.iter_local().map(|(id, _)| id);
        let second: HashSet<_> = locals().filter(|id| !first.contains(id)).collect();
        let called: HashSet<_> = second.iter().flat_map(|&id| callees(module, id)).collect();
        let shared = locals()
            .filter(|id| first.contains(id) && called.contains(id))
            .collect();
        Ok(Self {
            table,
            second,
            shared,
        })
    }

    /// What the second part puts into the table, and where.
    pub(crate) fn late_entries(&self) -> impl Iterator<Item = (u32, FunctionId)> {
        let entries = (self.table.start..).zip(self.table.entries.iter().copied());
        entries.filter(|(_, id)| self.second.contains(id))
    }
}

/// The functions that a function names.
fn callees(module: &Module, id: FunctionId) -> Vec<FunctionId> {
    struct Names(Vec<FunctionId>);
    impl Visitor<'_> for Names {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.push(*id);
        }
    }
    let mut names = Names(Vec::new());
    if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
        dfs_in_order(&mut names, function, function.entry_block());
    }
    names.0
}
