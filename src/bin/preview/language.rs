//! The language of the tracker: which tag it is given, and its words, which are loaded when they are wanted.

mod list;

use crate::choice::Direction;
use crate::desk::Desk;
use crate::pseudo;
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use transak_order_tracker::text::{Overrides, Words, direction, english};

pub(crate) use list::LOCALES;

/// The browser's own language.
const BROWSER: &str = "browser";
/// What stands in where everything is to be from right to left and the chosen language is not.
const RTL: &str = "ar";
/// Tags that say nothing of the file that has their words.
const ALIASES: [(&str, &str); 8] = [
    ("zh-tw", "zh-Hant"),
    ("zh-hk", "zh-Hant"),
    ("zh-mo", "zh-Hant"),
    ("no", "nb"),
    ("nn", "nb"),
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
];

/// What the tracker speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Speech {
    /// The words of the language, once they have been loaded.
    pub(crate) words: Words,
    /// The words of the pseudo-locale.
    pub(crate) messages: Overrides,
}

impl Desk {
    /// The tag that the tracker is given; `None`: it goes by the page.
    pub(crate) fn tag(self) -> Option<String> {
        let chosen = match self.locale.get() {
            "" => None,
            BROWSER => web_sys::window().and_then(|window| window.navigator().language()),
            tag => Some(tag.to_owned()),
        };
        match self.direction.get() {
            Direction::Rtl if spoken(chosen.as_deref()) == "ltr" => Some(RTL.to_owned()),
            Direction::Auto | Direction::Ltr | Direction::Rtl => chosen,
        }
    }

    /// The direction of the page around the tracker.
    pub(crate) fn dir(self) -> &'static str {
        match self.direction.get() {
            Direction::Auto => spoken(self.tag().as_deref()),
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    /// Loads the words of the language whenever it changes.
    pub(crate) fn keep_words(self) {
        let tag = Memo::new(move |_| self.tag().unwrap_or_default());
        Effect::new(move || {
            let tag = tag.get();
            match file(&tag) {
                Some(file) => self.load(tag, file),
                None if tag == pseudo::TAG => self.speech.set(Speech {
                    messages: pseudo::messages(&english()),
                    ..Speech::default()
                }),
                None => self.speech.set(Speech::default()),
            }
        });
    }

    /// What comes after another language has been chosen is dropped.
    fn load(self, tag: String, file: &'static str) {
        spawn_local(async move {
            let words = match fetch(file).await {
                Some(text) => Words::read(file.to_owned(), &text),
                None => Words::default(),
            };
            if untrack(|| self.tag()).as_deref() != Some(&tag) {
                return;
            }
            if words.messages.is_empty() {
                self.log
                    .note(format!("The words of {file} cannot be had: English."));
            }
            self.speech.set(Speech {
                words,
                ..Speech::default()
            });
        });
    }
}

/// The direction of the words that a language has here; without a file they are English.
fn spoken(tag: Option<&str>) -> &'static str {
    direction(tag.and_then(file).unwrap_or("en"))
}

/// The file that has the words of a language.
pub(crate) fn file(tag: &str) -> Option<&'static str> {
    let known = |tag: &str| {
        let alias = ALIASES
            .iter()
            .find(|(from, _)| from.eq_ignore_ascii_case(tag));
        let tag = alias.map_or(tag, |(_, to)| to);
        list::files().find(|file| file.eq_ignore_ascii_case(tag))
    };
    known(tag).or_else(|| known(tag.split('-').next()?))
}

async fn fetch(file: &str) -> Option<String> {
    let answer = Request::get(&format!("words/{file}.txt"))
        .send()
        .await
        .ok()?;
    if !answer.ok() {
        return None;
    }
    answer.text().await.ok()
}
