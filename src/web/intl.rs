//! Numbers and times as the person writes them, by the browser's `Intl`.
//!
//! Invariant: nothing that `Intl` throws (or a page that took `Intl` away) reaches Rust; what can't be formatted is told plainly.

use super::clock;
use crate::link::cut::cut;
use crate::order::{Amount, Time};
use crate::text;
use js_sys::{Array, Function, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// Options of a formatter: name and value. `Intl` takes numbers as texts, too, and the empty one for `false`.
type Options<'a> = &'a [(&'a str, &'a str)];

/// To make a formatter takes as long as all the rest of drawing, so those of the last minute are kept. Not for longer: they know the time zone.
const KEPT: u64 = 60_000; // ms

thread_local! {
    /// Since when, and each with what it was made of.
    static MADE: RefCell<(u64, Vec<(String, JsValue)>)> = const { RefCell::new((0, Vec::new())) };
}

/// Money: `€45.00`; with a code that is no ISO 4217 code, the number and the code.
pub fn fiat(locale: &str, amount: &Amount, code: Option<&str>) -> String {
    money(locale, amount, code, None)
}

/// What a unit costs: money, and of less than one unit four significant digits.
pub fn price(locale: &str, price: f64, code: Option<&str>) -> String {
    let digits = (price < 1.0).then_some(("maximumSignificantDigits", "4"));
    money(locale, &Amount::Number(price), code, digits)
}

#[inline(never)]
fn money(
    locale: &str,
    amount: &Amount,
    code: Option<&str>,
    digits: Option<(&'static str, &'static str)>,
) -> String {
    let code = code.map(text::clean).unwrap_or_default();
    let is_iso = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    let mut money = vec![("style", "currency"), ("currency", code.as_str())];
    money.extend(digits);
    let number = [digits.unwrap_or(("maximumFractionDigits", "2"))];
    if is_iso && let Some(text) = format("NumberFormat", locale, &money, &[value(amount)]) {
        return text;
    }
    with_code(
        format("NumberFormat", locale, &number, &[value(amount)]).unwrap_or_else(|| plain(amount)),
        &code,
    )
}

/// Crypto: at most 8 decimals, cut and not rounded (nobody is told of more than there is), and the ticker.
pub fn crypto(locale: &str, amount: &Amount, ticker: Option<&str>) -> String {
    let options = [("maximumFractionDigits", "8"), ("roundingMode", "trunc")];
    let number =
        format("NumberFormat", locale, &options, &[value(amount)]).unwrap_or_else(|| plain(amount));
    with_code(number, &ticker.map(text::clean).unwrap_or_default())
}

fn with_code(mut number: String, code: &str) -> String {
    if !code.is_empty() {
        number.push('\u{a0}');
        number.push_str(code);
    }
    number
}

/// An amount to be copied: ASCII digits, a point, up to 18 decimals, no grouping, no exponent.
pub fn plain(amount: &Amount) -> String {
    match amount {
        Amount::Text(text) => text.clone(),
        Amount::Number(number) => {
            let options = [("maximumFractionDigits", "18"), ("useGrouping", "")];
            let text = format("NumberFormat", "en-US", &options, &[value(amount)]);
            text.unwrap_or_else(|| fixed(*number))
        }
    }
}

/// A number with at most 8 decimals, without `Intl`.
fn fixed(number: f64) -> String {
    let text = js_sys::Number::from(number).to_fixed(8);
    let mut text = text.map_or_else(|_| String::new(), String::from);
    // From 1e21 on there is no point, and the zeros at the end count.
    if cut(&text, b'.').1.is_some() {
        while text.ends_with('0') {
            text.pop();
        }
        if text.ends_with('.') {
            text.pop();
        }
    }
    text
}

fn value(amount: &Amount) -> JsValue {
    match amount {
        Amount::Number(number) => JsValue::from_f64(*number),
        Amount::Text(text) => JsValue::from_str(text),
    }
}

/// A point in time, in local time: `14:29` today, with the date on other days.
pub fn moment(locale: &str, time: Time) -> String {
    let day = |time: Time| {
        format(
            "DateTimeFormat",
            "en-US",
            &[("dateStyle", "short")],
            &[millis(time)],
        )
    };
    let mut options = vec![("timeStyle", "short")];
    if day(time) != day(clock::wall()) {
        options.push(("dateStyle", "medium"));
    }
    format("DateTimeFormat", locale, &options, &[millis(time)]).unwrap_or_else(|| time.to_iso())
}

/// How long ago something was, in whole minutes (`this minute`), hours or days; `None` where it lies ahead.
pub fn ago(locale: &str, time: Time) -> Option<String> {
    let minutes = i32::try_from(clock::wall().0.checked_sub(time.0)? / 60_000).ok()?;
    let (number, unit) = match minutes {
        ..0 => return None,
        0..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        1_440.. => (minutes / 1_440, "day"),
    };
    format(
        "RelativeTimeFormat",
        locale,
        &[("numeric", "auto")],
        &[JsValue::from(-number), unit.into()],
    )
}

/// A time span, in whole seconds, minutes, hours or days: `12 minutes`.
pub fn span(locale: &str, seconds: i64) -> Option<String> {
    let (number, unit) = match seconds {
        ..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400.. => (seconds / 86_400, "day"),
    };
    let number = JsValue::from(i32::try_from(number).ok()?);
    format("NumberFormat", locale, &unit_options(unit), &[number])
}

/// From so many minutes to so many: `1–3 minutes`.
pub fn minutes(locale: &str, from: i32, to: i32) -> Option<String> {
    let arguments = [JsValue::from(from), JsValue::from(to)];
    let options = unit_options("minute");
    call("NumberFormat", "formatRange", locale, &options, &arguments)
}

fn unit_options(unit: &str) -> [(&str, &str); 3] {
    [("style", "unit"), ("unit", unit), ("unitDisplay", "long")]
}

/// An amount to be computed with.
pub fn number(amount: &Amount) -> f64 {
    value(amount).unchecked_into_f64()
}

#[allow(clippy::cast_precision_loss)] // milliseconds until the year 2100 are exact
fn millis(time: Time) -> JsValue {
    JsValue::from_f64(time.0 as f64)
}

/// `new Intl[kind](locale, options).format(...arguments)`; `None` where any of it is missing or throws.
fn format(kind: &str, locale: &str, options: Options<'_>, arguments: &[JsValue]) -> Option<String> {
    call(kind, "format", locale, options, arguments)
}

fn call(
    kind: &str,
    method: &str,
    locale: &str,
    options: Options<'_>,
    arguments: &[JsValue],
) -> Option<String> {
    let formatter = formatter(kind, locale, options)?;
    let format: Function = Reflect::get(&formatter, &method.into())
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments: Array = arguments.iter().collect();
    format.apply(&formatter, &arguments).ok()?.as_string()
}

fn formatter(kind: &str, locale: &str, options: Options<'_>) -> Option<JsValue> {
    let mut key = [kind, locale].concat();
    for (name, value) in options {
        key.push_str(name);
        key.push_str(value);
    }
    let now = clock::mono();
    MADE.with_borrow_mut(|(since, made)| {
        if now - *since > KEPT {
            *since = now;
            made.clear();
        }
        if let Some((_, formatter)) = made.iter().find(|(one, _)| *one == key) {
            return Some(formatter.clone());
        }
        let formatter = make(kind, locale, options)?;
        made.push((key, formatter.clone()));
        Some(formatter)
    })
}

fn make(kind: &str, locale: &str, options: Options<'_>) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &kind.into()).ok()?.dyn_into().ok()?;
    let bag = Object::new();
    for (name, value) in options {
        Reflect::set(&bag, &(*name).into(), &(*value).into()).ok()?;
    }
    let locale = if locale.is_empty() {
        JsValue::UNDEFINED
    } else {
        locale.into()
    };
    Reflect::construct(&constructor, &Array::of2(&locale, &bag)).ok()
}
