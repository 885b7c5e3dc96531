//! A server as a child process: ended by its own id, whatever happens to us.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const STEP: Duration = Duration::from_millis(100);
/// How long a server may take to end when asked.
const GRACE: Duration = Duration::from_secs(3);

pub(crate) struct Server {
    name: &'static str,
    child: Child,
}

impl Server {
    /// Starts it; what it prints is passed on, with its name before each line.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {name}"))?;
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    println!("{name:>8} | {line}");
                }
            });
        }
        Ok(Self { name, child })
    }

    /// Waits until something listens there. A server that ends before, or `stop`, ends the waiting.
    pub(crate) fn wait_for(&mut self, port: u16, limit: Duration, stop: &AtomicBool) -> Result<()> {
        let end = Instant::now() + limit;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            self.check()?;
            if stop.load(Ordering::SeqCst) {
                return Ok(());
            }
            if Instant::now() > end {
                bail!("{} does not listen on port {port}", self.name);
            }
            sleep(STEP);
        }
        self.check()
    }

    /// An error once it has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} has ended ({status})", self.name);
        }
        Ok(())
    }
}

impl Drop for Server {
    /// Politely first: Trunk has children of its own.
    fn drop(&mut self) {
        if cfg!(unix) {
            let _ = Command::new("kill")
                .arg(self.child.id().to_string())
                .stderr(Stdio::null())
                .status();
            let end = Instant::now() + GRACE;
            while Instant::now() < end {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                sleep(STEP);
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The wanted port, or any other if somebody has it.
pub(crate) fn free_port(wanted: u16) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted))
        .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .context("no free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_replaced() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port).unwrap(), port);
    }

    #[test]
    fn a_server_that_ends_is_noticed() {
        let mut server = Server::start("rustc", Command::new("rustc").arg("--version")).unwrap();
        let never = AtomicBool::new(false);
        let taken = free_port(0).unwrap();
        let error = server
            .wait_for(taken, Duration::from_secs(20), &never)
            .unwrap_err();
        assert!(error.to_string().contains("has ended"), "{error}");
    }
}
