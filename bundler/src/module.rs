//! What both cuts need of walrus: a module's table, its exports, and the bytes of its memory.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementId, ElementItems, ElementKind, FunctionBuilder, FunctionId, Module,
    ModuleConfig, TableId,
};

pub(crate) fn parse(wasm: &[u8]) -> Result<Module> {
    ModuleConfig::new()
        .generate_producers_section(false)
        .parse(wasm)
}

/// The function table, and what fills it.
pub(crate) struct Table {
    pub(crate) id: TableId,
    pub(crate) segment: ElementId,
    /// The first place that is filled.
    pub(crate) start: u32,
    pub(crate) entries: Vec<FunctionId>,
}

impl Table {
    pub(crate) fn read(module: &Module) -> Result<Self> {
        let id = module.tables.main_function_table()?;
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
            ) => Ok(Self {
                id: id.context("the module has no table")?,
                segment: segment.id(),
                start: u32::try_from(*start)?,
                entries: functions.clone(),
            }),
            _ => bail!("the table is filled in an unexpected way"),
        }
    }

    /// The indices of the functions in it, as the file counts them.
    pub(crate) fn indices(&self, module: &Module) -> impl Iterator<Item = u32> {
        let all: std::collections::HashMap<_, _> = module
            .funcs
            .iter()
            .map(walrus::Function::id)
            .zip(0..)
            .collect();
        let entries = self.entries.clone();
        entries
            .into_iter()
            .filter_map(move |id| all.get(&id).copied())
    }
}

/// A function that traps: what nobody may call stands in its place.
pub(crate) fn missing(module: &mut Module) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().unreachable();
    builder.finish(vec![], &mut module.funcs)
}

/// The bytes of these ranges of memory, as they are in the beginning; the module has zeros there afterwards.
pub(crate) fn take(module: &mut Module, ranges: &[Range<u32>]) -> Result<Vec<(u32, Vec<u8>)>> {
    let mut taken = Vec::new();
    let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let data = module.data.get_mut(id);
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = data.kind
        else {
            bail!("data without a place in memory");
        };
        let start = u32::try_from(start)?;
        let end = start + u32::try_from(data.value.len())?;
        for range in ranges {
            let (from, to) = (range.start.max(start), range.end.min(end));
            let inside = (from < to).then(|| (from - start) as usize..(to - start) as usize);
            if let Some(bytes) = inside.and_then(|inside| data.value.get_mut(inside)) {
                taken.push((from, bytes.to_vec()));
                bytes.fill(0);
            }
        }
    }
    Ok(taken)
}
