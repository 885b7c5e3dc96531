//! What of a linked module belongs to which part: its places in the table, and its data.
//!
//! Both keep their numbers from the linker on, through wasm-bindgen and `wasm-opt`, so the map still fits what these make of the module.
//! Functions don't; which part they belong to follows from the table and the exports (`plan`).

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Result, ensure};

use crate::graph::{Graph, Node};
use crate::module::{Table, parse};

/// Where something is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the first part, and maybe in the second, too.
    First,
    /// In the second part only.
    Second,
    /// Only by exports that nobody uses.
    Nowhere,
}

/// The map of a linked module.
#[derive(Debug)]
pub struct Map {
    /// Parts of exports' names; nobody uses these exports.
    pub(crate) unused: Vec<String>,
    /// By place in the table.
    slots: Vec<Place>,
    /// Ranges of memory that only the second part needs, in order, and those that nobody does.
    pub(crate) second: Vec<Range<u32>>,
    pub(crate) nowhere: Vec<Range<u32>>,
}

impl Map {
    /// Reads a module as the linker leaves it with `--emit-relocs`. The second part is what is reached through the export `seam`, and through
    /// no other export, but for those whose name contains one of `unused`.
    ///
    /// # Errors
    /// If the module has no such export, or no relocations, or is of a shape that is not known here.
    pub fn read(linked: &[u8], seam: &str, unused: &[&str]) -> Result<Self> {
        let graph = Graph::read(linked)?;
        let exports = |wanted: &dyn Fn(&str) -> bool| -> Vec<Node> {
            let found = graph.exports.iter().filter(|(name, _)| wanted(name));
            found.map(|(_, index)| Node::Function(*index)).collect()
        };
        let is_unused = |name: &str| unused.iter().any(|part| name.contains(part));
        let beyond = exports(&|name| is_export(name, seam));
        ensure!(!beyond.is_empty(), "the module has no export `{seam}`");
        ensure!(
            !graph.data.is_empty(),
            "the module was linked without --emit-relocs"
        );
        let mut roots = exports(&|name| !is_export(name, seam) && !is_unused(name));
        roots.extend(&graph.everybody);
        let first = graph.reach(roots);
        let second = graph.reach(beyond);
        let place = |node: Node| match (first.contains(&node), second.contains(&node)) {
            (true, _) => Place::First,
            (false, true) => Place::Second,
            (false, false) => Place::Nowhere,
        };

        let module = parse(linked)?;
        let table = Table::read(&module)?;
        let mut slots = vec![Place::First; table.start as usize];
        // Indices are those of the file, and walrus keeps their order.
        slots.extend(
            table
                .indices(&module)
                .map(|index| place(Node::Address(index))),
        );
        let [mut second, mut nowhere] = [const { Vec::new() }; 2];
        let mut needed = Vec::new();
        for (number, range) in graph.data.iter().enumerate() {
            match place(Node::Data(number)) {
                Place::First => needed.push(range.clone()),
                Place::Second => second.push(range.clone()),
                Place::Nowhere => nowhere.push(range.clone()),
            }
        }
        // Symbols may share bytes.
        let second = without(second, &needed);
        needed.extend(second.iter().cloned());
        let nowhere = without(nowhere, &needed);
        Ok(Self {
            unused: unused.iter().map(|&part| part.to_owned()).collect(),
            slots,
            second,
            nowhere,
        })
    }

    /// Whose a place in the table is; what came after the linker is needed at once.
    pub(crate) fn slot(&self, slot: usize) -> Place {
        self.slots.get(slot).copied().unwrap_or(Place::First)
    }

    pub(crate) fn is_unused(&self, export: &str) -> bool {
        self.unused.iter().any(|part| export.contains(&**part))
    }
}

/// Whether a linked module's export is wasm-bindgen's of this name: it may have the hash of a crate behind it.
fn is_export(export: &str, name: &str) -> bool {
    let after = export.strip_prefix(name);
    let hash = after.and_then(|after| after.strip_prefix('_'));
    let is_hash =
        hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()));
    is_hash || after == Some("")
}

/// These ranges, in order and each byte once, without the bytes of others.
fn without(ranges: Vec<Range<u32>>, others: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut bytes: BTreeSet<u32> = ranges.into_iter().flatten().collect();
    for byte in others.iter().cloned().flatten() {
        bytes.remove(&byte);
    }
    let mut joined: Vec<Range<u32>> = Vec::new();
    for byte in bytes {
        match joined.last_mut() {
            Some(last) if last.end == byte => last.end += 1,
            _ => joined.push(byte..byte + 1),
        }
    }
    joined
}
