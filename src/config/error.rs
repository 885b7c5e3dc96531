//! What is wrong with what the page wrote.
//!
//! Invariant: an error is made of fixed texts, so no order id and no key gets into an event or a log by it.

use core::fmt;

/// A wrong attribute or property, and what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigError {
    attribute: &'static str,
    problem: &'static str,
}

impl ConfigError {
    /// The name of the attribute or property.
    pub const fn attribute(&self) -> &'static str {
        self.attribute
    }

    /// A sentence: which attribute, and what it must be.
    pub fn message(&self) -> String {
        [self.attribute, " ", self.problem, "."].concat()
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for ConfigError {}

/// Reads values one by one and keeps what was wrong, each error once.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) errors: Vec<ConfigError>,
}

impl Reader {
    pub(super) fn report(&mut self, attribute: &'static str, problem: &'static str) {
        let error = ConfigError { attribute, problem };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// A value, trimmed and read; `None` where it is absent, empty or wrong.
    pub(super) fn given<T>(
        &mut self,
        attribute: &'static str,
        value: Option<&String>,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = value
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())?;
        match read(value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.report(attribute, problem);
                None
            }
        }
    }

    /// The same, for what can be wrong in one way only.
    pub(super) fn choice<T>(
        &mut self,
        attribute: &'static str,
        value: Option<&String>,
        read: fn(&str) -> Option<T>,
        problem: &'static str,
    ) -> Option<T> {
        self.given(attribute, value, |value| read(value).ok_or(problem))
    }
}
