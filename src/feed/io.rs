//! What a feed takes in, and what it gives out.

use super::event::Event;
use super::questions::Failure;
use super::stream::Channel;
use crate::order::{Order, Time};
use crate::prompt::User;
use crate::state::Source;
use std::sync::Arc;

/// The circumstances of an input.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Monotonic milliseconds.
    pub mono: u64,
    /// The wall clock.
    pub wall: Time,
    /// A new random number, for jitter.
    pub random: u32,
    /// When the stream's socket was last heard, in monotonic milliseconds.
    pub heard: Option<u64>,
}

/// An order as the status source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The order.
    pub order: Arc<Order>,
    /// How long ago it was asked for, in milliseconds; 0 where that was for the question that it answers.
    pub age: u64,
}

impl<T: Into<Arc<Order>>> From<T> for Answer {
    fn from(order: T) -> Self {
        Self {
            order: order.into(),
            age: 0,
        }
    }
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Input {
    /// The order's channel is subscribed (again).
    Subscribed(Channel),
    /// The order's channel is not live any more.
    Unsubscribed(Channel),
    /// The server will not have us (close code), or not on this channel (HTTP-like status).
    StreamRefused(u16),
    /// The channel carries tokens: it is not an order's.
    WrongChannel,
    /// An event of the stream; `None` where its data holds no order.
    Message(Option<Arc<Order>>),
    /// What came of question number so and so.
    Answer(u32, Result<Answer, Failure>),
    /// News that the host has, or what the page knows already.
    News(Source, Arc<Order>),
    /// The page is visible again, online again, shown again, or woke up.
    CameBack(Signal),
    /// The page is hidden.
    Hidden,
    /// The browser says that there is no network.
    Offline,
    /// The page goes; it may come back from the back/forward cache.
    Suspended,
    /// The host wants to know now.
    Refresh,
    /// The deadline has come.
    Tick,
    /// The user signals changed.
    User(Option<User>),
    /// The user's orders that are not final changed.
    ActiveOrders(Vec<Order>),
}

/// A way of coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `visibilitychange`.
    Visible,
    /// `online`.
    Online,
    /// `pageshow`, or woken from sleep.
    Resumed,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Wish for this channel.
    Subscribe(Channel),
    /// Give this channel up.
    Unsubscribe(Channel),
    /// Ask the status source: at this URL, or by `fetchOrder` with the order id (where it is known).
    Ask {
        /// The question's number, for [`Input::Answer`].
        number: u32,
        /// The URL; `None` for `fetchOrder`.
        url: Option<String>,
        /// An answer that another tab has asked for less than so many milliseconds ago will do.
        age: u64,
    },
    /// Nobody waits for the answer to this question any more.
    Abort(u32),
    /// Tell the host.
    Tell(Event),
    /// [`Feed::state`] has changed.
    Changed,
}
