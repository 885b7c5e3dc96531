//! A PostgreSQL of our own for the tests: a new cluster, on loopback, gone with us.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::debian;
use crate::run::{capture, output, run};
use crate::server::{Server, free_port};

const PACKAGE: &str = "postgresql";
/// It will not run as root; on Debian there is this user for it.
const USER: &str = "postgres";

pub(crate) struct Postgres {
    /// Ends before its folder goes.
    server: Option<Server>,
    folder: PathBuf,
    /// Where it is: `postgres://…`, without a database.
    pub(crate) url: String,
}

/// Its programs' folder, installed where we know how to and may.
pub(crate) fn find_or_install() -> Result<PathBuf> {
    if find().is_none() {
        debian::install(&[PACKAGE])?;
    }
    find().with_context(|| {
        format!(
            "PostgreSQL's server is needed for the relay's tests.\n  \
             Debian:  apt-get update && apt-get install -y {PACKAGE}   (as root this is done for you)\n  \
             macOS:   brew install postgresql\n  \
             others:  install it, so that `pg_config --bindir` tells where its programs are"
        )
    })
}

fn find() -> Option<PathBuf> {
    let has_all =
        |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| {
            versions
                .flatten()
                .map(|version| version.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    debian.sort();
    let config = output(Command::new("pg_config").arg("--bindir")).map(PathBuf::from);
    debian.into_iter().rev().chain(config).find(has_all)
}

impl Postgres {
    /// Starts one.
    pub(crate) fn start() -> Result<Self> {
        let programs = find_or_install()?;
        let port = free_port(0)?;
        let folder = std::env::temp_dir().join(format!("tracker-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        // From here on, what goes wrong takes the folder with it.
        let mut it = Self {
            server: None,
            folder,
            url: format!("postgres://{USER}@127.0.0.1:{port}"),
        };
        let folder = it.folder.clone();
        if debian::is_root() {
            run(Command::new("chown").arg(USER).arg(&folder))?;
        }
        let data = folder.join("data");
        capture(
            program(&programs, "initdb", &folder)
                .arg("-D")
                .arg(&data)
                .args(["-U", USER, "--auth=trust", "-E", "UTF8"]),
        )?;
        certificate(&data)?;
        let mut command = program(&programs, "postgres", &folder);
        command
            .arg("-D")
            .arg(&data)
            .arg("-p")
            .arg(port.to_string())
            .arg("-k")
            .arg(&folder);
        command
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=300",
                "-c",
                "ssl=on",
            ])
            .stderr(Stdio::null());
        let mut server = Server::start("postgres", &mut command)?;
        let waited = server.wait_for(port, Duration::from_secs(60), &AtomicBool::new(false));
        it.server = Some(server);
        if let Err(error) = waited {
            bail!("PostgreSQL did not start: {error}");
        }
        Ok(it)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.server = None;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// For connections by TLS; signed by itself, and where the server looks for it.
fn certificate(data: &Path) -> Result<()> {
    let file = |name: &str| data.join(name);
    let mut command = Command::new("openssl");
    command
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-keyout",
        ])
        .arg(file("server.key"))
        .arg("-out")
        .arg(file("server.crt"));
    output(&mut command).context("openssl could not make a certificate for PostgreSQL")?;
    if debian::is_root() {
        run(Command::new("chown")
            .arg(USER)
            .args([file("server.key"), file("server.crt")]))?;
    }
    Ok(())
}

/// One of its programs, not as root.
fn program(programs: &Path, name: &str, folder: &Path) -> Command {
    let path = programs.join(name);
    let mut command = if debian::is_root() {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"])
            .arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir(folder);
    command
}
