//! Texts that came from outside, made safe to show beside our own.

use std::ops::RangeInclusive;

/// The most characters that are shown.
const MAX: usize = 200;

/// Characters that change what others look like, or that can't be seen: bidi controls, line and paragraph separators, zero-width
/// characters (but for the joiners, which Persian and Hindi need), variation and language tags.
const TREACHEROUS: [RangeInclusive<char>; 9] = [
    '\u{ad}'..='\u{ad}',
    '\u{61c}'..='\u{61c}',
    '\u{180e}'..='\u{180e}',
    '\u{200b}'..='\u{200b}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
    '\u{e0000}'..='\u{e007f}',
];

/// The text without control and bidi characters, on one line, at most 200 characters long.
pub fn clean(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !TREACHEROUS.iter().any(|range| range.contains(c)));
    let lined = kept.map(|c| if c.is_control() { ' ' } else { c }).take(MAX);
    lined.collect::<String>().trim().to_owned()
}

/// A hash as `0x1234ab…89cdef`; `None` where it isn't plausibly one (`DUMMY_TX_ID` of Transak's staging).
pub fn shortened(hash: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b);
    if !(20..=128).contains(&hash.len())
        || !hash.bytes().all(plain)
        || !hash.bytes().any(|b| b.is_ascii_digit())
    {
        return None;
    }
    Some([hash.get(..8)?, "…", hash.get(hash.len().checked_sub(6)?..)?].concat())
}
