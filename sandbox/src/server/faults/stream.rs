//! The faults of the stream, by name.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LONGEST_MS;
use crate::server::pusher::may_close_with;

/// The stream is not what it should be.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::server) struct StreamFault {
    /// The upgrade is refused with this HTTP status.
    pub(in crate::server) upgrade_status: Option<u16>,
    /// Every new socket is closed with this: before the handshake, or after `closeAfter` frames.
    pub(in crate::server) close_code: Option<u16>,
    /// A new socket is closed after that many frames; with 1006 unless `closeCode` says otherwise.
    pub(in crate::server) close_after: Option<u32>,
    /// Sockets stay open, old and new, but nothing is ever sent: a dead link.
    pub(in crate::server) silent: bool,
    /// Sockets stay open and swallow what is said on either side, even a close.
    pub(in crate::server) half_open: Option<Sockets>,
    /// New sockets are not told that the connection is established.
    pub(in crate::server) no_handshake: bool,
    /// The `activity_timeout` of the handshake, whatever it is; `"omit"`: there is none.
    pub(in crate::server) activity_timeout: Option<Value>,
    /// What becomes of subscriptions.
    pub(in crate::server) subscription: Option<Subscription>,
    /// Every frame takes this long, and up to `jitterMs` more; their order stays.
    pub(in crate::server) delay_ms: u64,
    pub(in crate::server) jitter_ms: u64,
    /// What befalls frames after the handshake.
    pub(in crate::server) frames: Option<FrameFault>,
    /// Only every so many of them.
    pub(in crate::server) every: Option<u32>,
    /// Only among the next so many.
    pub(in crate::server) next: Option<u32>,
    /// Sent before every frame.
    pub(in crate::server) garbage: Option<Garbage>,
}

/// Which sockets, seen from when the plan came.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Sockets {
    Old,
    New,
    All,
}

impl Sockets {
    pub(super) fn has(self, is_old: bool) -> bool {
        match self {
            Self::Old => is_old,
            Self::New => !is_old,
            Self::All => true,
        }
    }
}

/// What becomes of a subscription.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(untagged, expecting = "a status from 400 to 599, or \"unanswered\"")]
pub(in crate::server) enum Subscription {
    /// Refused with this status.
    Refused(u16),
    /// As if it had never been asked for.
    Lost(Lost),
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Lost {
    Unanswered,
}

/// What befalls a frame.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum FrameFault {
    Double,
    /// It comes after the next one.
    Swap,
    Drop,
    /// Its last byte is another.
    Corrupt,
    /// It is padded to more than 64 KiB.
    Oversize,
}

/// Frames that are none.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) enum Garbage {
    Empty,
    Null,
    Array,
    Number,
    EventNumber,
    ByteOrderMark,
    Nested,
    Binary,
}

impl StreamFault {
    /// What is wrong with it, if it cannot be carried out.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.close_code.is_some_and(|code| !may_close_with(code)) {
            return Err("stream.closeCode must be a close code");
        }
        if self
            .upgrade_status
            .is_some_and(|status| !(400..=599).contains(&status))
        {
            return Err("stream.upgradeStatus must be from 400 to 599");
        }
        if let Some(Subscription::Refused(status)) = self.subscription
            && !(400..=599).contains(&status)
        {
            return Err("stream.subscription must be a status from 400 to 599, or \"unanswered\"");
        }
        if self.delay_ms > LONGEST_MS || self.jitter_ms > LONGEST_MS {
            return Err("stream.delayMs and stream.jitterMs must be at most 600000");
        }
        if self.frames.is_none() && (self.every.is_some() || self.next.is_some()) {
            return Err("stream.every and stream.next belong to stream.frames");
        }
        if self.every == Some(0) || self.next == Some(0) || self.close_after == Some(0) {
            return Err("stream.every, stream.next and stream.closeAfter must be at least 1");
        }
        Ok(())
    }
}
