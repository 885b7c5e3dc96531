//! Marks in the WebAssembly, by which it tells what of it has run (`cold`).

use anyhow::Result;
use walrus::ir::{Const, Instr, InstrLocId, MemArg, Store, StoreKind, Value};

use crate::cuts::{self, sequences};
use crate::split::{body, local_functions, name_of, parse};

/// Bytes of a page of memory.
const PAGE: u64 = 65_536;

/// The same WebAssembly, in which each function and each part of one leaves a mark when it runs: a byte at its index, after the
/// memory that there is in the beginning. With the marks' labels.
pub(crate) fn mark(wasm: &[u8]) -> Result<(Vec<u8>, Vec<String>)> {
    let mut module = parse(wasm)?;
    let functions = local_functions(&module);
    let memory = module.get_memory_id()?;
    let initial = module.memories.get(memory).initial;
    let mut next = i32::try_from(initial * PAGE)?;
    let mut labels = Vec::new();
    let constant = |value| Instr::Const(Const { value });
    for id in functions {
        let name = name_of(&module, id);
        let function = body(&mut module, id)?;
        let shape = cuts::shape(function);
        for (number, sequence) in (0..).zip(sequences(function)) {
            let instrs = &mut function.block_mut(sequence).instrs;
            // From the end, so that the places before stay where they are.
            for place in cuts::points(instrs).into_iter().rev() {
                labels.push(cuts::label(&name, &shape, (number, place)));
                let store = Instr::Store(Store {
                    memory,
                    kind: StoreKind::I32_8 { atomic: false },
                    arg: MemArg {
                        align: 1,
                        offset: 0,
                    },
                });
                let mark = [constant(Value::I32(next)), constant(Value::I32(1)), store];
                instrs.splice(
                    place..place,
                    mark.map(|instr| (instr, InstrLocId::default())),
                );
                next += 1;
            }
        }
    }
    let pages = (labels.len() as u64).div_ceil(PAGE);
    module.memories.get_mut(memory).initial += pages;
    Ok((module.emit_wasm(), labels))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, Module};

    #[test]
    fn each_mark_has_a_label_and_a_place_after_the_memory() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        for name in ["app[0123456789abcdef]::one", "two"] {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.to_owned());
            builder.func_body().block(None, |_| {}).i32_const(1).drop();
            let function = builder.finish(vec![], &mut module.funcs);
            module.exports.add(name, function);
        }
        let (marked, mut labels) = mark(&module.emit_wasm()).unwrap();
        let marked = parse(&marked).unwrap();
        assert_eq!(
            marked.memories.get(marked.get_memory_id().unwrap()).initial,
            2
        );
        labels.sort();
        let two = ["two", "two\t2/3 0:1", "two\t2/3 1:0"];
        assert_eq!(labels.get(3..), Some(&two.map(str::to_owned)[..]));
        assert_eq!(labels.first().map(String::as_str), Some("app::one"));
    }
}
