//! The words: message keys, what a page puts in their place, placeholders, and the order's own texts made safe to show.
//!
//! Invariant: a message is plain text. Nothing in it, and nothing that is filled into it, is ever read as markup.

mod hash;
mod locale;

use crate::link::cut::cut;
use crate::order::time::push_number;
use crate::order::{Side, Status, Step, StepState};
use crate::prompt::{Copied, PromptKind};
use crate::state::Freshness;

pub use crate::order::tidy::clean;
pub use hash::shortened;
pub use locale::{direction, negotiate};

thread_local! {
    /// English: message keys and texts. One text, cut up when it is first wanted: a table of its parts would be a third larger.
    static ENGLISH: Vec<(&'static str, &'static str)> = messages(include_str!("text/en.txt"));
}

/// Messages that are put in the place of the built-in ones: message key and text. Unknown keys are never asked for.
pub type Overrides = Vec<(String, String)>;

/// The words of a language: a file of `text/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// A BCP 47 tag; empty where there are none.
    pub language: String,
    /// The messages.
    pub messages: Overrides,
}

impl Words {
    /// Reads a file: a line each, `key=text`.
    pub fn read(language: String, file: &str) -> Self {
        let owned = |(key, text): (&str, &str)| (key.to_owned(), text.to_owned());
        Self {
            language,
            messages: messages(file).into_iter().map(owned).collect(),
        }
    }
}

/// A message.
///
/// Where the words depend on the side (or on how an order ended), the key with that suffix (`prompt.completed.text.buy`) is looked
/// up before the one without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// A message that stands alone: its whole name.
    Label(&'static str),
    /// The title of a prompt; the suffix is [`variant`].
    Title(PromptKind, &'static str),
    /// The text of a prompt; the suffix is [`variant`].
    Text(PromptKind, &'static str),
    /// The name of a step, for a side.
    Step(Step, Option<Side>),
    /// How a step stands.
    StepState(StepState),
    /// What happened to the order, for a side.
    Status(&'a Status, Option<Side>),
    /// How fresh the knowledge is.
    Freshness(Freshness),
    /// What an action does; the prompt that offers it is the suffix.
    Action(&'static str, PromptKind),
    /// What a `copy` action copies.
    Copied(Copied),
    /// A payment method, by Transak's id.
    Method(&'a str),
}

impl Key<'_> {
    /// The name in `messages`, with the most specific suffix.
    pub fn name(&self) -> String {
        let (stem, suffix) = self.parts();
        if suffix.is_empty() {
            stem
        } else {
            [&stem, ".", suffix].concat()
        }
    }

    /// The name without its suffix, and the suffix.
    fn parts(&self) -> (String, &'static str) {
        let side = |side: Option<Side>| side.map_or("", Side::name);
        match self {
            Self::Label(name) => ((*name).to_owned(), ""),
            Self::Title(kind, suffix) => (["prompt.", kind.name(), ".title"].concat(), suffix),
            Self::Text(kind, suffix) => (["prompt.", kind.name(), ".text"].concat(), suffix),
            Self::Step(step, of) => (["step.", step.name()].concat(), side(*of)),
            Self::StepState(state) => (["step-state.", state.name()].concat(), ""),
            Self::Status(Status::Unknown(_), _) => ("status.unknown".to_owned(), ""),
            Self::Status(status, of) => (["status.", &kebab(status.code())].concat(), side(*of)),
            Self::Freshness(freshness) => (["freshness.", freshness.name()].concat(), ""),
            Self::Action(action, kind) => (["action.", action].concat(), kind.name()),
            Self::Copied(Copied::Address) => ("copied.address".to_owned(), ""),
            Self::Copied(Copied::Memo) => ("copied.memo".to_owned(), ""),
            Self::Copied(Copied::Network) => ("copied.network".to_owned(), ""),
            Self::Copied(Copied::Amount) => ("copied.amount".to_owned(), ""),
            Self::Copied(Copied::Report) => ("action.report".to_owned(), ""),
            Self::Method(id) => (["method.", &kebab(id)].concat(), ""),
        }
    }
}

/// The messages of a file: a line each, `key=text`.
fn messages(file: &str) -> Vec<(&str, &str)> {
    let mut messages = Vec::new();
    let mut rest = Some(file);
    while let Some(lines) = rest {
        let (line, after) = cut(lines, b'\n');
        if let (key, Some(text)) = cut(line, b'=') {
            messages.push((key, text));
        }
        rest = after;
    }
    messages
}

/// Transak's `SNAKE_CASE` as it stands in a key.
fn kebab(code: &str) -> String {
    code.chars()
        .map(|c| {
            if c == '_' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

/// What the words of a prompt depend on: how the order ended, or that its status is not known here; else its side.
pub fn variant(status: Option<&Status>, side: Option<Side>) -> &'static str {
    match status {
        Some(Status::Expired) => "expired",
        Some(Status::Cancelled) => "cancelled",
        Some(Status::Unknown(_)) => "unknown",
        Some(_) | None => side.map_or("", Side::name),
    }
}

/// The text of a message: of the first of the layers that has it (the page's, a language's), else the built-in one; empty where there is none. One
/// without the suffix also stands in for those with one of the layers after it.
pub fn text<'a>(key: Key<'_>, layers: &[&'a [(String, String)]]) -> &'a str {
    let (stem, suffix) = key.parts();
    let specific = [&stem, ".", suffix].concat();
    let names = [specific.as_str(), stem.as_str()];
    for layer in layers {
        for name in names {
            if let Some((_, text)) = layer.iter().find(|(key, _)| key == name) {
                return text;
            }
        }
    }
    ENGLISH.with(|english| {
        for name in names {
            if let Some((_, text)) = english.iter().find(|(key, _)| *key == name) {
                return *text;
            }
        }
        ""
    })
}

/// The same for a message that only the second part needs: those have an English of their own, which loads with it.
pub fn more<'a>(name: &str, layers: &[&'a [(String, String)]]) -> &'a str {
    for layer in layers {
        if let Some((_, text)) = layer.iter().find(|(key, _)| key == name) {
            return text;
        }
    }
    let english = messages(include_str!("text/more.txt"));
    let found = english.into_iter().find(|(key, _)| *key == name);
    found.map_or("", |(_, text)| text)
}

/// All that is English, for who makes other words of it. Nothing that is published calls this.
pub fn english() -> Vec<(&'static str, &'static str)> {
    let mut all = messages(include_str!("text/en.txt"));
    all.extend(messages(include_str!("text/more.txt")));
    all
}

/// The name of a payment method, by Transak's id; one that has none is told by its id.
pub fn method(id: &str, layers: &[&[(String, String)]]) -> String {
    let name = text(Key::Method(id), layers);
    if name.is_empty() {
        named(id)
    } else {
        name.to_owned()
    }
}

/// Fills the placeholder `{name}` of a message; each has at most one.
pub fn fill(message: &str, name: &str, value: &str) -> String {
    if let (before, Some(rest)) = cut(message, b'{')
        && let (found, Some(after)) = cut(rest, b'}')
        && found == name
    {
        return [before, value, after].concat();
    }
    message.to_owned()
}

/// An id of Transak's as a name: `sepa_bank_transfer` → `Sepa bank transfer`, `bsc` → `BSC`.
pub fn named(id: &str) -> String {
    let id = clean(id);
    let all = id.len() <= 3;
    let mut name = String::with_capacity(id.len());
    for letter in id.chars() {
        let first = name.is_empty();
        name.push(match letter {
            '_' => ' ',
            letter if first || all => letter.to_ascii_uppercase(),
            letter => letter,
        });
    }
    name
}

/// A time span as `m:ss`, from an hour on `h:mm:ss`. Negative spans are zero.
pub fn duration(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut text = String::new();
    if hours > 0 {
        push_number(&mut text, hours, 1);
        text.push(':');
    }
    push_number(&mut text, minutes, if hours > 0 { 2 } else { 1 });
    text.push(':');
    push_number(&mut text, seconds, 2);
    text
}
