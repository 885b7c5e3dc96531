//! Points in time, and the strict reading of RFC 3339 (`Date.parse` would take `10/15/2024`, and roll 30 February over).

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, by the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

/// 2010-01-01 and 2100-01-01, in milliseconds: nothing that Transak sends lies outside.
const PLAUSIBLE: std::ops::Range<i64> = 1_262_304_000_000..4_102_444_800_000;

impl Time {
    /// Reads RFC 3339 (`2024-10-15T14:29:11.104Z`, `…+00:00`); a missing zone is read as UTC, as Transak's old payloads mean it.
    /// `None` where it is no such text, no real date, or outside the years 2010 to 2099.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Digits(text.trim().as_bytes());
        let (year, month, day) = (rest.number(4)?, rest.after(b"-", 2)?, rest.after(b"-", 2)?);
        let (hour, minute, second) = (
            rest.after(b"Tt ", 2)?,
            rest.after(b":", 2)?,
            rest.after(b":", 2)?,
        );
        let month_length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        };
        if !(1..=12).contains(&month)
            || !(1..=month_length).contains(&day)
            || hour > 23
            || minute > 59
            || second > 60
        {
            return None;
        }
        let millis = rest.fraction()?;
        let offset = rest.zone()?;
        let seconds =
            days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
                - offset;
        let time = seconds * 1_000 + millis;
        PLAUSIBLE.contains(&time).then_some(Self(time))
    }

    /// ISO 8601 in UTC with milliseconds: `2024-10-15T14:29:11.104Z`.
    pub fn to_iso(self) -> String {
        let (days, within) = (self.0.div_euclid(86_400_000), self.0.rem_euclid(86_400_000));
        let (year, month, day) = civil_from_days(days);
        let (seconds, millis) = (within / 1_000, within % 1_000);
        let mut text = String::with_capacity(24);
        for (number, width, end) in [
            (year, 4, '-'),
            (month, 2, '-'),
            (day, 2, 'T'),
            (seconds / 3_600, 2, ':'),
            (seconds / 60 % 60, 2, ':'),
            (seconds % 60, 2, '.'),
            (millis, 3, 'Z'),
        ] {
            push_number(&mut text, number, width);
            text.push(end);
        }
        text
    }

    /// This time plus so many milliseconds.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// Appends a number with leading zeros.
fn push_number(text: &mut String, number: i64, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        text.push(u8::try_from(digit).map_or('0', |digit| char::from(b'0' + digit)));
    }
}

/// A reader of digits.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn one_of(&mut self, allowed: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        allowed.contains(first).then(|| self.0 = rest)?;
        Some(*first)
    }

    fn number(&mut self, width: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        digits.iter().try_fold(0, |sum, b| {
            b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0'))
        })
    }

    fn after(&mut self, separator: &[u8], width: usize) -> Option<i64> {
        self.one_of(separator)?;
        self.number(width)
    }

    /// A fraction of a second, in milliseconds; finer digits are dropped.
    fn fraction(&mut self) -> Option<i64> {
        if self.one_of(b".,").is_none() {
            return Some(0);
        }
        let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=9).contains(&count) {
            return None;
        }
        let kept = count.min(3);
        let millis = self.number(kept)? * [100, 10, 1].get(kept - 1)?;
        self.0 = self.0.get(count - kept..)?;
        Some(millis)
    }

    /// The zone, in seconds east of UTC; the text must end there.
    fn zone(&mut self) -> Option<i64> {
        if self.0.is_empty() || (self.one_of(b"Zz").is_some() && self.0.is_empty()) {
            return Some(0);
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.number(2)?;
        let _ = self.one_of(b":");
        let minutes = self.number(2)?;
        (self.0.is_empty() && hours < 24 && minutes < 60)
            .then_some(sign * (hours * 3_600 + minutes * 60))
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}
