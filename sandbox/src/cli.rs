//! The command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use transak_sandbox::server::Options;

pub(crate) const HELP: &str = "\
usage: sandbox [options]

  --port N                listen on 127.0.0.1:N (default 8787; 0: any free port)
  --speed X               play scenarios X times as fast as life (default 1; 0: step by hand)
  --app-key KEY           the Pusher application's key (default: Transak's public one)
  --app-id ID             its id, for the HTTP API (default: sandbox)
  --secret SECRET         its secret, for the HTTP API (default: sandbox-secret)
  --activity-timeout N    ping sockets that are silent for N seconds (default 120)
  --webhook-url URL       send Transak's webhooks there (http: to this machine)
  --access-token TOKEN    what they are signed with (default: sandbox-access-token)
  --serve DIR             serve the files of DIR too
  --help                  this text";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Run(Run),
}

/// A server to run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) port: u16,
    pub(crate) options: Options,
}

pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut run = Run {
        port: 8787,
        options: Options::default(),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        if argument == "--help" || argument == "-h" {
            return Ok(Command::Help);
        }
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if !NAMES.contains(&name) {
            return Err(format!("unknown argument {argument:?}"));
        }
        let value = given
            .or_else(|| arguments.next())
            .ok_or_else(|| format!("{name} needs a value"))?;
        set(&mut run, name, &value)?;
    }
    Ok(Command::Run(run))
}

const NAMES: [&str; 9] = [
    "--port",
    "--speed",
    "--app-key",
    "--app-id",
    "--secret",
    "--activity-timeout",
    "--serve",
    "--webhook-url",
    "--access-token",
];

fn set(run: &mut Run, name: &str, value: &str) -> Result<(), String> {
    let bad = |what: &str| format!("{name} must be {what}, not {value:?}");
    let options = &mut run.options;
    match name {
        "--port" => run.port = value.parse().map_err(|_| bad("a port from 0 to 65535"))?,
        "--speed" => {
            let speed = value
                .parse()
                .ok()
                .filter(|speed| (0.0..=1_000_000.0).contains(speed));
            options.speed = speed.ok_or_else(|| bad("a number from 0 to 1000000"))?;
        }
        "--activity-timeout" => {
            let seconds = value
                .parse()
                .ok()
                .filter(|seconds| (1..=86_400).contains(seconds));
            options.activity_timeout =
                Duration::from_secs(seconds.ok_or_else(|| bad("1 to 86400 seconds"))?);
        }
        "--app-key" if is_word(value) => value.clone_into(&mut options.app_key),
        "--app-id" if is_word(value) => value.clone_into(&mut options.app_id),
        "--app-key" | "--app-id" => return Err(bad("letters, digits, - and _")),
        "--secret" if !value.is_empty() => value.clone_into(&mut options.secret),
        "--access-token" if !value.is_empty() => value.clone_into(&mut options.access_token),
        "--secret" | "--access-token" => return Err(bad("a text")),
        "--webhook-url" if is_local(value) => options.webhook_url = Some(value.to_owned()),
        "--webhook-url" => return Err(bad("an http: URL to 127.0.0.1 or localhost")),
        "--serve" if Path::new(value).is_dir() => options.files = Some(PathBuf::from(value)),
        "--serve" => return Err(bad("a directory")),
        _ => return Err(format!("unknown argument {name:?}")),
    }
    Ok(())
}

/// A sandbox sends nothing to others.
fn is_local(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:"]
        .iter()
        .any(|local| url.starts_with(local))
}

/// What can stand in a path without encoding.
fn is_word(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Run, String> {
        match parse(line.split_whitespace().map(str::to_owned))? {
            Command::Run(run) => Ok(run),
            Command::Help => panic!("help"),
        }
    }

    #[test]
    fn both_spellings_of_a_value_are_read() {
        let run = run(
            "--port 0 --speed=60 --app-key k --app-id=7 --secret s --activity-timeout 3 --serve /",
        )
        .unwrap();
        assert_eq!(run.port, 0);
        assert!((run.options.speed - 60.0).abs() < f64::EPSILON);
        assert_eq!(
            (run.options.app_key.as_str(), run.options.app_id.as_str()),
            ("k", "7")
        );
        assert_eq!(run.options.activity_timeout, Duration::from_secs(3));
    }

    #[test]
    fn nothing_said_means_port_8787_and_transaks_key() {
        let run = run("").unwrap();
        assert_eq!(
            (run.port, run.options.app_key.as_str()),
            (8787, "1d9ffac87de599c61283")
        );
    }

    #[test]
    fn every_bad_argument_is_named() {
        for (line, named) in [
            ("--port 99999", "--port must be"),
            ("--port", "--port needs a value"),
            ("--speed -1", "--speed must be"),
            ("--speed NaN", "--speed must be"),
            ("--activity-timeout 0", "--activity-timeout must be"),
            ("--app-key a/b", "--app-key must be"),
            ("--secret=", "--secret must be"),
            (
                "--webhook-url https://shop.example/",
                "--webhook-url must be",
            ),
            ("--access-token=", "--access-token must be"),
            ("--serve /no/such/directory", "--serve must be a directory"),
            ("--frobnicate", "unknown argument \"--frobnicate\""),
        ] {
            let why = run(line).unwrap_err();
            assert!(why.contains(named), "{line}: {why}");
        }
    }
}
