//! Pusher, as far as Transak uses it: the client protocol (version 7) and the HTTP API for servers. Public channels only.

mod api;
mod channel;
mod frame;
mod handshake;
mod signature;
mod socket;
mod wire;

pub(super) use api::{channel, channels, trigger, trigger_batch};
pub(super) use channel::check as check_channel;
pub(super) use handshake::{connect, refuse_path};

/// The largest `data` of an event.
pub(super) const DATA_LIMIT: usize = 10 * 1024;

/// Whether a socket can be closed with this code; 1006 stands for a cut connection.
pub(super) fn may_close_with(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1006..=1014 | 3000..=4999)
}
