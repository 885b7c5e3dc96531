//! Contrast: every pair of tokens that stand on each other has enough of it, and a page's own palette that has not is told so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

use proptest::prelude::*;
use std::collections::BTreeMap;
use transak_order_tracker::contrast::{Rgb, contrast, faults, pairs};

const TOKENS: &str = include_str!("../style/tokens.css");

fn hex(text: &str) -> Rgb {
    let full: String = if text.len() == 3 {
        text.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        text.to_owned()
    };
    let part = |at: usize| f64::from(u8::from_str_radix(&full[at..at + 2], 16).unwrap()) / 255.0;
    [part(0), part(2), part(4)]
}

/// The default colours of each block of the sheet: light, dark, and dark by the system.
fn themes() -> Vec<BTreeMap<String, Rgb>> {
    let blocks = TOKENS.split("[part=tracker]").skip(1);
    let colours = |block: &str| {
        let tokens = block.split("var(--order-tracker-").skip(1);
        tokens
            .filter_map(|token| {
                let (name, rest) = token.split_once(',').unwrap();
                let value = rest.split(')').next().unwrap().strip_prefix('#')?;
                Some((name.to_owned(), hex(value)))
            })
            .collect::<BTreeMap<_, _>>()
    };
    let found: Vec<_> = blocks.map(colours).collect();
    found
        .into_iter()
        .filter(|theme| !theme.is_empty())
        .collect()
}

#[test]
fn the_known_contrasts_are_those_of_wcag() {
    let (black, white) = ([0.0; 3], [1.0; 3]);
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast(white, white) - 1.0).abs() < 1e-9);
    // #767676 is the lightest grey that passes on white, #777 no longer does.
    assert!((contrast(hex("767676"), white) - 4.542).abs() < 0.001);
    assert!((contrast(hex("777"), white) - 4.478).abs() < 0.001);
}

#[test]
fn every_pair_of_tokens_has_enough_contrast_in_every_theme() {
    let themes = themes();
    assert_eq!(themes.len(), 3);
    for theme in &themes {
        for (one, other, _) in pairs() {
            assert!(
                theme.contains_key(one) && theme.contains_key(other),
                "{one}, {other}"
            );
        }
        let faults = faults(|token| theme.get(token).copied());
        assert_eq!(faults, [], "{theme:?}");
    }
    assert_eq!(themes[1], themes[2], "the two ways to dark");
}

#[test]
fn every_colour_that_a_page_may_set_is_in_a_pair_but_hairlines() {
    let theme = &themes()[0];
    for token in theme.keys().filter(|token| *token != "line") {
        let is_judged = pairs()
            .iter()
            .any(|(one, other, _)| one == token || other == token);
        assert!(is_judged, "{token}");
    }
}

#[test]
fn a_colour_that_is_not_known_is_not_judged() {
    assert_eq!(faults(|_| None), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_random_palette_has_enough_contrast_or_its_pairs_are_named(colours in prop::collection::vec(prop::array::uniform3(0.0..=1.0f64), 11)) {
        let names = ["text", "muted", "surface", "soft", "mark", "accent", "on-accent", "good", "held", "bad", "line"];
        let palette: BTreeMap<_, _> = names.into_iter().zip(colours).collect();
        let found = faults(|token| palette.get(token).copied());
        // Counted by the definition of WCAG, with the floating power function that a browser build does without.
        let luminance = |[red, green, blue]: Rgb| {
            let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        for (one, other, least) in pairs() {
            let (a, b) = (luminance(palette[one]), luminance(palette[other]));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            let is_named = found.iter().any(|((its, ground, _), _)| *its == one && *ground == other);
            prop_assert!(is_named == (contrast < least) || (contrast - least).abs() < 1e-9, "{one} on {other}: {contrast}");
        }
    }
}
