//! Language tags that `Intl` takes: the subset of BCP 47 that names a language, script, region, variants and `-u-` settings.
//!
//! Invariant: what comes out never makes `Intl` throw a `RangeError`.

use crate::link::cut::{cut, is_made_of, trim};

/// The longest tag that is read.
const MAX_TAG: usize = 64;

/// How far a tag has been read: its parts come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Read {
    Nothing,
    Language,
    Script,
    Region,
    Variant,
    /// `u`, which needs something after it.
    Settings,
    Setting,
}

/// A tag in canonical spelling (`pt_br` → `pt-BR`, `ZH-hant` → `zh-Hant`), without what is private (`de-x-mtfrom-en` → `de`); `None` where `Intl` could refuse it.
#[inline(never)]
pub fn canonical(tag: &str) -> Option<String> {
    if tag.len() > MAX_TAG {
        return None;
    }
    let mut canonical = String::new();
    let mut read = Read::Nothing;
    let mut rest = Some(trim(tag));
    while let Some(subtags) = rest {
        let (subtag, after) = next(subtags);
        rest = after;
        let mut subtag = subtag.to_ascii_lowercase();
        // What follows is private: a browser that translates the page says so by `de-x-mtfrom-en`.
        if subtag == "x" && !matches!(read, Read::Nothing | Read::Settings) {
            break;
        }
        let now = what(&subtag, read)?;
        if now == Read::Variant && repeats(&canonical, &subtag) {
            return None;
        }
        if now == Read::Region {
            subtag.make_ascii_uppercase();
        }
        if now == Read::Script
            && let Some(first) = subtag.get_mut(..1)
        {
            first.make_ascii_uppercase();
        }
        if read != Read::Nothing {
            canonical.push('-');
        }
        canonical.push_str(&subtag);
        read = now;
    }
    (read != Read::Settings).then_some(canonical)
}

/// The first subtag, and the rest; `_` is read as `-`.
fn next(subtags: &str) -> (&str, Option<&str>) {
    let (by_dash, by_underscore) = (cut(subtags, b'-'), cut(subtags, b'_'));
    if by_dash.0.len() < by_underscore.0.len() {
        by_dash
    } else {
        by_underscore
    }
}

/// What a subtag in lower case is, after what has been read; `None` where it may not stand there.
fn what(subtag: &str, read: Read) -> Option<Read> {
    let length = subtag.len();
    let digit_first = subtag.as_bytes().first().is_some_and(u8::is_ascii_digit);
    let alpha = subtag.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_made_of(subtag, "") {
        return None;
    }
    let now = match length {
        2 | 3 | 5..=8 if alpha && read == Read::Nothing => Read::Language,
        _ if read == Read::Nothing => return None,
        // A key (`nu`) ends with a letter, a value (`arab`) has three to eight letters or digits.
        2 if read >= Read::Settings && subtag.ends_with(|c: char| c.is_ascii_alphabetic()) => {
            Read::Setting
        }
        3..=8 if read >= Read::Settings => Read::Setting,
        _ if read >= Read::Settings => return None,
        4 if alpha && read < Read::Script => Read::Script,
        2 if alpha && read < Read::Region => Read::Region,
        3 if read < Read::Region && subtag.bytes().all(|b| b.is_ascii_digit()) => Read::Region,
        // Five to eight letters or digits, or four that start with a digit (`1996`).
        4 if digit_first => Read::Variant,
        5..=8 => Read::Variant,
        1 if subtag == "u" => Read::Settings,
        _ => return None,
    };
    Some(now)
}

/// Whether a variant was read already; nothing else looks like one after the language.
fn repeats(canonical: &str, variant: &str) -> bool {
    let mut rest = cut(canonical, b'-').1;
    while let Some(subtags) = rest {
        let (subtag, after) = cut(subtags, b'-');
        if subtag == variant {
            return true;
        }
        rest = after;
    }
    false
}
