//! What the code and the data of a linked module name, by the linker's relocations (`--emit-relocs`).
//!
//! Invariant: data that no symbol covers belongs to nobody, so what it names counts as named by everybody (`Graph::everybody`).

// wasmparser's enums have dozens of members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    DataKind, ExternalKind, KnownCustom, Linking, Parser, Payload, RelocSectionReader,
    RelocationEntry, RelocationType, SymbolInfo,
};

/// What can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    /// The function of this index is called.
    Function(u32),
    /// Its place in the table is used: for a call through the table, now or later.
    Address(u32),
    /// The data symbol of this number is read or written.
    Data(usize),
}

/// Who names what.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    names: BTreeMap<Node, BTreeSet<Node>>,
    /// What runs or is read in any case.
    pub(crate) everybody: BTreeSet<Node>,
    /// The exported functions.
    pub(crate) exports: Vec<(String, u32)>,
    /// Where in memory each data symbol lies.
    pub(crate) data: Vec<Range<u32>>,
}

/// Where things lie in the file, to find out whose a relocation is.
#[derive(Default)]
struct Layout {
    /// Index of the section, and where its contents begin.
    code: Option<(u32, usize)>,
    data: Option<(u32, usize)>,
    bodies: Vec<(Range<usize>, Node)>,
    /// Where each segment's bytes begin, in the file and in memory.
    segments: Vec<(usize, u32)>,
    symbols: Vec<Option<Node>>,
    /// Where each data symbol lies in the file.
    places: Vec<(Range<usize>, Node)>,
}

impl Graph {
    pub(crate) fn read(linked: &[u8]) -> Result<Self> {
        let (mut graph, mut layout) = (Self::default(), Layout::default());
        let mut relocations = Vec::new();
        let (mut section, mut function) = (0, 0);
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        function += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports.clone() {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            graph.exports.push((export.name.to_owned(), export.index));
                        }
                    }
                }
                Payload::StartSection { func, .. } => {
                    graph.everybody.insert(Node::Function(*func));
                }
                Payload::CodeSectionStart { range, .. } => {
                    layout.code = Some((section, range.start));
                }
                Payload::CodeSectionEntry(body) => {
                    layout.bodies.push((body.range(), Node::Function(function)));
                    function += 1;
                    continue; // it is inside a section
                }
                Payload::DataSection(reader) => {
                    layout.data = Some((section, reader.range().start));
                    for data in reader.clone() {
                        let data = data?;
                        let start = data.range.end - data.data.len();
                        layout.segments.push((start, address(&data.kind)?));
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Linking(reader) => {
                        for part in reader.subsections() {
                            let Linking::SymbolTable(symbols) = part? else {
                                continue;
                            };
                            for symbol in symbols {
                                let node = graph.symbol(&symbol?, &mut layout)?;
                                layout.symbols.push(node);
                            }
                        }
                    }
                    KnownCustom::Reloc(reader) => relocations.push(reader),
                    _ => {}
                },
                _ => {}
            }
            section += u32::from(payload.as_section().is_some());
        }
        for reader in relocations {
            graph.relocate(&reader, &layout)?;
        }
        Ok(graph)
    }

    fn symbol(&mut self, symbol: &SymbolInfo<'_>, layout: &mut Layout) -> Result<Option<Node>> {
        Ok(match symbol {
            SymbolInfo::Func { index, .. } => Some(Node::Function(*index)),
            SymbolInfo::Data {
                symbol: Some(at), ..
            } => {
                let segment = layout.segments.get(at.index as usize);
                let &(file, memory) = segment.context("a symbol without a segment")?;
                let node = Node::Data(self.data.len());
                let (start, from) = (file + at.offset as usize, memory + at.offset);
                layout.places.push((start..start + at.size as usize, node));
                self.data.push(from..from + at.size);
                Some(node)
            }
            _ => None,
        })
    }

    fn relocate(&mut self, reader: &RelocSectionReader<'_>, layout: &Layout) -> Result<()> {
        let section = reader.section_index();
        for entry in reader.entries() {
            let entry = entry?;
            let Some(target) = target(&entry, layout)? else {
                continue;
            };
            let offset = entry.offset as usize;
            let owners = match (layout.code, layout.data) {
                (Some((index, start)), _) if index == section => {
                    around(&layout.bodies, start + offset)
                }
                (_, Some((index, start))) if index == section => {
                    around(&layout.places, start + offset)
                }
                _ => continue, // of debug data
            };
            if owners.is_empty() {
                self.everybody.insert(target);
            }
            for owner in owners {
                self.names.entry(owner).or_default().insert(target);
            }
        }
        Ok(())
    }

    /// Everything that these lead to, themselves included.
    pub(crate) fn reach(&self, roots: impl IntoIterator<Item = Node>) -> BTreeSet<Node> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<_> = roots.into_iter().collect();
        while let Some(node) = waiting.pop() {
            if !found.insert(node) {
                continue;
            }
            if let Node::Address(function) = node {
                waiting.push(Node::Function(function));
            }
            waiting.extend(self.names.get(&node).into_iter().flatten());
        }
        found
    }
}

/// All that lies around a byte of the file: data symbols may share bytes.
fn around(things: &[(Range<usize>, Node)], at: usize) -> Vec<Node> {
    let found = things.iter().filter(|(range, _)| range.contains(&at));
    found.map(|(_, node)| *node).collect()
}

/// Where an active segment goes.
fn address(kind: &DataKind<'_>) -> Result<u32> {
    if let DataKind::Active { offset_expr, .. } = kind
        && let wasmparser::Operator::I32Const { value } =
            offset_expr.get_operators_reader().read()?
    {
        return Ok(u32::try_from(value)?);
    }
    bail!("data without a place in memory")
}

/// What a relocation names; nothing where that is neither code nor data.
fn target(entry: &RelocationEntry, layout: &Layout) -> Result<Option<Node>> {
    use RelocationType as Type;
    let symbol = || {
        let symbol = layout.symbols.get(entry.index as usize);
        symbol
            .copied()
            .flatten()
            .context("a relocation without a symbol")
    };
    Ok(match entry.ty {
        Type::FunctionIndexLeb
        | Type::FunctionIndexI32
        | Type::MemoryAddrLeb
        | Type::MemoryAddrSleb
        | Type::MemoryAddrI32 => Some(symbol()?),
        Type::TableIndexSleb | Type::TableIndexI32 => match symbol()? {
            Node::Function(function) => Some(Node::Address(function)),
            Node::Address(_) | Node::Data(_) => bail!("a place in the table that is no function's"),
        },
        Type::TypeIndexLeb
        | Type::GlobalIndexLeb
        | Type::GlobalIndexI32
        | Type::TableNumberLeb
        | Type::FunctionOffsetI32
        | Type::SectionOffsetI32
        | Type::EventIndexLeb => None,
        other => bail!("a relocation of an unexpected kind, {other:?}"),
    })
}
