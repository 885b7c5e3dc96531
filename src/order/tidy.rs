//! Texts that came from outside, made safe to show beside our own.
//!
//! Invariant: what comes out is one line without control and bidi characters, so that a text can't disguise another.

use crate::link::cut::is_space;

/// The most characters of a text that are shown.
pub const MAX_TEXT: usize = 200;

/// The text, tidy and at most 200 characters long.
pub fn clean(text: &str) -> String {
    tidy(text, MAX_TEXT, true).0
}

/// A text of at most `most` characters, tidy and not empty; a longer one is dropped: half an address is a wrong address.
#[inline(never)]
pub fn short(text: &str, most: usize) -> Option<String> {
    if text.len() > most * 4 {
        return None;
    }
    let (text, length) = tidy(text, usize::MAX, false);
    (1..=most).contains(&length).then_some(text)
}

/// At most `most` characters of a text, and how many they are, trimmed. Joiners stay in free text only: no id or address has them.
#[inline(never)]
fn tidy(text: &str, most: usize, free: bool) -> (String, usize) {
    let mut tidy = String::new();
    // Where the last character that is no space ends, and which one it is.
    let (mut end, mut length) = (0, 0);
    let (mut taken, mut before) = (0, 0);
    for c in text.chars() {
        if taken == most {
            break;
        }
        if is_treacherous(c) || (!free && matches!(c, '\u{200c}'..='\u{200d}')) {
            continue;
        }
        taken += 1;
        let space = is_space(c);
        if space && tidy.is_empty() {
            before = taken;
            continue;
        }
        tidy.push(if c < ' ' { ' ' } else { c });
        if !space {
            (end, length) = (tidy.len(), taken - before);
        }
    }
    tidy.truncate(end);
    (tidy, length)
}

/// Characters that change what others look like, or that can't be seen: controls (but for tabs and line breaks, which are spaces),
/// bidi controls, line and paragraph separators, zero-width characters, and tags; but not the joiners, which Persian and Hindi need.
const fn is_treacherous(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'
        | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
