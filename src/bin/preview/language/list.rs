//! The languages to choose from: those that have a file in `src/text/words/`, and English.

use crate::choice::Choice;

/// Those before and after the languages that have a file.
const OTHERS: [&str; 5] = ["", "browser", "en-US", "en-GB", "en-XA"];

/// The languages that have a file.
pub(super) fn files() -> impl Iterator<Item = &'static str> {
    let all = LOCALES.iter().map(|(tag, ..)| *tag);
    all.filter(|tag| !OTHERS.contains(tag))
}

/// An empty tag: the page's own `lang`.
#[rustfmt::skip]
pub(crate) const LOCALES: &[Choice<&str>] = &[
    ("", "page", "As the page (English)"),
    ("browser", "browser", "The browser’s"),
    ("en-US", "en-US", "English (US)"),
    ("en-GB", "en-GB", "English (UK)"),
    ("af", "af", "Afrikaans"),
    ("ar", "ar", "Arabic · العربية"),
    ("bn", "bn", "Bengali · বাংলা"),
    ("bg", "bg", "Bulgarian · Български"),
    ("ca", "ca", "Catalan · Català"),
    ("zh", "zh", "Chinese (simplified) · 简体中文"),
    ("zh-Hant", "zh-Hant", "Chinese (traditional) · 繁體中文"),
    ("hr", "hr", "Croatian · Hrvatski"),
    ("cs", "cs", "Czech · Čeština"),
    ("da", "da", "Danish · Dansk"),
    ("nl", "nl", "Dutch · Nederlands"),
    ("et", "et", "Estonian · Eesti"),
    ("fil", "fil", "Filipino"),
    ("fi", "fi", "Finnish · Suomi"),
    ("fr", "fr", "French · Français"),
    ("de", "de", "German · Deutsch"),
    ("el", "el", "Greek · Ελληνικά"),
    ("he", "he", "Hebrew · עברית"),
    ("hi", "hi", "Hindi · हिन्दी"),
    ("hu", "hu", "Hungarian · Magyar"),
    ("is", "is", "Icelandic · Íslenska"),
    ("id", "id", "Indonesian · Bahasa Indonesia"),
    ("it", "it", "Italian · Italiano"),
    ("ja", "ja", "Japanese · 日本語"),
    ("ko", "ko", "Korean · 한국어"),
    ("lv", "lv", "Latvian · Latviešu"),
    ("lt", "lt", "Lithuanian · Lietuvių"),
    ("ms", "ms", "Malay · Bahasa Melayu"),
    ("nb", "nb", "Norwegian · Norsk bokmål"),
    ("fa", "fa", "Persian · فارسی"),
    ("pl", "pl", "Polish · Polski"),
    ("pt", "pt", "Portuguese · Português"),
    ("pt-BR", "pt-BR", "Portuguese (Brazil) · Português (Brasil)"),
    ("ro", "ro", "Romanian · Română"),
    ("ru", "ru", "Russian · Русский"),
    ("sr", "sr", "Serbian · Српски"),
    ("sk", "sk", "Slovak · Slovenčina"),
    ("sl", "sl", "Slovenian · Slovenščina"),
    ("es", "es", "Spanish · Español"),
    ("sw", "sw", "Swahili · Kiswahili"),
    ("sv", "sv", "Swedish · Svenska"),
    ("ta", "ta", "Tamil · தமிழ்"),
    ("th", "th", "Thai · ไทย"),
    ("tr", "tr", "Turkish · Türkçe"),
    ("uk", "uk", "Ukrainian · Українська"),
    ("ur", "ur", "Urdu · اردو"),
    ("vi", "vi", "Vietnamese · Tiếng Việt"),
    ("en-XA", "en-XA", "Pseudo-locale: longer, with accents"),
];
