//! The relay's binary in a process of its own.

use super::{API_KEY, TOKEN};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A relay of its own process, killed when it is dropped.
pub struct Binary {
    pub child: Child,
    pub url: String,
}

impl Binary {
    pub async fn start(database: &str, port: u16) -> Self {
        Self::start_with(database, port, "0").await
    }

    /// `drain`: how long it still answers after it was asked to end, in seconds.
    pub async fn start_with(database: &str, port: u16, drain: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_relay"))
            .env("RELAY_DATABASE", database)
            .env("RELAY_LISTEN", format!("127.0.0.1:{port}"))
            .env("RELAY_ADMIN_LISTEN", "127.0.0.1:0")
            .env("TRANSAK_API_KEY", API_KEY)
            .env("TRANSAK_ACCESS_TOKEN", TOKEN)
            .env("TRANSAK_API_URL", "http://127.0.0.1:1")
            .env("RELAY_CLIENT_RATE", "100000")
            .env("RELAY_DRAIN_SECONDS", drain)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let it = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
        };
        let end = Instant::now() + Duration::from_secs(30);
        while !reqwest::get(format!("{}/ready", it.url))
            .await
            .is_ok_and(|answer| answer.status() == 200)
        {
            assert!(Instant::now() < end, "the relay did not come up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        it
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // SIGKILL.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
