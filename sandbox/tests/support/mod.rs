//! A sandbox in the test's own process, an HTTP client just large enough, and a client of the stream.

// Each test file uses its part of this.
#![allow(dead_code, unreachable_pub)]

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use transak_sandbox::server::{Options, serve};

pub const KEY: &str = "1d9ffac87de599c61283";
pub const ORDER_ID: &str = "322dc79c-fad2-4df1-bf50-b292191fc953";
const PATIENCE: Duration = Duration::from_secs(5);

/// A running sandbox.
#[derive(Clone, Copy)]
pub struct Sandbox(pub SocketAddr);

/// An HTTP answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

/// One client of the stream.
pub struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a client hears.
#[derive(Debug)]
pub enum Heard {
    Frame(Value),
    Binary,
    Closed(u16),
    Gone,
}

pub async fn start() -> Sandbox {
    start_with(Options::default()).await
}

pub async fn start_with(options: Options) -> Sandbox {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, options));
    Sandbox(address)
}

impl Sandbox {
    pub async fn get(self, path: &str) -> Answer {
        self.request("GET", path, &[], "").await
    }

    pub async fn post(self, path: &str, body: &Value) -> Answer {
        self.request("POST", path, &[], &body.to_string()).await
    }

    /// Places an order under the usual id.
    pub async fn place(self, scenario: &str, speed: f64) -> Value {
        let wish = json!({ "scenario": scenario, "orderId": ORDER_ID, "speed": speed });
        let answer = self.post("/sandbox/orders", &wish).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    pub async fn request(
        self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{body}",
            self.0,
            headers.concat(),
            body.len(),
        );
        let exchange = async {
            let mut stream = TcpStream::connect(self.0).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // A refused body may reset the connection after the answer.
            let _ = stream.read_to_end(&mut answer).await;
            String::from_utf8_lossy(&answer).into_owned()
        };
        let answer = timeout(PATIENCE, exchange)
            .await
            .expect("an answer in time");
        let (head, text) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            head: head.to_lowercase(),
            text: text.to_owned(),
        }
    }

    /// A client that has shaken hands.
    pub async fn connect(self) -> Client {
        let mut client = self
            .open(&format!("/app/{KEY}?protocol=7&client=test&version=1.0"))
            .await;
        let hello = client.frame().await;
        assert_eq!(hello["event"], "pusher:connection_established");
        client
    }

    /// A client that has opened its socket and heard nothing yet.
    pub async fn open(self, path: &str) -> Client {
        let (socket, _) = connect_async(format!("ws://{}{path}", self.0))
            .await
            .unwrap();
        Client(socket)
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn message(&self) -> String {
        self.json()["error"]["message"]
            .as_str()
            .expect("an error's message")
            .to_owned()
    }
}

impl Client {
    pub async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn subscribe(&mut self, channel: &str) -> Value {
        self.say(
            &json!({ "event": "pusher:subscribe", "data": { "channel": channel } }).to_string(),
        )
        .await;
        self.frame().await
    }

    pub async fn hear(&mut self) -> Heard {
        match timeout(PATIENCE, self.0.next())
            .await
            .expect("something to hear in time")
        {
            Some(Ok(Message::Text(text))) => Heard::Frame(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Binary(_))) => Heard::Binary,
            Some(Ok(Message::Close(Some(frame)))) => Heard::Closed(frame.code.into()),
            Some(Ok(other)) => panic!("unexpected {other:?}"),
            Some(Err(_)) | None => Heard::Gone,
        }
    }

    /// A text, whatever it says.
    pub async fn text(&mut self) -> String {
        match timeout(PATIENCE, self.0.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => text.as_str().to_owned(),
            other => panic!("a text in time, not {other:?}"),
        }
    }

    pub async fn frame(&mut self) -> Value {
        match self.hear().await {
            Heard::Frame(frame) => frame,
            other @ (Heard::Binary | Heard::Closed(_) | Heard::Gone) => {
                panic!("a frame, not {other:?}")
            }
        }
    }

    /// The next event's name and its decoded data.
    pub async fn event(&mut self) -> (String, Value) {
        let frame = self.frame().await;
        let data = frame["data"].as_str().expect("data is a string");
        (
            frame["event"].as_str().unwrap().to_owned(),
            serde_json::from_str(data).unwrap(),
        )
    }

    /// The code of the close frame, whatever else comes first.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            match self.hear().await {
                Heard::Frame(_) | Heard::Binary => {}
                Heard::Closed(code) => return code,
                Heard::Gone => return 1006,
            }
        }
    }

    /// Nothing comes within a fifth of a second.
    pub async fn is_quiet(&mut self) -> bool {
        timeout(Duration::from_millis(200), self.0.next())
            .await
            .is_err()
    }
}
