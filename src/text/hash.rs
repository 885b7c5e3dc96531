//! Hashes of transactions, made short.

/// A hash as `0x1234ab…89cdef`; `None` where it isn't plausibly one (`DUMMY_TX_ID` of Transak's staging).
pub fn shortened(hash: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b);
    if !(20..=128).contains(&hash.len())
        || !hash.bytes().all(plain)
        || !hash.bytes().any(|b| b.is_ascii_digit())
    {
        return None;
    }
    Some([hash.get(..8)?, "…", hash.get(hash.len().checked_sub(6)?..)?].concat())
}
