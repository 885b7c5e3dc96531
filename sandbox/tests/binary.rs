//! The binary itself: what it prints, and how it ends.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

fn sandbox() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sandbox"))
}

#[test]
fn it_prints_where_it_listens_and_listens_there() {
    let mut child = sandbox()
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim_end()
        .strip_prefix("sandbox listening on http://")
        .expect("the line");
    let connected = TcpStream::connect(address);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(address.starts_with("127.0.0.1:"));
    connected.unwrap();
}

#[test]
fn a_bad_argument_ends_it_with_2_and_a_word() {
    let output = sandbox().args(["--speed", "fast"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.starts_with("sandbox: --speed must be a number from 0 to 1000000, not \"fast\"\n"),
        "{errors}"
    );
    assert!(errors.contains("usage: sandbox"));
}

#[test]
fn a_port_that_is_taken_ends_it_with_1_and_a_word() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = sandbox().args(["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("cannot listen on 127.0.0.1:")
    );
}
