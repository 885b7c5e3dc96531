//! What goes in and out of a connection. The edge does no more than translate these.
//!
//! Invariant: outputs are done in their order.

use super::Channel;

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The socket received a text frame.
    Frame(&'a str),
    /// The socket ended, or could not be opened: its close code, 1006 if it is unknown.
    Closed(u16),
    /// The deadline has come.
    Tick,
    /// The browser says that there is a network again.
    Online,
    /// The browser says that there is no network. It is not believed, but checked.
    Offline,
    /// The page is visible again.
    Visible,
    /// The page is hidden.
    Hidden,
    /// The page is back (`pageshow`), or the device woke up.
    Resumed,
    /// The page goes (`pagehide`): no socket until [`Input::Resumed`].
    Suspended,
}

/// What is to be done, or known.
#[derive(Clone, Debug, PartialEq)]
pub enum Output<V> {
    /// Open a socket. The former one is gone.
    Open,
    /// Send this text frame.
    Send(String),
    /// Drop the socket (code 1000) without waiting for its end, and report nothing of it any more.
    Close,
    /// The channel is live from now on. Events before this, on the first time as on every other, may be lost: ask.
    Subscribed(Channel),
    /// The channel is not live any more.
    Unsubscribed(Channel),
    /// An event of a channel that is wished for.
    Message {
        /// The channel.
        channel: Channel,
        /// The event's name; never one of Pusher's own, never a client's.
        event: String,
        /// Its data: a JSON object.
        data: V,
    },
    /// The event's data was a token (JWT), as Transak sends them to a partner's backend: the page follows the wrong channel.
    /// It was not decoded.
    Token(Channel),
    /// The server will not have us, with this close code: no socket is opened any more. Comes once.
    Refused(u16),
    /// The server will not give us this channel, with this status (400–499). It is asked for again on the next socket, or when
    /// it is wished for anew.
    ChannelRefused {
        /// The channel.
        channel: Channel,
        /// The status of the `pusher:subscription_error`.
        status: u16,
    },
}
