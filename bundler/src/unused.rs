//! Takes out of a linked module what only unused exports reach: classes of libraries that nobody here uses.
//!
//! It comes before wasm-bindgen, which would make glue for them. Later tools can't tell which places of the table only served them.

use anyhow::Result;
use walrus::{ElementItems, passes};

use crate::map::{Map, Place};
use crate::module::{Table, missing, parse, take};

/// The module without that, and without the linker's relocations, which no longer fit.
///
/// # Errors
/// If the module is of a shape that is not known here.
pub fn without_unused(linked: &[u8], map: &Map) -> Result<Vec<u8>> {
    let mut module = parse(linked)?;
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|export| map.is_unused(&export.name))
        .map(walrus::Export::id)
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    let table = Table::read(&module)?;
    let missing = missing(&mut module);
    let entries = (table.start as usize..).zip(table.entries);
    let entries = entries.map(|(slot, id)| match map.slot(slot) {
        Place::Nowhere => missing,
        Place::First | Place::Second => id,
    });
    module.elements.get_mut(table.segment).items = ElementItems::Functions(entries.collect());
    take(&mut module, &map.nowhere)?;
    let linkers: Vec<_> = module
        .customs
        .iter()
        .filter(|(_, section)| section.name() == "linking" || section.name().starts_with("reloc."))
        .map(|(id, _)| id)
        .collect();
    for section in linkers {
        module.customs.delete(section);
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}
