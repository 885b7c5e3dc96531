//! Whether words and marks can be told from their ground, by the contrast of WCAG 2.2 (1.4.3, 1.4.11), for the colours that a page may set.
//!
//! A page is told what is wrong while it is being made (`web::contrast`); what it set is drawn as it set it.

use crate::link::cut::cut;

/// A colour in sRGB, each part from 0 to 1.
pub type Rgb = [f64; 3];

/// A token's colour on another's, and the least contrast.
pub type Pair = (&'static str, &'static str, f64);

/// What stands on what, by the ends of the properties' names (`--order-tracker-text`), of what needs 4.5:1: words. (As a text, for tables load before the
/// first status.)
const WORDS: &str = "text surface,text soft,muted surface,muted soft,accent surface,on-accent accent,held surface,bad surface";
/// Marks, rings, and the icons in them need 3:1.
const MARKS: &str = "good surface,mark surface,surface good,surface held,surface bad";

/// All that stands on each other.
pub fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (list, least) in [(WORDS, 4.5), (MARKS, 3.0)] {
        let mut rest = Some(list);
        while let Some(text) = rest {
            let (pair, after) = cut(text, b',');
            if let (one, Some(other)) = cut(pair, b' ') {
                pairs.push((one, other, least));
            }
            rest = after;
        }
    }
    pairs
}

/// The contrast of two colours: from 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The pairs that are too much alike, with their contrast; a colour that is not known is not judged.
pub fn faults(colour: impl Fn(&str) -> Option<Rgb>) -> Vec<(Pair, f64)> {
    let measured = pairs().into_iter().filter_map(|pair| {
        let contrast = contrast(colour(pair.0)?, colour(pair.1)?);
        Some((pair, contrast))
    });
    measured
        .filter(|((_, _, least), contrast)| contrast < least)
        .collect()
}

/// WCAG's relative luminance.
fn luminance([red, green, blue]: Rgb) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn linear(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    if part <= 0.04045 {
        part / 12.92
    } else {
        power((part + 0.055) / 1.055)
    }
}

/// `base` to the power of 2.4, for 0 < `base` ≤ 1: its square, times the fifth root of that. (A general power function would weigh kilobytes.)
fn power(base: f64) -> f64 {
    let square = base * base;
    let mut root = 1.0;
    // Newton's way to the fifth root.
    for _ in 0..40 {
        let fourth = root * root * root * root;
        root -= (root * fourth - square) / (5.0 * fourth);
    }
    square * root
}
