//! The channels that are wanted, and how far each has got on the present socket.
//!
//! Invariant: the table is what is wished for. What is removed is gone at once, and no late answer brings it back.

use super::{Channel, Millis};
use crate::feed::backoff::Backoff;

/// The time that the answer to a subscription may take.
const ANSWER: Millis = 10_000;
/// The least wait before a subscription that failed is tried again.
const PAUSE: Millis = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// To be asked for at this time.
    Due(Millis),
    /// Asked for; the answer may come until this time.
    Asked(Millis),
    /// Subscribed.
    Live,
    /// The server says that we may not.
    Refused,
}

#[derive(Debug)]
struct Wish {
    channel: Channel,
    state: State,
    backoff: Backoff,
}

/// How a subscription went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// It was live before.
    pub(super) was_live: bool,
    /// It is not tried again on this socket.
    pub(super) refused: bool,
}

/// The table.
#[derive(Debug, Default)]
pub(super) struct Wishes(Vec<Wish>);

impl Wishes {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Wishes for a channel. One that was refused is asked for again.
    pub(super) fn add(&mut self, channel: &Channel) {
        match self.find(channel.as_str()) {
            Some(wish) if wish.state == State::Refused => wish.state = State::Due(0),
            Some(_) => {}
            None => self.0.push(Wish {
                channel: channel.clone(),
                state: State::Due(0),
                backoff: Backoff::new(),
            }),
        }
    }

    /// Gives up a channel; whether the server has to be told, if the connection is up.
    pub(super) fn remove(&mut self, channel: &Channel) -> bool {
        let mut tell = false;
        self.0.retain(|wish| {
            let other = wish.channel != *channel;
            // What is due (again) was asked for, and may still be granted.
            tell |= !other && wish.state != State::Refused;
            other
        });
        tell
    }

    /// The next channel to ask for now; from then on it counts as asked for.
    pub(super) fn ask(&mut self, now: Millis) -> Option<&Channel> {
        let wish = self
            .0
            .iter_mut()
            .find(|wish| matches!(wish.state, State::Due(at) if at <= now))?;
        wish.state = State::Asked(now + ANSWER);
        Some(&wish.channel)
    }

    /// Gives up waiting for answers that are overdue.
    pub(super) fn expire(&mut self, now: Millis, random: u32) {
        for wish in &mut self.0 {
            if matches!(wish.state, State::Asked(by) if by <= now) {
                wish.state = State::Due(now + PAUSE + wish.backoff.fail(random));
            }
        }
    }

    /// The server granted a channel; `None` where it is not wished for (any more).
    pub(super) fn granted(&mut self, name: &str) -> Option<Channel> {
        let wish = self.find(name)?;
        wish.state = State::Live;
        wish.backoff = Backoff::new();
        Some(wish.channel.clone())
    }

    /// The server refused a channel, for good or for now.
    pub(super) fn failed(
        &mut self,
        name: &str,
        for_good: bool,
        now: Millis,
        random: u32,
    ) -> Option<(Channel, Failure)> {
        let wish = self.find(name)?;
        let was = wish.state;
        wish.state = match was {
            _ if for_good => State::Refused,
            // It waits already: errors that keep coming neither put the next try off nor undo a refusal.
            State::Due(_) | State::Refused => was,
            State::Asked(_) | State::Live => State::Due(now + PAUSE + wish.backoff.fail(random)),
        };
        let was_live = was == State::Live;
        let refused = for_good && was != State::Refused;
        Some((wish.channel.clone(), Failure { was_live, refused }))
    }

    /// The socket is gone: everything has to be asked for again. Tells the channels that were live.
    pub(super) fn disconnect(&mut self, mut was_live: impl FnMut(&Channel)) {
        for wish in &mut self.0 {
            if wish.state == State::Live {
                was_live(&wish.channel);
            }
            wish.state = State::Due(0);
            wish.backoff = Backoff::new();
        }
    }

    /// The channel of that name, if its events are wanted. They may come before the grant: they are hints, and early is no harm.
    pub(super) fn wanted(&self, name: &str) -> Option<&Channel> {
        let wish = self.0.iter().find(|wish| wish.channel.as_str() == name)?;
        (wish.state != State::Refused).then_some(&wish.channel)
    }

    /// Whether the channel is subscribed.
    pub(super) fn is_live(&self, channel: &Channel) -> bool {
        self.0
            .iter()
            .any(|wish| wish.channel == *channel && wish.state == State::Live)
    }

    /// When to look at the table again.
    pub(super) fn due(&self) -> Option<Millis> {
        let mut due: Option<Millis> = None;
        for wish in &self.0 {
            if let State::Due(at) | State::Asked(at) = wish.state {
                due = Some(due.map_or(at, |due| due.min(at)));
            }
        }
        due
    }

    #[inline(never)]
    fn find(&mut self, name: &str) -> Option<&mut Wish> {
        self.0.iter_mut().find(|wish| wish.channel.as_str() == name)
    }
}
