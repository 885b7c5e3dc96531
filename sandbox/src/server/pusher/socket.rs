//! One client's socket, from the handshake to its end.
//!
//! Invariant: whatever ends it, it leaves the hub.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::channel;
use super::frame::{self, ClientFrame};
use super::wire::Wire;
use crate::server::Shared;
use crate::server::faults::Subscription;
use crate::server::hub::{Number, Outgoing, QUEUE};

/// How long a client may take to read a frame, or to answer a close.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// How often a half-open socket looks whether it is whole again.
const HALF_OPEN: Duration = Duration::from_millis(50);

/// Why a socket ends.
pub(super) enum End {
    /// It is gone, or shall be cut.
    Gone,
    /// It shall be closed with this.
    Close(u16, String),
}

/// A socket that is not let in.
pub(super) async fn refuse(mut socket: WebSocket, code: u16, reason: &'static str) {
    if code != 1006 && code >= 4000 {
        let _ = socket
            .send(Message::Text(frame::error(Some(code), reason)))
            .await;
    }
    close(socket, code, reason.to_owned()).await;
}

/// A socket that is let in.
pub(super) async fn run(mut socket: WebSocket, sandbox: Shared) {
    let (queue, orders) = mpsc::channel(QUEUE);
    let Some((number, id)) = sandbox.hub.join(queue) else {
        return refuse(socket, 4100, "over capacity").await;
    };
    let mut wire = Wire::new(sandbox.clone(), number);
    let end = match greet(&mut socket, &sandbox, &mut wire, &id).await {
        Ok(()) => talk(&mut socket, &sandbox, &mut wire, number, orders).await,
        Err(end) => end,
    };
    sandbox.hub.leave(number);
    match end {
        End::Gone => {}
        End::Close(code, reason) => close(socket, code, reason).await,
    }
}

async fn greet(
    socket: &mut WebSocket,
    sandbox: &Shared,
    wire: &mut Wire,
    id: &str,
) -> Result<(), End> {
    let fault = sandbox.faults.stream();
    if fault.as_ref().is_some_and(|fault| fault.no_handshake) {
        return Ok(());
    }
    let greeting = match fault.and_then(|fault| fault.activity_timeout) {
        Some(odd) => frame::oddly_established(id, &odd),
        None => frame::established(id, sandbox.options.activity_timeout),
    };
    wire.send(socket, Message::Text(greeting)).await
}

async fn talk(
    socket: &mut WebSocket,
    sandbox: &Shared,
    wire: &mut Wire,
    number: Number,
    mut orders: mpsc::Receiver<Outgoing>,
) -> End {
    let options = &sandbox.options;
    let mut deadline = Instant::now() + options.activity_timeout;
    let mut is_pinged = false;
    loop {
        let is_deaf = sandbox.faults.is_half_open(number);
        let step = tokio::select! {
            () = sleep(HALF_OPEN), if is_deaf => Ok(()),
            received = socket.recv(), if !is_deaf => {
                deadline = Instant::now() + options.activity_timeout;
                is_pinged = false;
                match received {
                    Some(Ok(message)) => hear(socket, sandbox, wire, number, message).await,
                    Some(Err(error)) => Err(End::Close(1009, format!("{error:.100}"))),
                    None => Err(End::Gone),
                }
            }
            order = orders.recv() => match order {
                Some(Outgoing::Frame(text)) => wire.send(socket, Message::Text(text)).await,
                Some(Outgoing::Close { code, reason }) => Err(End::Close(code, reason)),
                Some(Outgoing::Cut) | None => Err(End::Gone),
            },
            () = wire.due() => wire.flush(socket).await,
            () = sleep_until(deadline), if !is_deaf => {
                if is_pinged {
                    Err(End::Close(4201, "pong not received in time".to_owned()))
                } else {
                    deadline = Instant::now() + options.pong_timeout;
                    is_pinged = true;
                    wire.send(socket, Message::Text(frame::ping())).await
                }
            }
        };
        if let Err(end) = step {
            return end;
        }
    }
}

async fn hear(
    socket: &mut WebSocket,
    sandbox: &Shared,
    wire: &mut Wire,
    number: Number,
    message: Message,
) -> Result<(), End> {
    let text = match message {
        Message::Text(text) => text,
        Message::Ping(_) | Message::Pong(_) => return Ok(()),
        Message::Close(_) => return Err(End::Gone),
        Message::Binary(_) => {
            return Err(End::Close(
                1003,
                "binary frames are not supported".to_owned(),
            ));
        }
    };
    let spoiled = sandbox.faults.stream().and_then(|it| it.subscription);
    let answer = match frame::read(&text) {
        ClientFrame::Pong => return Ok(()),
        ClientFrame::Ping => frame::pong(),
        ClientFrame::Bad(why) => frame::error(None, &why),
        ClientFrame::Subscribe(name) if spoiled.is_some() => match spoiled {
            Some(Subscription::Refused(status)) => {
                frame::not_subscribed(&name, status, "the sandbox was told to refuse")
            }
            Some(Subscription::Lost(_)) | None => return Ok(()),
        },
        ClientFrame::Subscribe(name) => match channel::check_subscription(&name) {
            Err((status, why)) => frame::not_subscribed(&name, status, why),
            Ok(()) if sandbox.hub.subscribe(number, &name) => frame::subscribed(&name),
            Ok(()) => frame::not_subscribed(&name, 429, "a socket may have at most 1000 channels"),
        },
        ClientFrame::Unsubscribe(name) => {
            sandbox.hub.unsubscribe(number, &name);
            return Ok(());
        }
    };
    wire.send(socket, Message::Text(answer)).await
}

/// Says good-bye, and waits a little for the answer; 1006 is no good-bye.
async fn close(mut socket: WebSocket, code: u16, reason: String) {
    if code == 1006 {
        return;
    }
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    let farewell = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(PATIENCE, farewell).await;
}
