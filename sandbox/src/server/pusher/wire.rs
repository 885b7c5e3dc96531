//! The way of a socket's frames to the client, and what befalls them on it: late, double, out of order, broken, lost.

use std::collections::VecDeque;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use tokio::time::{Instant, sleep_until, timeout};
use uuid::Uuid;

use super::socket::{End, PATIENCE};
use crate::server::Shared;
use crate::server::faults::{FrameFault, Garbage, StreamFault};
use crate::server::hub::Number;

/// Larger than what any client has to take.
const OVERSIZE: usize = 64 * 1024 + 1;

pub(super) struct Wire {
    sandbox: Shared,
    number: Number,
    /// Frames under way, the first to arrive first.
    queue: VecDeque<(Instant, Message)>,
    /// A frame that another overtakes.
    held: Option<Message>,
    sent: u32,
}

impl Wire {
    pub(super) fn new(sandbox: Shared, number: Number) -> Self {
        Self {
            sandbox,
            number,
            queue: VecDeque::new(),
            held: None,
            sent: 0,
        }
    }

    /// Sends a frame, as far as the faults let it.
    pub(super) async fn send(
        &mut self,
        socket: &mut WebSocket,
        message: Message,
    ) -> Result<(), End> {
        let Some(fault) = self.sandbox.faults.stream() else {
            let late = self.held.take();
            return match late {
                None if self.queue.is_empty() => self.deliver(socket, message).await,
                late => self.post([Some(message), late], Duration::ZERO),
            };
        };
        if fault.silent || self.sandbox.faults.is_half_open(self.number) {
            return Ok(());
        }
        let late = self.held.take();
        let is_first = self.sent == 0 && self.queue.is_empty();
        let befalls = if is_first {
            None
        } else {
            self.sandbox.faults.frame()
        };
        let [first, second] = match befalls {
            Some(FrameFault::Double) => [Some(message.clone()), Some(message)],
            Some(FrameFault::Drop) => [None, None],
            Some(FrameFault::Corrupt) => [Some(broken(&message)), None],
            Some(FrameFault::Oversize) => [Some(padded(&message)), None],
            Some(FrameFault::Swap) if late.is_none() => {
                self.held = Some(message);
                [None, None]
            }
            None | Some(FrameFault::Swap) => [Some(message), None],
        };
        let garbage = fault.garbage.map(garbage);
        let delay = delay(&fault);
        self.post([garbage, first], delay)?;
        self.post([second, late], delay)?;
        // What is not late goes at once: a close may follow.
        if delay.is_zero() {
            self.flush(socket).await?;
        }
        Ok(())
    }

    fn post(&mut self, messages: [Option<Message>; 2], delay: Duration) -> Result<(), End> {
        let at = Instant::now() + delay;
        let at = self.queue.back().map_or(at, |(last, _)| at.max(*last));
        let messages = messages.into_iter().flatten();
        self.queue.extend(messages.map(|message| (at, message)));
        if self.queue.len() > crate::server::hub::QUEUE {
            return Err(End::Gone);
        }
        Ok(())
    }

    /// Waits for the next late frame to be due; for ever, if there is none.
    pub(super) async fn due(&self) {
        match self.queue.front() {
            Some((at, _)) => sleep_until(*at).await,
            None => std::future::pending().await,
        }
    }

    /// Delivers what is due.
    pub(super) async fn flush(&mut self, socket: &mut WebSocket) -> Result<(), End> {
        while self
            .queue
            .front()
            .is_some_and(|(at, _)| *at <= Instant::now())
        {
            let Some((_, message)) = self.queue.pop_front() else {
                break;
            };
            if !self.sandbox.faults.is_half_open(self.number) {
                self.deliver(socket, message).await?;
            }
        }
        Ok(())
    }

    async fn deliver(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        match timeout(PATIENCE, socket.send(message)).await {
            Ok(Ok(())) => self.sent = self.sent.saturating_add(1),
            Ok(Err(_)) | Err(_) => return Err(End::Gone),
        }
        let fault = self.sandbox.faults.stream();
        let code = fault.as_ref().and_then(|fault| fault.close_code);
        match fault.and_then(|fault| fault.close_after) {
            Some(after) if self.sent >= after => Err(End::Close(
                code.unwrap_or(1006),
                "the sandbox was told to close".to_owned(),
            )),
            Some(_) | None => Ok(()),
        }
    }
}

fn delay(fault: &StreamFault) -> Duration {
    let random = Uuid::new_v4().as_u64_pair().1;
    let jitter = random.checked_rem(fault.jitter_ms).unwrap_or(0);
    Duration::from_millis(fault.delay_ms + jitter)
}

fn text(message: &Message) -> String {
    message.to_text().unwrap_or_default().to_owned()
}

fn broken(message: &Message) -> Message {
    let mut text = text(message);
    text.pop();
    text.push('~');
    Message::Text(text.into())
}

/// The same frame with much white space in front: still JSON, and too large.
fn padded(message: &Message) -> Message {
    let mut padded = " ".repeat(OVERSIZE);
    padded.push_str(&text(message));
    Message::Text(padded.into())
}

fn garbage(kind: Garbage) -> Message {
    let text = match kind {
        Garbage::Empty => String::new(),
        Garbage::Null => "null".to_owned(),
        Garbage::Array => "[]".to_owned(),
        Garbage::Number => "7".to_owned(),
        Garbage::EventNumber => r#"{"event":5}"#.to_owned(),
        Garbage::ByteOrderMark => "\u{feff}{\"event\":\"pusher:ping\",\"data\":\"{}\"}".to_owned(),
        Garbage::Nested => "[".repeat(30_000),
        Garbage::Binary => return Message::Binary(vec![0x7b, 0xff, 0x00, 0x7d].into()),
    };
    Message::Text(text.into())
}
