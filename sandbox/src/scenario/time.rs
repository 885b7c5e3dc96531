//! Unix milliseconds to the two spellings of time that Transak uses.
//!
//! Invariant: any number gives a well-formed text; what lies behind the year 9999 is its last millisecond.

const DAY_MS: u64 = 86_400_000;
const LAST_MS: u64 = 253_402_300_799_999;

/// `2024-10-15T14:29:11.104Z`, as in `createdAt`.
pub fn rfc3339(unix_ms: u64) -> String {
    let unix_ms = unix_ms.min(LAST_MS);
    format!("{}.{:03}Z", date_time(unix_ms), unix_ms % 1000)
}

/// `2024-10-15T15:14:11+00:00`, as in `autoExpiresAt`.
pub(crate) fn rfc3339_offset(unix_ms: u64) -> String {
    format!("{}+00:00", date_time(unix_ms.min(LAST_MS)))
}

fn date_time(unix_ms: u64) -> String {
    let (year, month, day) = civil(unix_ms / DAY_MS);
    let second = unix_ms % DAY_MS / 1000;
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}")
}

/// The Gregorian date of a day counted from 1970-01-01. Years are counted from the first of March, so that the leap day
/// is a year's last; 719 468 days lie between 0000-03-01 and 1970-01-01, and 146 097 days make 400 years.
fn civil(day: u64) -> (u64, u64, u64) {
    let day = day + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    (
        era * 400 + year + u64::from(month <= 2),
        month,
        day_of_month,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_real_order_is_spelt_as_transak_does() {
        assert_eq!(rfc3339(1_729_002_551_104), "2024-10-15T14:29:11.104Z");
        assert_eq!(
            rfc3339_offset(1_729_002_551_104 + 45 * 60_000),
            "2024-10-15T15:14:11+00:00"
        );
    }

    #[test]
    fn leap_days_and_turns_of_the_year_are_right() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_735_689_599_999), "2024-12-31T23:59:59.999Z");
        assert_eq!(rfc3339(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn the_largest_number_is_still_a_time() {
        assert_eq!(rfc3339(u64::MAX), "9999-12-31T23:59:59.999Z");
    }
}
