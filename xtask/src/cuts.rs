//! Where a function may be cut off: the parts of its body that no first status needs.
//!
//! A body is a tree of sequences, by number in the order in which they begin. Within a sequence, code after a point that never ran
//! does not run either: every way there leads through the point. So a cut is a sequence and the place in it from where on nothing ran.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use walrus::LocalFunction;
use walrus::ir::{Instr, InstrLocId, InstrSeq, InstrSeqId, Unreachable, Visitor, dfs_in_order};

/// Sequence, and place in it.
pub(crate) type Point = (usize, usize);

/// What `pkg/cold.txt` says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Cold {
    /// Functions that never ran.
    pub(crate) functions: BTreeSet<String>,
    /// Functions that ran in part. The cuts are for a body of just this shape, and for no other.
    pub(crate) parts: BTreeMap<String, Part>,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// See [`shape`].
    pub(crate) shape: String,
    /// By sequence.
    pub(crate) cuts: BTreeMap<usize, usize>,
}

impl Cold {
    /// A function is a line; its cuts, if it ran in part, are on the next one, which is indented.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut cold = Self::default();
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .peekable();
        while let Some(name) = lines.next() {
            let Some(part) = lines.next_if(|line| line.starts_with(' ')) else {
                cold.functions.insert(name.to_owned());
                continue;
            };
            let mut words = part.split_whitespace();
            let shape = words.next().context("cuts without a shape")?.to_owned();
            let cuts = words.map(point).collect::<Result<_>>()?;
            cold.parts.insert(name.to_owned(), Part { shape, cuts });
        }
        Ok(cold)
    }

    /// From the labels ([`label`]) of what never ran.
    pub(crate) fn from_labels<'a>(labels: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut cold = Self::default();
        for text in labels {
            let Some((name, part)) = text.split_once('\t') else {
                cold.functions.insert(text.to_owned());
                continue;
            };
            let (shape, at) = part.split_once(' ').context("a label without a place")?;
            let (sequence, place) = point(at)?;
            let known = cold.parts.entry(name.to_owned()).or_default();
            if !known.shape.is_empty() && known.shape != shape {
                // Two functions of one name.
                "none".clone_into(&mut known.shape);
                continue;
            }
            shape.clone_into(&mut known.shape);
            let cut = known.cuts.entry(sequence).or_insert(place);
            *cut = place.min(*cut);
        }
        cold.parts.retain(|name, _| !cold.functions.contains(name));
        Ok(cold)
    }

    pub(crate) fn text(&self) -> String {
        let mut names: BTreeSet<_> = self.functions.iter().collect();
        names.extend(self.parts.keys());
        let mut text = String::new();
        for name in names {
            text.push_str(name);
            text.push('\n');
            if let Some(part) = self.parts.get(name) {
                let cuts = part.cuts.iter().map(|(at, place)| format!(" {at}:{place}"));
                text.extend(
                    ["  ", &part.shape]
                        .map(str::to_owned)
                        .into_iter()
                        .chain(cuts),
                );
                text.push('\n');
            }
        }
        text
    }
}

fn point(text: &str) -> Result<Point> {
    let (sequence, place) = text.split_once(':').context("a place without a colon")?;
    Ok((sequence.parse()?, place.parse()?))
}

/// What a mark is called: the function, and where in it if that is not its beginning.
pub(crate) fn label(name: &str, shape: &str, (sequence, place): Point) -> String {
    if (sequence, place) == (0, 0) {
        name.to_owned()
    } else {
        format!("{name}\t{shape} {sequence}:{place}")
    }
}

#[derive(Default)]
struct Sequences(Vec<InstrSeqId>);

impl<'a> Visitor<'a> for Sequences {
    fn start_instr_seq(&mut self, sequence: &'a InstrSeq) {
        self.0.push(sequence.id());
    }
}

pub(crate) fn sequences(function: &LocalFunction) -> Vec<InstrSeqId> {
    let mut found = Sequences::default();
    dfs_in_order(&mut found, function, function.entry_block());
    found.0
}

/// By this, a body is known again: its sequences and its instructions, counted.
pub(crate) fn shape(function: &LocalFunction) -> String {
    let all = sequences(function);
    let instrs: usize = all.iter().map(|&id| function.block(id).instrs.len()).sum();
    format!("{}/{instrs}", all.len())
}

/// The places in a sequence to which code may come without coming from the instruction before, and those after a branch.
pub(crate) fn points(instrs: &[(Instr, InstrLocId)]) -> Vec<usize> {
    let length = instrs.len();
    let after = instrs.iter().zip(1..).filter_map(|((instr, _), after)| {
        let splits = matches!(
            instr,
            Instr::Block(_) | Instr::Loop(_) | Instr::IfElse(_) | Instr::BrIf(_)
        );
        (splits && after < length).then_some(after)
    });
    std::iter::once(0).chain(after).collect()
}

/// The sequences that are left after the cuts, and how much of each.
pub(crate) fn kept(
    function: &LocalFunction,
    cuts: &BTreeMap<usize, usize>,
) -> Result<Vec<(InstrSeqId, usize)>> {
    let all = sequences(function);
    let number: BTreeMap<_, _> = all
        .iter()
        .zip(0..)
        .map(|(&id, number)| (id, number))
        .collect();
    let mut waiting = vec![function.entry_block()];
    let mut kept = Vec::new();
    while let Some(id) = waiting.pop() {
        let instrs = &function.block(id).instrs;
        let number: usize = *number.get(&id).context("a sequence without a number")?;
        let length = cuts
            .get(&number)
            .map_or(instrs.len(), |&cut| cut.min(instrs.len()));
        for (instr, _) in instrs.iter().take(length) {
            match instr {
                Instr::Block(block) => waiting.push(block.seq),
                Instr::Loop(block) => waiting.push(block.seq),
                Instr::IfElse(both) => waiting.extend([both.consequent, both.alternative]),
                Instr::TryTable(_) | Instr::Try(_) => bail!("exceptions are not expected here"),
                _ => {}
            }
        }
        kept.push((id, length));
    }
    Ok(kept)
}

/// Takes off what is cold. What comes there nevertheless, traps.
pub(crate) fn cut(function: &mut LocalFunction, cuts: &BTreeMap<usize, usize>) -> Result<()> {
    for (id, length) in kept(function, cuts)? {
        let instrs = &mut function.block_mut(id).instrs;
        if length < instrs.len() {
            instrs.truncate(length);
            instrs.push((Instr::Unreachable(Unreachable {}), InstrLocId::default()));
        }
    }
    Ok(())
}

/// How many instructions there are.
pub(crate) fn length(function: &LocalFunction) -> Result<usize> {
    left(function, &BTreeMap::new())
}

/// How many instructions the cuts take off.
pub(crate) fn gain(function: &LocalFunction, cuts: &BTreeMap<usize, usize>) -> Result<usize> {
    Ok(length(function)? - left(function, cuts)?)
}

fn left(function: &LocalFunction, cuts: &BTreeMap<usize, usize>) -> Result<usize> {
    Ok(kept(function, cuts)?.iter().map(|(_, length)| length).sum())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use walrus::ir::BinaryOp;
    use walrus::{FunctionBuilder, FunctionKind, Module, ValType};

    /// `block { local.get; br_if 0; 1; drop }; if local.get { 2; drop } else { 3; drop }; 4; drop`
    fn function() -> (Module, walrus::FunctionId) {
        let mut module = Module::default();
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
        let argument = module.locals.add(ValType::I32);
        builder
            .func_body()
            .block(None, |block| {
                let id = block.id();
                block.local_get(argument).br_if(id).i32_const(1).drop();
            })
            .local_get(argument)
            .if_else(
                None,
                |then| {
                    then.i32_const(2).drop();
                },
                |other| {
                    other.i32_const(3).drop();
                },
            )
            .i32_const(4)
            .i32_const(5)
            .binop(BinaryOp::I32Add)
            .drop();
        let id = builder.finish(vec![argument], &mut module.funcs);
        (module, id)
    }

    fn body(module: &mut Module, id: walrus::FunctionId) -> &mut LocalFunction {
        match &mut module.funcs.get_mut(id).kind {
            FunctionKind::Local(function) => function,
            _ => unreachable!(),
        }
    }

    #[test]
    fn a_mark_stands_at_each_place_to_which_code_may_come() {
        let (mut module, id) = function();
        let function = body(&mut module, id);
        let points: Vec<_> = sequences(function)
            .into_iter()
            .map(|id| points(&function.block(id).instrs))
            .collect();
        assert_eq!(points, [vec![0, 1, 3], vec![0, 2], vec![0], vec![0]]);
        assert_eq!(shape(function), "4/15");
    }

    #[test]
    fn what_is_cut_off_is_gone_with_what_is_in_it_and_traps() {
        let (mut module, id) = function();
        let function = body(&mut module, id);
        // After the block, nothing; and in the block, nothing after the branch.
        let cuts = BTreeMap::from([(0, 1), (1, 2)]);
        assert_eq!(gain(function, &cuts).unwrap(), 12);
        cut(function, &cuts).unwrap();
        for (id, length) in sequences(function).into_iter().zip([2, 3]) {
            let instrs = &function.block(id).instrs;
            assert_eq!(instrs.len(), length);
            assert!(matches!(instrs.last(), Some((Instr::Unreachable(_), _))));
        }
        assert_eq!(sequences(function).len(), 2);
        let bytes = module.emit_wasm();
        assert!(Module::from_buffer(&bytes).is_ok(), "it is valid");
    }

    #[test]
    fn the_list_is_read_as_it_was_written() {
        let labels = [
            "a::cold",
            "a::part\t4/15 1:2",
            "a::part\t4/15 0:3",
            "a::part\t4/15 0:1",
        ];
        let cold = Cold::from_labels(labels).unwrap();
        assert_eq!(cold.text(), "a::cold\na::part\n  4/15 0:1 1:2\n");
        assert_eq!(Cold::parse(&cold.text()).unwrap(), cold);
    }

    #[test]
    fn two_functions_of_one_name_and_different_shapes_stay_as_they_are() {
        let cold = Cold::from_labels(["a\t4/15 1:2", "a\t5/20 1:2"]).unwrap();
        assert_eq!(cold.parts.get("a").unwrap().shape, "none");
    }
}
