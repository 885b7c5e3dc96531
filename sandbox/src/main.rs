//! The sandbox: a local stand-in for Transak, on 127.0.0.1.
//!
//! ```text
//! sandbox [--port 8787] [--speed 1] [--app-key KEY] [--app-id ID] [--secret SECRET]
//!         [--activity-timeout SECONDS] [--serve DIR]
//! ```
//!
//! | endpoint | what it is |
//! | --- | --- |
//! | `GET /app/{key}` | the order stream: a WebSocket that speaks the Pusher protocol, version 7 |
//! | `/apps/{id}/events`, `/batch_events`, `/channels` | Pusher's HTTP API for servers, signed |
//! | `GET /orders/{order}` | a partner's status endpoint |
//! | `/sandbox`, `/sandbox/…` | the control API: place orders, step, lie, lose events, close sockets, fail |
//!
//! The README of this crate tells all of them in detail.

mod cli;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use tokio::net::TcpListener;
use transak_sandbox::server;

use cli::{Command, Run};

#[tokio::main]
async fn main() -> ExitCode {
    match cli::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", cli::HELP);
            ExitCode::SUCCESS
        }
        Ok(Command::Run(run)) => match serve(run).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("sandbox: {why}");
                ExitCode::FAILURE
            }
        },
        Err(why) => {
            eprintln!("sandbox: {why}\n\n{}", cli::HELP);
            ExitCode::from(2)
        }
    }
}

async fn serve(run: Run) -> Result<(), String> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, run.port));
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|error| format!("cannot listen on {wanted}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("sandbox listening on http://{address}");
    server::serve(listener, run.options)
        .await
        .map_err(|error| error.to_string())
}
