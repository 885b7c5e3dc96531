//! A world for one connection: a clock, a socket, a server with moods, and a log of what came out.

use serde_json::Value;
use transak_order_tracker::feed::stream::{Channel, Connection, Input, Output};
use transak_order_tracker::native::NativeJson;

pub const PING: &str = r#"{"event":"pusher:ping","data":{}}"#;
pub const PONG: &str = r#"{"event":"pusher:pong","data":{}}"#;
pub const ESTABLISHED: &str = r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\",\"activity_timeout\":120}"}"#;

/// How the server behaves, without any delay: the worst case for hot loops.
#[derive(Clone, Copy, PartialEq)]
pub enum Server {
    /// It opens sockets and then says nothing by itself: the test speaks for it.
    Mute,
    /// It does what a Pusher server does.
    Works,
    /// It ends each socket with this code as soon as it is opened; 1006 is a server that is not there.
    Closes(u16),
}

pub struct World {
    pub connection: Connection<NativeJson>,
    pub now: u64,
    pub server: Server,
    /// Whether there is a live socket.
    pub socket: bool,
    /// When sockets were opened.
    pub opened: Vec<u64>,
    /// The frames that the client sent, since the last look.
    pub sent: Vec<String>,
    /// The other outputs, since the last look.
    pub log: Vec<Output<Value>>,
    seed: u64,
}

impl World {
    pub fn new(server: Server) -> Self {
        Self::seeded(server, 1)
    }

    pub fn seeded(server: Server, seed: u64) -> Self {
        let connection = Connection::new(NativeJson);
        let seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        Self {
            connection,
            now: 0,
            server,
            socket: false,
            opened: vec![],
            sent: vec![],
            log: vec![],
            seed,
        }
    }

    /// A world in which the channels are wished for, and live.
    pub fn live(names: &[&str]) -> Self {
        let mut world = Self::new(Server::Works);
        for name in names {
            world.subscribe(name);
        }
        assert!(names.iter().all(|name| world.is_live(name)));
        world.look();
        world
    }

    /// Forgets what came out so far, and gives it.
    pub fn look(&mut self) -> (Vec<String>, Vec<Output<Value>>) {
        (
            std::mem::take(&mut self.sent),
            std::mem::take(&mut self.log),
        )
    }

    pub fn subscribe(&mut self, name: &str) {
        self.connection.subscribe(&channel(name), self.now);
        self.settle();
    }

    pub fn unsubscribe(&mut self, name: &str) {
        self.connection.unsubscribe(&channel(name), self.now);
        self.settle();
    }

    pub fn is_live(&self, name: &str) -> bool {
        self.connection.is_live(&channel(name), self.now)
    }

    pub fn give(&mut self, input: Input<'_>) {
        self.give_one(input);
        self.settle();
    }

    pub fn frame(&mut self, text: &str) {
        assert!(self.socket, "a frame without a socket");
        self.give(Input::Frame(text));
    }

    pub fn close(&mut self, code: u16) {
        assert!(self.socket, "a close without a socket");
        self.socket = false;
        self.give(Input::Closed(code));
    }

    /// Lets time pass, with a tick at each deadline.
    pub fn run(&mut self, span: u64) {
        let end = self.now + span;
        while let Some(due) = self.connection.deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.give(Input::Tick);
            assert!(
                self.connection.deadline().is_none_or(|due| due > self.now),
                "a deadline in the past"
            );
        }
        self.now = end;
    }

    /// Lets time pass without a tick, as when the device sleeps.
    pub fn sleep(&mut self, span: u64) {
        self.now += span;
    }

    /// How many sockets were opened in a span of time, whichever it is.
    pub fn most_opened_in(&self, span: u64) -> usize {
        let within = |start: &u64| {
            self.opened
                .iter()
                .filter(|at| (*start..start + span).contains(at))
                .count()
        };
        self.opened.iter().map(within).max().unwrap_or(0)
    }

    /// A random number (xorshift).
    pub fn random(&mut self) -> u32 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        u32::try_from(self.seed >> 32).unwrap()
    }

    fn give_one(&mut self, input: Input<'_>) {
        let mut random = self.random();
        if let Input::Frame(text) = input
            && text.contains("connection_established")
        {
            // The greatest silence: so that tests can count on it.
            random = 0;
        }
        self.connection.handle(input, self.now, random);
    }

    fn settle(&mut self) {
        while let Some(output) = self.connection.poll_output() {
            match output {
                Output::Open => self.open(),
                Output::Send(text) => self.send(text),
                Output::Close => {
                    assert!(self.socket, "a close without a socket");
                    self.socket = false;
                    self.log.push(Output::Close);
                }
                other => self.log.push(other),
            }
        }
    }

    fn open(&mut self) {
        assert!(!self.socket, "two live sockets");
        assert!(self.opened.len() < 10_000, "a hot loop");
        self.opened.push(self.now);
        match self.server {
            Server::Mute => self.socket = true,
            Server::Works => {
                self.socket = true;
                self.give_one(Input::Frame(ESTABLISHED));
            }
            Server::Closes(code) => self.give_one(Input::Closed(code)),
        }
    }

    fn send(&mut self, text: String) {
        assert!(self.socket, "a frame without a socket");
        if self.server == Server::Works {
            if text == PING {
                self.give_one(Input::Frame(PONG));
            } else if let Some(name) =
                text.strip_prefix(r#"{"event":"pusher:subscribe","data":{"channel":""#)
            {
                self.give_one(Input::Frame(&granted(name.trim_end_matches("\"}}"))));
            }
        }
        self.sent.push(text);
    }
}

pub fn channel(name: &str) -> Channel {
    Channel::of_order(name).expect("a channel's name")
}

pub fn subscribe(name: &str) -> String {
    format!(r#"{{"event":"pusher:subscribe","data":{{"channel":"{name}"}}}}"#)
}

pub fn unsubscribe(name: &str) -> String {
    format!(r#"{{"event":"pusher:unsubscribe","data":{{"channel":"{name}"}}}}"#)
}

pub fn granted(name: &str) -> String {
    format!(
        r#"{{"event":"pusher_internal:subscription_succeeded","channel":"{name}","data":"{{}}"}}"#
    )
}

pub fn refused(name: &str, status: &str) -> String {
    format!(
        r#"{{"event":"pusher:subscription_error","channel":"{name}","data":{{"type":"x","error":"y","status":{status}}}}}"#
    )
}

pub fn event(name: &str, event: &str, data: &Value) -> String {
    serde_json::json!({ "event": event, "channel": name, "data": data }).to_string()
}
