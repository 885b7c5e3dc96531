//! A pseudo-locale: English with accents on its letters and two fifths longer, to see what is not translated and what has no room to grow.

use transak_order_tracker::text::Overrides;

/// Its tag, which CLDR keeps for it.
pub(crate) const TAG: &str = "en-XA";
/// What makes a message longer.
const FILLER: &str = "one two three four five six seven eight nine ten eleven twelve";

/// Messages in the place of the English ones.
pub(crate) fn messages(english: &[(&str, &str)]) -> Overrides {
    let message = |(key, text): &(&str, &str)| ((*key).to_owned(), pseudo(text));
    english.iter().map(message).collect()
}

/// `Done at {time}` → `[Ðöñé åţ {time} öñé]`. Placeholders stay as they are.
fn pseudo(text: &str) -> String {
    let mut longer = String::from("[");
    let mut letters = 0;
    let mut is_placeholder = false;
    for letter in text.chars() {
        is_placeholder |= letter == '{';
        longer.push(if is_placeholder {
            letter
        } else {
            accented(letter)
        });
        letters += usize::from(!is_placeholder);
        is_placeholder &= letter != '}';
    }
    let more = (letters * 2).div_ceil(5);
    longer.push(' ');
    let filler = FILLER.chars().chain(" ".chars()).cycle().take(more);
    longer.extend(filler.map(accented));
    longer.truncate(longer.trim_end().len());
    longer.push(']');
    longer
}

#[rustfmt::skip]
fn accented(letter: char) -> char {
    match letter {
        'a' => 'å', 'b' => 'ƀ', 'c' => 'ç', 'd' => 'ð', 'e' => 'é', 'f' => 'ƒ', 'g' => 'ĝ', 'h' => 'ĥ', 'i' => 'î',
        'j' => 'ĵ', 'k' => 'ķ', 'l' => 'ļ', 'm' => 'ɱ', 'n' => 'ñ', 'o' => 'ö', 'p' => 'þ', 'q' => 'ǫ', 'r' => 'ŕ',
        's' => 'š', 't' => 'ţ', 'u' => 'û', 'v' => 'ṽ', 'w' => 'ŵ', 'x' => 'ẋ', 'y' => 'ý', 'z' => 'ž',
        'A' => 'Å', 'B' => 'Ɓ', 'C' => 'Ç', 'D' => 'Ð', 'E' => 'É', 'F' => 'Ƒ', 'G' => 'Ĝ', 'H' => 'Ĥ', 'I' => 'Î',
        'J' => 'Ĵ', 'K' => 'Ķ', 'L' => 'Ļ', 'M' => 'Ṁ', 'N' => 'Ñ', 'O' => 'Ö', 'P' => 'Þ', 'Q' => 'Ǫ', 'R' => 'Ŕ',
        'S' => 'Š', 'T' => 'Ţ', 'U' => 'Û', 'V' => 'Ṽ', 'W' => 'Ŵ', 'X' => 'Ẋ', 'Y' => 'Ý', 'Z' => 'Ž',
        other => other,
    }
}
