//! Which language: the attribute, else the nearest `lang` of the page, else the browser's.
//!
//! Numbers and times follow the locale, also where there are no words for it; the direction follows the words, and a page's `messages` are words.

use crate::config::locale::canonical;
use crate::link::cut::cut;

/// The first of the wishes that is a language tag, in canonical spelling; empty where none is: then the browser decides.
pub fn negotiate(wishes: &[&str]) -> String {
    wishes
        .iter()
        .find_map(|wish| canonical(wish))
        .unwrap_or_default()
}

/// Languages that are written from right to left.
const RTL: [&str; 13] = [
    "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi",
];

/// `rtl` for the languages that are written so (and for others in such a script), else `ltr`.
pub fn direction(locale: &str) -> &'static str {
    let (language, rest) = cut(locale, b'-');
    let script = cut(rest.unwrap_or_default(), b'-').0;
    let is_script = script.len() == 4 && script.bytes().all(|b| b.is_ascii_alphabetic());
    let (tag, known): (_, &[&str]) = if is_script {
        (script, &["Arab", "Hebr", "Syrc", "Thaa"])
    } else {
        (language, &RTL)
    };
    let rtl = known.iter().any(|known| known.eq_ignore_ascii_case(tag));
    if rtl { "rtl" } else { "ltr" }
}
