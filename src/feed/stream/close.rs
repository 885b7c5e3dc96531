//! Close codes: what the end of a socket means for the next one.
//!
//! Only a *close* is judged. A `pusher:error` frame may carry the same code and leave the socket open.

/// What the end of a socket means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The server will not have us, however often we ask: no socket any more.
    Refused,
    /// The server is over capacity: wait at least a second, then like [`Close::Lost`].
    Busy,
    /// The server asks us to reconnect at once. If it keeps asking, like [`Close::Lost`].
    Reconnect,
    /// Anything else that ends a socket: the network, a restart, our own time limits.
    Lost,
}

impl Close {
    /// Reads a close code. What Pusher has not defined from 4300 on is its own to define: asking again would be a guess.
    /// 4000 means "only over TLS", where another try over the same URL is of no use.
    pub(super) const fn of(code: u16) -> Self {
        match code {
            4000..=4099 | 4300.. => Self::Refused,
            4100..=4199 => Self::Busy,
            4200..=4299 => Self::Reconnect,
            _ => Self::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Close;

    #[test]
    fn each_code_has_the_verdict_of_its_range() {
        let table = [
            (0, Close::Lost),
            (1000, Close::Lost),
            (1006, Close::Lost),
            (1008, Close::Lost),
            (3999, Close::Lost),
            (4000, Close::Refused),
            (4001, Close::Refused),
            (4009, Close::Refused),
            (4099, Close::Refused),
            (4100, Close::Busy),
            (4199, Close::Busy),
            (4200, Close::Reconnect),
            (4299, Close::Reconnect),
            (4300, Close::Refused),
            (4399, Close::Refused),
            (4400, Close::Refused),
            (u16::MAX, Close::Refused),
        ];
        for (code, verdict) in table {
            assert_eq!(Close::of(code), verdict, "{code}");
        }
    }
}
