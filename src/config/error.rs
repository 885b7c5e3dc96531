//! What is wrong with what the page wrote.
//!
//! Invariant: an error is made of fixed texts, so no order id and no key gets into an event or a log by it.

use crate::link::cut::trim;
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

/// A value, trimmed; `None` where it is absent or empty.
#[inline(never)]
#[expect(
    clippy::ref_option,
    reason = "there are many callers, and a reference to the whole is less code than one to what may be inside"
)]
pub(super) fn given(value: &Option<String>) -> Option<&str> {
    let value = trim(value.as_ref()?);
    (!value.is_empty()).then_some(value)
}

/// Reads values one by one and keeps what was wrong, each error once.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) errors: Vec<ConfigError>,
}

impl Reader {
    #[inline(never)]
    pub(super) fn report(&mut self, attribute: &'static str, problem: &'static str) {
        let error = ConfigError { attribute, problem };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// A value that is read as a text; `None` where it is absent, empty or wrong.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "see `given`")]
    pub(super) fn text(
        &mut self,
        attribute: &'static str,
        value: &Option<String>,
        read: fn(&str) -> Option<String>,
    ) -> Option<String> {
        let text = read(given(value)?);
        if text.is_none() {
            self.report(attribute, rule(attribute));
        }
        text
    }

    /// A value that is one of a few words: the word's place; `None` where it is absent, empty or wrong.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "see `given`")]
    pub(super) fn word(
        &mut self,
        attribute: &'static str,
        value: &Option<String>,
        words: &[&str],
    ) -> Option<usize> {
        let value = given(value)?;
        let place = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(value));
        if place.is_none() {
            self.report(attribute, rule(attribute));
        }
        place
    }
}

/// What an attribute must be that is read as one text or word. In a place of its own: those who write it rightly need no sentence.
#[inline(never)]
fn rule(attribute: &str) -> &'static str {
    match attribute {
        "side" => "must be buy or sell",
        "environment" => "must be production or staging",
        "theme" => "must be auto, light or dark",
        "layout" => "must be full, compact, line or diagram",
        "locale" => "must be a BCP 47 tag, such as de or pt-BR",
        _ => "must be a relative or an https: URL (http: only to loopback)",
    }
}
