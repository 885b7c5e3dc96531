//! Language tags that `Intl` takes: the subset of BCP 47 that names a language, script, region, variants and `-u-` settings.
//!
//! Invariant: what comes out never makes `Intl` throw a `RangeError`.

/// The longest tag that is read.
const MAX_TAG: usize = 64;

/// A tag in canonical spelling (`pt_br` → `pt-BR`, `ZH-hant` → `zh-Hant`); `None` where `Intl` could refuse it.
pub fn canonical(tag: &str) -> Option<String> {
    if tag.len() > MAX_TAG {
        return None;
    }
    let lower = tag.trim().to_ascii_lowercase();
    let mut subtags = lower.split(['-', '_']).peekable();
    let language = subtags
        .next()
        .filter(|it| is_alpha(it) && matches!(it.len(), 2 | 3 | 5..=8))?;
    let mut tag = language.to_owned();
    if let Some(script) = subtags.next_if(|it| it.len() == 4 && is_alpha(it)) {
        let (first, rest) = script.split_at_checked(1)?;
        push(&mut tag, &first.to_ascii_uppercase());
        tag.push_str(rest);
    }
    if let Some(region) = subtags.next_if(|it| is_region(it)) {
        push(&mut tag, &region.to_ascii_uppercase());
    }
    let mut variants = Vec::new();
    while let Some(variant) = subtags.next_if(|it| is_variant(it)) {
        if variants.contains(&variant) {
            return None;
        }
        variants.push(variant);
        push(&mut tag, variant);
    }
    match subtags.next() {
        None => Some(tag),
        Some("u") => settings(tag, subtags),
        Some(_) => None,
    }
}

/// `-u-nu-arab`: attributes and keywords, at least one.
fn settings<'a>(mut tag: String, mut subtags: impl Iterator<Item = &'a str>) -> Option<String> {
    push(&mut tag, "u");
    let mut first = Some(subtags.next()?);
    while let Some(subtag) = first.take().or_else(|| subtags.next()) {
        let key = subtag.len() == 2 && subtag.ends_with(|c: char| c.is_ascii_alphabetic());
        if !is_alphanumeric(subtag) || !(key || (3..=8).contains(&subtag.len())) {
            return None;
        }
        push(&mut tag, subtag);
    }
    Some(tag)
}

fn push(tag: &mut String, subtag: &str) {
    tag.push('-');
    tag.push_str(subtag);
}

fn is_region(subtag: &str) -> bool {
    subtag.len() == 2 && is_alpha(subtag) || subtag.len() == 3 && is_digits(subtag)
}

/// Five to eight letters or digits, or four that start with a digit (`1996`).
fn is_variant(subtag: &str) -> bool {
    let four = subtag.len() == 4 && subtag.starts_with(|c: char| c.is_ascii_digit());
    is_alphanumeric(subtag) && (four || (5..=8).contains(&subtag.len()))
}

fn is_alpha(subtag: &str) -> bool {
    subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_digits(subtag: &str) -> bool {
    subtag.bytes().all(|b| b.is_ascii_digit())
}

fn is_alphanumeric(subtag: &str) -> bool {
    subtag.bytes().all(|b| b.is_ascii_alphanumeric())
}
