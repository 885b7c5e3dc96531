//! The project's own commands, `cargo xtask …`: they need only Rust and Node, and fetch the rest themselves.

mod bench;
mod browser;
mod bundle;
mod compile;
mod debian;
mod e2e;
mod fuzz;
mod help;
mod limit;
mod load;
mod mutants;
mod npm;
mod optimise;
mod paths;
mod php;
mod postgres;
mod preview;
mod run;
mod samples;
mod screenshots;
mod server;
mod setup;
mod simulate;
mod test;
mod tools;
mod twice;
mod workspace;

use std::process::ExitCode;

use crate::workspace::Workspace;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let outcome = match command {
        "help" | "--help" | "-h" => {
            help::print();
            Ok(())
        }
        "setup" => with_options(rest, &["--browser"], |ws, options| {
            setup::command(ws, options)
        }),
        "preview" => with_options(rest, &["--release", "--relay"], |ws, options| {
            preview::command(ws, options)
        }),
        "bundle" => bundle::Options::parse(rest)
            .map_err(Failure::Usage)
            .and_then(|options| Ok(bundle::command(&Workspace::find()?, &options)?)),
        "bench" => bench::Options::parse(rest)
            .map_err(Failure::Usage)
            .and_then(|options| Ok(bench::command(&Workspace::find()?, &options)?)),
        "load" => with_options(rest, &["--quick"], load::command),
        "twice" => with_options(rest, &[], |ws, _| twice::command(ws)),
        "screenshots" => with_options(rest, &[], |ws, _| screenshots::command(ws)),
        "samples" => with_options(rest, &[], |ws, _| samples::command(ws)),
        "simulate" => simulate::Options::parse(rest)
            .map_err(Failure::Usage)
            .and_then(|options| Ok(simulate::command(&Workspace::find()?, &options)?)),
        "test" => test::Plan::parse(rest)
            .map_err(Failure::Usage)
            .and_then(|plan| Ok(test::command(&Workspace::find()?, &plan)?)),
        "check" => with_options(rest, &[], |ws, _| test::check(ws)),
        "fuzz" => fuzz::Options::parse(rest)
            .map_err(Failure::Usage)
            .and_then(|options| Ok(fuzz::command(&Workspace::find()?, &options)?)),
        unknown => Err(Failure::Usage(format!("there is no command `{unknown}`"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(why)) => {
            eprintln!("error: {why}\n");
            eprint!("{}", help::TEXT);
            ExitCode::from(2)
        }
        Err(Failure::Work(why)) => {
            eprintln!("\nerror: {why:#}");
            ExitCode::FAILURE
        }
    }
}

/// Why a command ended badly: it was misspelt, or it did not work out.
enum Failure {
    Usage(String),
    Work(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Work(error)
    }
}

/// Runs a command whose options are all plain switches; any other word is refused.
fn with_options(
    given: &[String],
    known: &[&str],
    command: impl FnOnce(&Workspace, &[String]) -> anyhow::Result<()>,
) -> Result<(), Failure> {
    if let Some(word) = given.iter().find(|word| !known.contains(&word.as_str())) {
        return Err(Failure::Usage(format!(
            "`{word}` is not an option of this command"
        )));
    }
    Ok(command(&Workspace::find()?, given)?)
}
