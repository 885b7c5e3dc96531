//! The words of other languages: all of them are there, with the placeholders of the English ones, and nothing is left in English by accident.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use transak_order_tracker::text::direction;

const ENGLISH: &str = include_str!("../src/text/en.txt");
/// The English of what comes after the first status.
const MORE: &str = include_str!("../src/text/more.txt");

/// What only a server writes, which has its English in `render/still.rs`.
const AS_OF: &str = "as-of";

/// Words that are the same in many languages; names of methods are brands, often.
const SHARED: [&str; 16] = [
    "action.copy",
    "copied.address",
    "copied.network",
    "freshness.done",
    "freshness.live",
    "step-state.done",
    "step-state.current",
    "step.delivering",
    "step.paid",
    "step.paying-out",
    "summary.about",
    "summary.crypto",
    "summary.method",
    "summary.network",
    "summary.payout",
    "summary.transaction",
];

/// Tag and file.
fn files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/words");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let tag = path.file_stem().unwrap().to_string_lossy().into_owned();
            (tag, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn lines(file: &str) -> BTreeMap<&str, &str> {
    file.lines()
        .map(|line| {
            line.split_once('=')
                .unwrap_or_else(|| panic!("no message: {line}"))
        })
        .collect()
}

fn english() -> BTreeMap<&'static str, &'static str> {
    let mut all = lines(ENGLISH);
    all.extend(lines(MORE));
    all
}

fn placeholders(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
        .collect()
}

#[test]
fn there_are_at_least_forty_languages_beside_english() {
    assert!(files().len() >= 40, "{}", files().len());
}

#[test]
fn every_language_has_every_message_once_in_the_order_of_the_english_ones() {
    let keys: Vec<_> = ENGLISH
        .lines()
        .filter_map(|line| line.split('=').next())
        .chain([AS_OF])
        .chain(MORE.lines().filter_map(|line| line.split('=').next()))
        .collect();
    for (tag, file) in files() {
        let theirs: Vec<_> = file
            .lines()
            .filter_map(|line| line.split('=').next())
            .collect();
        assert_eq!(theirs, keys, "{tag}");
    }
}

#[test]
fn placeholders_are_those_of_the_english_messages() {
    let mut english = english();
    english.insert(AS_OF, "As of {time}");
    for (tag, file) in files() {
        for (key, text) in lines(&file) {
            assert_eq!(
                placeholders(text),
                placeholders(english.get(key).unwrap()),
                "{tag}: {key}"
            );
        }
    }
}

#[test]
fn no_message_is_empty_or_english_or_markup() {
    let english = english();
    for (tag, file) in files() {
        for (key, text) in lines(&file) {
            assert!(!text.is_empty() && text == text.trim(), "{tag}: {key}");
            assert!(!text.contains(['<', '>', '&', '"']), "{tag}: {key}: {text}");
            let may_be = SHARED.contains(&key) || key.starts_with("method.");
            assert!(
                may_be || english.get(key) != Some(&text),
                "{tag}: {key} is English"
            );
        }
    }
}

#[test]
fn arabic_hebrew_persian_and_urdu_are_mirrored_and_no_other() {
    for (tag, _) in files() {
        let mirrored = ["ar", "he", "fa", "ur"].contains(&tag.as_str());
        assert_eq!(
            direction(&tag),
            if mirrored { "rtl" } else { "ltr" },
            "{tag}"
        );
    }
}
