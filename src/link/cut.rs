//! Texts taken apart at ASCII characters, byte by byte: the searches of `str` bring kilobytes of machinery into WebAssembly.

/// What is before the first `mark`, and what is after it; `None` where there is no mark. The mark is an ASCII character.
#[inline(never)]
pub(crate) fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|b| b == mark) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// The text without white space around it, also of the kinds that come with what is copied from a page.
#[inline(never)]
pub(crate) fn trim(text: &str) -> &str {
    let mut text = text;
    let mut chars = text.chars();
    while chars.next().is_some_and(is_space) {
        text = chars.as_str();
    }
    let mut chars = text.chars();
    while chars.next_back().is_some_and(is_space) {
        text = chars.as_str();
    }
    text
}

/// Whether it is white space, as Unicode has it.
#[inline(never)]
pub(crate) const fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether there is a text in a text.
#[inline(never)]
pub(crate) fn holds(text: &str, part: &str) -> bool {
    text.as_bytes()
        .windows(part.len())
        .any(|window| window == part.as_bytes())
}

/// Whether a text holds only letters and digits of ASCII, and `others`.
#[inline(never)]
pub(crate) fn is_made_of(text: &str, others: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || others.as_bytes().contains(&b))
}

/// How often an ASCII character occurs.
#[inline(never)]
pub(crate) fn count(text: &str, mark: u8) -> usize {
    let mut count = 0;
    for b in text.as_bytes() {
        count += usize::from(*b == mark);
    }
    count
}

/// A whole number in decimal digits, the greatest one where it is greater; `None` where it is none.
#[inline(never)]
pub(crate) fn number(text: &str) -> Option<u32> {
    let mut number = 0_u32;
    for b in text.bytes() {
        if !b.is_ascii_digit() {
            return None;
        }
        number = number
            .saturating_mul(10)
            .saturating_add(u32::from(b - b'0'));
    }
    (!text.is_empty()).then_some(number)
}
