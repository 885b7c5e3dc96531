//! Sentences that only the rest of the WebAssembly tells (of errors, mostly) load with it, and not before.
//!
//! Invariant: of what the first part could read, nothing is moved. A sentence is moved if its address is nowhere in the first part, neither in
//! code nor in data, and only as far as up to the next address that is anywhere. What is no text stays: only code knows how far a table goes.

// walrus's enums have a hundred members, and most of them are of no interest here.
#![allow(clippy::wildcard_enum_match_arm)]

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use walrus::ir::{Const, Instr, Value};
use walrus::{ConstExpr, DataKind, FunctionKind, GlobalKind, LocalFunction, Module};

use crate::cuts::sequences;

/// Bytes; a shorter one is not worth its place in the other file.
const SHORT: usize = 4;

/// Moves what only the rest reads from the first part there. Of both, all that is not used is gone already.
pub(crate) fn settle(first: &mut Module, rest: &mut Module) -> Result<()> {
    let mut hot = addresses(first);
    hot.extend(words(first)?);
    let cold = addresses(rest);
    let all: BTreeSet<usize> = hot.union(&cold).copied().collect();
    let Ok(memory) = rest.get_memory_id() else {
        return Ok(()); // it reads nothing at all
    };
    let mut moved = Vec::new();
    let segments: Vec<_> = first.data.iter().map(walrus::Data::id).collect();
    for id in segments {
        let data = first.data.get_mut(id);
        // wasm-opt takes the names of what it cuts apart for new ones.
        data.name = None;
        let start = offset(&data.kind)?;
        let end = start + data.value.len();
        for &from in cold.range(start..end).filter(|from| !hot.contains(from)) {
            let to = all
                .range(from + 1..)
                .next()
                .map_or(end, |&next| next.min(end));
            let Some(bytes) = data.value.get_mut(from - start..to - start) else {
                continue;
            };
            let length = text_at_start(bytes);
            let (text, _) = bytes.split_at_mut(length);
            if length >= SHORT {
                match moved.last_mut() {
                    Some((place, before)) if *place + Vec::len(before) == from => {
                        before.extend_from_slice(text);
                    }
                    _ => moved.push((from, text.to_vec())),
                }
                text.fill(0);
            }
        }
    }
    for (place, text) in moved {
        let kind = DataKind::Active {
            memory,
            offset: ConstExpr::Value(Value::I32(i32::try_from(place)?)),
        };
        let id = rest.data.add(kind, text);
        rest.memories.get_mut(memory).data_segments.insert(id);
    }
    Ok(())
}

/// How many bytes from the first on are text.
fn text_at_start(bytes: &[u8]) -> usize {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    };
    valid
        .find(|letter: char| letter.is_control() && letter != '\n')
        .unwrap_or(valid.len())
}

fn offset(kind: &DataKind) -> Result<usize> {
    match kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(offset)),
            ..
        } => Ok(usize::try_from(*offset)?),
        _ => bail!("data without a place"),
    }
}

/// Whatever may be an address in the code and the globals.
fn addresses(module: &Module) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for function in module.funcs.iter() {
        if let FunctionKind::Local(function) = &function.kind {
            in_code(function, &mut found);
        }
    }
    for global in module.globals.iter() {
        if let GlobalKind::Local(ConstExpr::Value(Value::I32(value))) = global.kind {
            found.extend(usize::try_from(value));
        }
    }
    found
}

fn in_code(function: &LocalFunction, found: &mut BTreeSet<usize>) {
    for id in sequences(function) {
        for (instr, _) in &function.block(id).instrs {
            let offset = match instr {
                Instr::Const(Const {
                    value: Value::I32(value),
                }) => usize::try_from(*value).ok(),
                Instr::Load(load) => usize::try_from(load.arg.offset).ok(),
                Instr::Store(store) => usize::try_from(store.arg.offset).ok(),
                _ => None,
            };
            found.extend(offset);
        }
    }
}

/// Whatever may be an address in the data.
fn words(module: &Module) -> Result<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    for data in module.data.iter() {
        let skip = offset(&data.kind)?.next_multiple_of(4) - offset(&data.kind)?;
        for word in data.value.get(skip..).unwrap_or_default().chunks_exact(4) {
            if let Ok(word) = <[u8; 4]>::try_from(word) {
                found.insert(usize::try_from(u32::from_le_bytes(word))?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;

    const TEXTS: &[u8] =
        b"Both parts tell this.Only the rest tells this.Only the first tells this.";

    /// A module whose function names these addresses, with all of the texts or none.
    fn module(addresses: &[usize], texts: &[u8]) -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        let mut body = builder.func_body();
        for &address in addresses {
            body.i32_const(i32::try_from(address).unwrap()).drop();
        }
        builder.finish(vec![], &mut module.funcs);
        if !texts.is_empty() {
            let offset = ConstExpr::Value(Value::I32(64));
            let kind = DataKind::Active { memory, offset };
            let id = module.data.add(kind, texts.to_vec());
            module.memories.get_mut(memory).data_segments.insert(id);
        }
        module
    }

    fn moved(first: &[usize], texts: &[u8]) -> Vec<Vec<u8>> {
        let mut first = module(first, texts);
        let mut rest = module(&[64, 85], &[]);
        settle(&mut first, &mut rest).unwrap();
        rest.data.iter().map(|data| data.value.clone()).collect()
    }

    #[test]
    fn only_what_the_rest_alone_names_is_moved() {
        assert_eq!(moved(&[64, 110], TEXTS), [b"Only the rest tells this."]);
    }

    #[test]
    fn a_text_into_which_the_first_part_points_is_moved_up_to_there() {
        assert_eq!(moved(&[64, 90, 110], TEXTS), [b"Only "]);
        assert!(moved(&[64, 88, 110], TEXTS).is_empty(), "too short");
    }

    #[test]
    fn a_text_to_which_the_data_points_stays() {
        let mut texts = TEXTS.to_vec();
        texts.extend(85_u32.to_le_bytes());
        assert!(moved(&[64, 110], &texts).is_empty());
    }

    #[test]
    fn what_is_no_text_stays() {
        let mut texts = TEXTS.to_vec();
        *texts.get_mut(21).unwrap() = 0;
        assert!(moved(&[64, 110], &texts).is_empty());
        *texts.get_mut(21).unwrap() = 0xC3;
        assert!(moved(&[64, 110], &texts).is_empty());
    }
}
