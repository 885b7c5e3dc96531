//! What is written down of a day: the first violation, what happened how often, and, if wanted, every step.

use crate::clock::Millis;
use crate::regions::Regions;

/// A broken promise.
#[derive(Clone, Debug)]
pub struct Violation {
    pub at: Millis,
    /// Which invariant.
    pub rule: &'static str,
    pub what: String,
}

#[derive(Clone, Debug, Default)]
pub struct Log {
    pub now: Millis,
    pub violation: Option<Violation>,
    pub trace: Option<Vec<String>>,
    /// Where the day leads, if wanted.
    pub regions: Option<Regions>,
    pub faults: u64,
    pub sockets: u64,
    pub questions: u64,
    pub frames: u64,
}

impl Log {
    /// A line of the trace.
    pub fn line(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            let (seconds, millis) = (self.now / 1_000, self.now % 1_000);
            trace.push(format!(
                "{:>3}:{:02}.{millis:03}  {}",
                seconds / 60,
                seconds % 60,
                line()
            ));
        }
    }

    /// An invariant is broken; the first one counts.
    pub fn broken(&mut self, rule: &'static str, what: impl FnOnce() -> String) {
        if self.violation.is_none() {
            let violation = Violation {
                at: self.now,
                rule,
                what: what(),
            };
            self.line(|| format!("VIOLATION {rule}: {}", violation.what));
            self.violation = Some(violation);
        }
    }

    pub fn check(&mut self, rule: &'static str, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken(rule, what);
        }
    }
}
