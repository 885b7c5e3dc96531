//! Points in time, and the strict reading of RFC 3339 (`Date.parse` would take `10/15/2024`, and roll 30 February over).

use crate::link::cut::trim;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, by the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

/// 2010-01-01 and 2100-01-01, in milliseconds: nothing that Transak sends lies outside.
const PLAUSIBLE: std::ops::Range<i64> = 1_262_304_000_000..4_102_444_800_000;
/// The days of 400 years: after them the calendar repeats itself.
const CYCLE: i64 = 146_097;
/// What may stand before each number from the year to the second, its digits, and the greatest one.
const NUMBERS: [(&[u8], u8, i64); 6] = [
    (b"", 4, 2_100),
    (b"-", 2, 12),
    (b"-", 2, 31),
    (b"Tt ", 2, 23),
    (b":", 2, 59),
    (b":", 2, 60),
];

impl Time {
    /// Reads RFC 3339 (`2024-10-15T14:29:11.104Z`, `…+00:00`); a missing zone is read as UTC, as Transak's old payloads mean it.
    /// `None` where it is no such text, no real date, or outside the years 2010 to 2099.
    #[inline(never)]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Digits(trim(text).as_bytes());
        let mut numbers = [0; 6];
        for (number, (before, width, most)) in numbers.iter_mut().zip(&NUMBERS) {
            if !before.is_empty() {
                rest.one_of(before)?;
            }
            *number = rest.number(*width)?;
            if *number > *most {
                return None;
            }
        }
        let [year, month, day, hour, minute, second] = numbers;
        if month < 1 || day < 1 || day > month_length(year, month) {
            return None;
        }
        let millis = rest.fraction()?;
        let offset = rest.zone()?;
        let mut days = day - 1;
        for year in 1970..year {
            days += year_length(year);
        }
        for month in 1..month {
            days += month_length(year, month);
        }
        let minutes = (days * 24 + hour) * 60 + minute - offset;
        let time = (minutes * 60 + second) * 1_000 + millis;
        PLAUSIBLE.contains(&time).then_some(Self(time))
    }

    /// ISO 8601 in UTC with milliseconds: `2024-10-15T14:29:11.104Z`.
    pub fn to_iso(self) -> String {
        let (seconds, millis) = (self.0.div_euclid(1_000), self.0.rem_euclid(1_000));
        let (mut days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let mut year = 1970 + 400 * days.div_euclid(CYCLE);
        days = days.rem_euclid(CYCLE);
        while days >= year_length(year) {
            days -= year_length(year);
            year += 1;
        }
        let mut month = 1;
        while days >= month_length(year, month) {
            days -= month_length(year, month);
            month += 1;
        }
        let mut text = String::with_capacity(24);
        let mut push = |number, width, end| {
            push_number(&mut text, number, width);
            text.push(end);
        };
        push(year, 4, '-');
        push(month, 2, '-');
        push(days + 1, 2, 'T');
        push(seconds / 3_600, 2, ':');
        push(seconds / 60 % 60, 2, ':');
        push(seconds % 60, 2, '.');
        push(millis, 3, 'Z');
        text
    }

    /// This time plus so many milliseconds.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// Appends a number, with zeros in front up to `width` digits.
pub(crate) fn push_number(text: &mut String, number: i64, width: u8) {
    if number > 9 || width > 1 {
        push_number(text, number / 10, width.saturating_sub(1));
    }
    text.push(u8::try_from(number % 10).map_or('0', |digit| char::from(b'0' + digit)));
}

#[inline(never)]
const fn year_length(year: i64) -> i64 {
    337 + month_length(year, 2)
}

#[inline(never)]
const fn month_length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A reader of digits.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    #[inline(never)]
    fn one_of(&mut self, allowed: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        allowed.contains(first).then(|| self.0 = rest)?;
        Some(*first)
    }

    fn digit(&mut self) -> Option<i64> {
        self.one_of(b"0123456789").map(|b| i64::from(b - b'0'))
    }

    #[inline(never)]
    fn number(&mut self, width: u8) -> Option<i64> {
        let mut number = 0;
        for _ in 0..width {
            number = number * 10 + self.digit()?;
        }
        Some(number)
    }

    /// A fraction of a second, in milliseconds; finer digits are dropped.
    fn fraction(&mut self) -> Option<i64> {
        if self.one_of(b".,").is_none() {
            return Some(0);
        }
        let (mut millis, mut place, mut count) = (0, 100, 0);
        while let Some(digit) = self.digit() {
            millis += digit * place;
            place /= 10;
            count += 1;
        }
        (1..=9).contains(&count).then_some(millis)
    }

    /// The zone, in minutes east of UTC; the text must end there.
    fn zone(&mut self) -> Option<i64> {
        let mut offset = 0;
        if !self.0.is_empty() && self.one_of(b"Zz").is_none() {
            let sign = self.one_of(b"+-")?;
            let hours = self.number(2)?;
            let _ = self.one_of(b":");
            let minutes = self.number(2)?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            offset = hours * 60 + minutes;
            if sign == b'-' {
                offset = -offset;
            }
        }
        self.0.is_empty().then_some(offset)
    }
}
