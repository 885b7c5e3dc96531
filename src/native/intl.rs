//! Numbers and times in a plain form that reads well in every language; the browser writes them anew as the person does.

use crate::link::cut::cut;
use crate::order::{Amount, Time};
use crate::text;

/// Money: `45.00 EUR`.
pub(crate) fn fiat(_locale: &str, amount: &Amount, code: Option<&str>) -> String {
    let number = match amount {
        Amount::Number(number) => Some(*number),
        Amount::Text(text) => text.parse().ok(),
    };
    // From there on, a float has no cents.
    let number = number.filter(|number| *number < 1e12);
    with_code(
        number.map_or_else(|| plain(amount), |number| format!("{number:.2}")),
        code,
    )
}

/// What a unit costs: money, and of less than one unit four significant digits.
pub(crate) fn price(locale: &str, price: f64, code: Option<&str>) -> String {
    if price >= 1.0 {
        return fiat(locale, &Amount::Number(price), code);
    }
    let (mut decimals, mut digits) = (0, price);
    while digits < 1_000.0 && decimals < 20 {
        digits *= 10.0;
        decimals += 1;
    }
    with_code(format!("{price:.decimals$}"), code)
}

/// Crypto: at most 8 decimals, cut and not rounded, and the ticker.
pub(crate) fn crypto(_locale: &str, amount: &Amount, ticker: Option<&str>) -> String {
    let text = plain(amount);
    let (whole, fraction) = cut(&text, b'.');
    let fraction = fraction.unwrap_or_default();
    let fraction = fraction.get(..8).unwrap_or(fraction).trim_end_matches('0');
    let number = if fraction.is_empty() {
        whole.to_owned()
    } else {
        [whole, ".", fraction].concat()
    };
    with_code(number, ticker)
}

/// An amount to be copied: digits and a point, no exponent.
pub(crate) fn plain(amount: &Amount) -> String {
    match amount {
        Amount::Text(text) => text.clone(),
        Amount::Number(number) => number.to_string(),
    }
}

/// A point in time; `render` writes it anew.
pub(crate) fn moment(_locale: &str, time: Time) -> String {
    time.to_iso()
}

/// What only a browser writes (it knows the clock, and the words for units) has an empty place.
const PLACE: &str = "\u{a0}";

/// How long ago something was.
#[expect(clippy::unnecessary_wraps, reason = "the browser may have none")]
pub(crate) fn ago(_locale: &str, _time: Time) -> Option<String> {
    Some(PLACE.to_owned())
}

/// A time span.
#[expect(clippy::unnecessary_wraps, reason = "the browser may have none")]
pub(crate) fn span(_locale: &str, _seconds: i64) -> Option<String> {
    Some(PLACE.to_owned())
}

/// From so many minutes to so many.
#[expect(clippy::unnecessary_wraps, reason = "the browser may have none")]
pub(crate) fn minutes(_locale: &str, _from: i32, _to: i32) -> Option<String> {
    Some(PLACE.to_owned())
}

/// An amount to be computed with.
pub(crate) fn number(amount: &Amount) -> f64 {
    match amount {
        Amount::Number(number) => *number,
        Amount::Text(text) => text.parse().unwrap_or(f64::NAN),
    }
}

fn with_code(mut number: String, code: Option<&str>) -> String {
    let code = code.map(text::clean).unwrap_or_default();
    if !code.is_empty() {
        number.push('\u{a0}');
        number.push_str(&code);
    }
    number
}
