//! Chance, from one number (`SplitMix64`), or from bytes that somebody else chooses. The same seed gives the same day.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
    /// What is chosen, two bytes a number, as long as there are any; the last comes first.
    tape: Vec<u8>,
}

fn mix(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of a seed; `purpose` tells apart what must not depend on each other.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut random = Self {
            state: seed ^ purpose.wrapping_mul(0xA076_1D64_78BD_642F),
            tape: Vec::new(),
        };
        random.next();
        random
    }

    /// The stream that these bytes choose: a fuzzer changes one choice by changing two of them.
    pub fn tape(bytes: &[u8]) -> Self {
        let mut random = Self::new(bytes.len() as u64, 5);
        random.tape = bytes.iter().rev().copied().collect();
        random
    }

    pub fn next(&mut self) -> u64 {
        if let (Some(low), Some(high)) = (self.tape.pop(), self.tape.pop()) {
            return mix((u64::from(u16::from_le_bytes([low, high])) + 1).wrapping_mul(STEP));
        }
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    pub fn word(&mut self) -> u32 {
        (self.next() >> 32) as u32
    }

    /// From `least` up to and with `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.next() % of.len() as u64) as usize]
    }
}
