//! One client's socket, from the handshake to its end.
//!
//! Invariant: whatever ends it, it leaves the hub.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::channel;
use super::frame::{self, ClientFrame};
use crate::server::Shared;
use crate::server::hub::{Number, Outgoing, QUEUE};

/// How long a client may take to read a frame, or to answer a close.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a socket ends.
enum End {
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
    let greeting = frame::established(&id, sandbox.options.activity_timeout);
    let end = match send(&mut socket, &sandbox, Message::Text(greeting)).await {
        Ok(()) => talk(&mut socket, &sandbox, number, orders).await,
        Err(end) => end,
    };
    sandbox.hub.leave(number);
    match end {
        End::Gone => {}
        End::Close(code, reason) => close(socket, code, reason).await,
    }
}

async fn talk(
    socket: &mut WebSocket,
    sandbox: &Shared,
    number: Number,
    mut orders: mpsc::Receiver<Outgoing>,
) -> End {
    let options = &sandbox.options;
    let mut deadline = Instant::now() + options.activity_timeout;
    let mut is_pinged = false;
    loop {
        let step = tokio::select! {
            received = socket.recv() => {
                deadline = Instant::now() + options.activity_timeout;
                is_pinged = false;
                match received {
                    Some(Ok(message)) => hear(socket, sandbox, number, message).await,
                    Some(Err(error)) => Err(End::Close(1009, format!("{error:.100}"))),
                    None => Err(End::Gone),
                }
            }
            order = orders.recv() => match order {
                Some(Outgoing::Frame(text)) => send(socket, sandbox, Message::Text(text)).await,
                Some(Outgoing::Close { code, reason }) => Err(End::Close(code, reason)),
                Some(Outgoing::Cut) | None => Err(End::Gone),
            },
            () = sleep_until(deadline) => {
                if is_pinged {
                    Err(End::Close(4201, "pong not received in time".to_owned()))
                } else {
                    deadline = Instant::now() + options.pong_timeout;
                    is_pinged = true;
                    send(socket, sandbox, Message::Text(frame::ping())).await
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
    let answer = match frame::read(&text) {
        ClientFrame::Pong => return Ok(()),
        ClientFrame::Ping => frame::pong(),
        ClientFrame::Bad(why) => frame::error(None, &why),
        ClientFrame::Subscribe(name) => match channel::check_subscription(&name) {
            Err((status, why)) => frame::not_subscribed(&name, status, why),
            Ok(()) if sandbox.hub.subscribe(number, &name) => frame::subscribed(&name),
            Ok(()) => frame::not_subscribed(&name, 429, "a socket may have at most 100 channels"),
        },
        ClientFrame::Unsubscribe(name) => {
            sandbox.hub.unsubscribe(number, &name);
            return Ok(());
        }
    };
    send(socket, sandbox, Message::Text(answer)).await
}

/// Sends, unless the sandbox was told to be silent.
async fn send(socket: &mut WebSocket, sandbox: &Shared, message: Message) -> Result<(), End> {
    if sandbox.faults.is_silent() {
        return Ok(());
    }
    match timeout(PATIENCE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
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
