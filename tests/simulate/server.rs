//! The Pusher server: sockets, channels, and its moods.

use crate::clock::Millis;
use crate::random::Random;
use crate::wire::Bad;
use std::collections::BTreeMap;

/// What the server knows of a socket.
#[derive(Clone, Debug, Default)]
pub struct Socket {
    pub channels: Vec<String>,
    /// Swallows everything, both ways.
    pub half_open: bool,
    /// When the last frame to the client arrives.
    pub last: Millis,
}

#[derive(Clone, Debug, Default)]
pub struct Server {
    pub sockets: BTreeMap<u64, Socket>,
    /// Nobody there.
    pub down: Bad,
    /// Every socket is closed with this code: before the handshake where it is odd, after it where it is even.
    pub closes: Bad,
    /// No handshake, or (2) a bad first frame.
    pub mute: Bad,
    /// Subscriptions are answered with this status; 1 is silence.
    pub refuses: Bad,
}

/// What the server does on a client's move.
pub enum Reply {
    Send(String),
    Close(u16),
}

impl Server {
    /// A client connects.
    pub fn connect(&mut self, socket: u64, now: Millis, random: &mut Random) -> Vec<Reply> {
        if self.down.now(now) > 0 {
            return vec![Reply::Close(1006)];
        }
        let code = self.closes.now(now) as u16;
        if code % 2 == 1 {
            return vec![Reply::Close(code)];
        }
        self.sockets.insert(socket, Socket::default());
        match self.mute.now(now) {
            0 => {}
            1 => return Vec::new(),
            _ => {
                return vec![Reply::Send(
                    r#"{"event":"pusher:error","data":{"code":null}}"#.to_owned(),
                )];
            }
        }
        let mut replies = vec![Reply::Send(established(socket, random))];
        if code > 0 {
            replies.push(Reply::Close(code));
        }
        replies
    }

    /// A client sends a frame.
    pub fn hear(&mut self, socket: u64, text: &str, now: Millis) -> Vec<Reply> {
        let Some(known) = self.sockets.get_mut(&socket) else {
            return Vec::new();
        };
        let frame: serde_json::Value = serde_json::from_str(text).unwrap();
        let channel = frame["data"]["channel"].as_str().unwrap_or_default();
        match frame["event"].as_str().unwrap() {
            "pusher:ping" => vec![Reply::Send(
                r#"{"event":"pusher:pong","data":{}}"#.to_owned(),
            )],
            "pusher:unsubscribe" => {
                known.channels.retain(|one| one != channel);
                Vec::new()
            }
            "pusher:subscribe" => match self.refuses.now(now) {
                0 => {
                    if !known.channels.iter().any(|one| one == channel) {
                        known.channels.push(channel.to_owned());
                    }
                    vec![Reply::Send(format!(
                        r#"{{"event":"pusher_internal:subscription_succeeded","channel":"{channel}","data":"{{}}"}}"#
                    ))]
                }
                1 => Vec::new(),
                status => vec![Reply::Send(format!(
                    r#"{{"event":"pusher:subscription_error","channel":"{channel}","data":{{"type":"x","error":"y","status":{status}}}}}"#
                ))],
            },
            _ => Vec::new(),
        }
    }

    /// The sockets that hear a channel.
    pub fn listeners(&self, channel: &str) -> Vec<u64> {
        let hears = |socket: &Socket| socket.channels.iter().any(|one| one == channel);
        let hearing = self.sockets.iter().filter(|(_, socket)| hears(socket));
        hearing.map(|(id, _)| *id).collect()
    }
}

fn established(socket: u64, random: &mut Random) -> String {
    let activity = random.pick(&[
        r#","activity_timeout":120"#,
        r#","activity_timeout":30"#,
        r#","activity_timeout":10"#,
        r#","activity_timeout":0"#,
        r#","activity_timeout":"7""#,
        r#","activity_timeout":1e9"#,
        "",
    ]);
    let data = format!(r#"{{"socket_id":"{socket}.7"{activity}}}"#);
    crate::spell::frame(
        "pusher:connection_established",
        "",
        &data,
        random.chance(80),
    )
}
