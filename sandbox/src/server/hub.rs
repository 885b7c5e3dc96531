//! Who listens to what: the open sockets and their channels.
//!
//! Invariant: a channel is listed exactly while some socket is subscribed to it, and no lock is held across an await.
//! A socket that does not keep up with its frames is dropped; it never makes the others wait.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use serde_json::json;
use tokio::sync::mpsc;

const SOCKETS: usize = 1_000;
const CHANNELS_PER_SOCKET: usize = 1_000;
/// Frames that may wait for one socket.
pub(super) const QUEUE: usize = 256;

/// What a socket is told to do.
#[derive(Clone, Debug)]
pub(super) enum Outgoing {
    Frame(Utf8Bytes),
    Close {
        code: u16,
        reason: String,
    },
    /// Cut the connection, without a word: what a browser sees as 1006.
    Cut,
}

/// The number of a socket, in the order of arrival.
pub(super) type Number = u64;

struct Socket {
    id: String,
    queue: mpsc::Sender<Outgoing>,
    channels: BTreeSet<String>,
}

#[derive(Default)]
struct State {
    last: Number,
    sockets: HashMap<Number, Socket>,
    channels: BTreeMap<String, BTreeSet<Number>>,
}

/// The sockets.
#[derive(Default)]
pub(super) struct Hub(Mutex<State>);

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new socket's number and its id for the wire; `None` when there are too many.
    pub(super) fn join(&self, queue: mpsc::Sender<Outgoing>) -> Option<(Number, String)> {
        let mut state = self.state();
        if state.sockets.len() >= SOCKETS {
            return None;
        }
        state.last += 1;
        let number = state.last;
        // Half chance, half count: never the same twice, and not to be guessed.
        let id = format!("{}.{number}", uuid::Uuid::new_v4().as_fields().0);
        state.sockets.insert(
            number,
            Socket {
                id: id.clone(),
                queue,
                channels: BTreeSet::new(),
            },
        );
        Some((number, id))
    }

    pub(super) fn leave(&self, number: Number) {
        self.state().remove(number);
    }

    /// `false` when the socket has too many channels already, or is gone.
    pub(super) fn subscribe(&self, number: Number, channel: &str) -> bool {
        let mut state = self.state();
        let Some(socket) = state.sockets.get_mut(&number) else {
            return false;
        };
        if socket.channels.len() >= CHANNELS_PER_SOCKET && !socket.channels.contains(channel) {
            return false;
        }
        socket.channels.insert(channel.to_owned());
        state
            .channels
            .entry(channel.to_owned())
            .or_default()
            .insert(number);
        true
    }

    pub(super) fn unsubscribe(&self, number: Number, channel: &str) {
        let mut state = self.state();
        if let Some(socket) = state.sockets.get_mut(&number) {
            socket.channels.remove(channel);
        }
        state.forget(number, channel);
    }

    /// Sends an event to all subscribers but the socket with the id `except`. `data` is sent as a string.
    pub(super) fn publish(&self, channel: &str, event: &str, data: &str, except: Option<&str>) {
        let mut state = self.state();
        let Some(numbers) = state.channels.get(channel).cloned() else {
            return;
        };
        let frame = json!({ "event": event, "channel": channel, "data": data }).to_string();
        let frame = Utf8Bytes::from(frame);
        for number in numbers {
            let is_wanted = state
                .sockets
                .get(&number)
                .is_some_and(|socket| except != Some(socket.id.as_str()));
            if is_wanted {
                state.send(number, Outgoing::Frame(frame.clone()));
            }
        }
    }

    /// Tells every socket the same; how many there are.
    pub(super) fn tell_all(&self, outgoing: &Outgoing) -> usize {
        let mut state = self.state();
        let numbers: Vec<_> = state.sockets.keys().copied().collect();
        for number in &numbers {
            state.send(*number, outgoing.clone());
        }
        numbers.len()
    }

    /// The number of the youngest socket; 0 if there was none yet.
    pub(super) fn last(&self) -> Number {
        self.state().last
    }

    /// How many sockets are open.
    pub(super) fn sockets(&self) -> usize {
        self.state().sockets.len()
    }

    /// The channels that have subscribers, and how many.
    pub(super) fn channels(&self) -> BTreeMap<String, usize> {
        self.state()
            .channels
            .iter()
            .map(|(name, sockets)| (name.clone(), sockets.len()))
            .collect()
    }
}

impl State {
    fn send(&mut self, number: Number, outgoing: Outgoing) {
        let is_sent = self
            .sockets
            .get(&number)
            .is_some_and(|socket| socket.queue.try_send(outgoing).is_ok());
        if !is_sent {
            self.remove(number);
        }
    }

    fn remove(&mut self, number: Number) {
        let Some(socket) = self.sockets.remove(&number) else {
            return;
        };
        for channel in socket.channels {
            self.forget(number, &channel);
        }
    }

    fn forget(&mut self, number: Number, channel: &str) {
        let Some(numbers) = self.channels.get_mut(channel) else {
            return;
        };
        numbers.remove(&number);
        if numbers.is_empty() {
            self.channels.remove(channel);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_that_does_not_keep_up_is_dropped_and_the_others_are_not() {
        let hub = Hub::default();
        let (slow, mut slow_end) = mpsc::channel(1);
        let (quick, mut quick_end) = mpsc::channel(8);
        for queue in [slow, quick] {
            let (number, _) = hub.join(queue).unwrap();
            assert!(hub.subscribe(number, "a"));
        }
        for _ in 0..3 {
            hub.publish("a", "E", "{}", None);
        }
        assert_eq!(hub.sockets(), 1);
        assert_eq!(hub.channels(), BTreeMap::from([("a".to_owned(), 1)]));
        assert!(slow_end.recv().await.is_some());
        assert!(slow_end.recv().await.is_none());
        for _ in 0..3 {
            assert!(matches!(quick_end.recv().await, Some(Outgoing::Frame(_))));
        }
    }

    #[test]
    fn there_are_at_most_a_thousand_sockets_and_no_two_have_the_same_id() {
        let hub = Hub::default();
        let (queue, _end) = mpsc::channel(1);
        let ids: BTreeSet<_> = (0..SOCKETS)
            .map(|_| hub.join(queue.clone()).unwrap().1)
            .collect();
        assert_eq!(ids.len(), SOCKETS);
        assert!(hub.join(queue.clone()).is_none());
        hub.leave(1);
        assert!(hub.join(queue).is_some());
    }
}
