//! The wire: how long things take, and what gets lost, doubled, reordered, broken or swallowed on the way.

use crate::clock::Millis;
use crate::random::Random;

/// A way in which the wire is bad, up to a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bad {
    pub until: Millis,
    /// Milliseconds, or per cent.
    pub much: u64,
}

impl Bad {
    /// How bad it is now.
    pub const fn now(self, now: Millis) -> u64 {
        if now < self.until { self.much } else { 0 }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Wire {
    pub slow: Bad,
    pub loses: Bad,
    pub doubles: Bad,
    pub reorders: Bad,
    pub breaks: Bad,
    /// Everything is swallowed, and nobody is told.
    pub dark: Bad,
}

impl Wire {
    pub fn is_dark(&self, now: Millis) -> bool {
        self.dark.now(now) > 0
    }

    /// How long one way takes now.
    pub fn latency(&self, now: Millis, random: &mut Random) -> Millis {
        let usual = random.between(15, 120);
        match self.slow.now(now) {
            0 => usual,
            much => usual + random.between(much / 2, much),
        }
    }

    /// When a frame arrives, perhaps several times or never; `last` is when the one before it arrives.
    pub fn arrivals(&self, now: Millis, last: Millis, random: &mut Random) -> Vec<Millis> {
        if self.is_dark(now) || random.chance(self.loses.now(now)) {
            return Vec::new();
        }
        let mut at = now + self.latency(now, random);
        if random.chance(self.reorders.now(now)) {
            return vec![at + random.between(0, 3_000)];
        }
        at = at.max(last);
        if random.chance(self.doubles.now(now)) {
            return vec![at, at + random.between(0, 500)];
        }
        vec![at]
    }

    /// The frame as it arrives: broken ones are no JSON any more.
    pub fn carry(&self, now: Millis, text: &str, random: &mut Random) -> String {
        if text.is_empty() || !random.chance(self.breaks.now(now)) {
            return text.to_owned();
        }
        let cut = random.between(0, text.len() as u64 - 1) as usize;
        match random.between(0, 2) {
            0 => text[..cut].to_owned(),
            1 => format!("{}\u{0}{}", &text[..cut], &text[cut..]),
            _ => format!("\u{feff}{text}"),
        }
    }
}
