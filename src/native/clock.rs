//! The wall clock.

use crate::order::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now.
pub(crate) fn wall() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Time(i64::try_from(millis).unwrap_or(i64::MAX))
}
