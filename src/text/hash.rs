//! Hashes of transactions, made short.

use crate::link::cut::is_made_of;
use crate::link::is_hedera_id;

/// A hash as `0x1234ab…89cdef`; `None` where it isn't plausibly one (`DUMMY_TX_ID` of Transak's staging).
pub fn shortened(hash: &str) -> Option<String> {
    let is_long_enough = (20..=128).contains(&hash.len());
    let is_plain = is_made_of(hash, "+/=_-") || is_hedera_id(hash);
    if !is_long_enough || !is_plain || !hash.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    Some([hash.get(..8)?, "…", hash.get(hash.len().checked_sub(6)?..)?].concat())
}
