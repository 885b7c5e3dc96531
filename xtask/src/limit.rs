//! A command that ends: within its limit, and with all that it has started.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{fs, process};

const PAUSE: Duration = Duration::from_millis(50);
/// How long what is ending may take.
const GRACE: Duration = Duration::from_secs(3);
/// Whatever the command starts inherits this variable, also a browser in a process group of its own.
const MARK: &str = "XTASK_LIMIT";

pub(crate) struct Ended {
    pub(crate) passed: bool,
    /// What it has written, and what had to be done to end it.
    pub(crate) said: String,
}

/// Runs the command. Its children end with it: those of its process group, and on Linux all that are marked as its own.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Ended {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let value = format!("{}.{count}", process::id());
    let mark = format!("{MARK}={value}");
    command
        .env(MARK, value)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return Ended {
                passed: false,
                said: error.to_string(),
            };
        }
    };
    let heard = [listen(child.stdout.take()), listen(child.stderr.take())];
    let status = wait(&mut child, limit);
    let mut remarks = Vec::new();
    if status.is_some() {
        until(|| children(&mark).is_empty());
        for (id, name) in children(&mark) {
            remarks.push(format!("it has left {name} ({id}) running, which is ended"));
        }
    } else {
        remarks.push(format!("not done within {} s: ended", limit.as_secs()));
    }
    end(&mut child, &mark);
    until(|| heard.iter().all(|(reader, _)| reader.is_finished()));
    let mut said = String::new();
    for (_, text) in &heard {
        if let Ok(text) = text.lock() {
            said.push_str(&String::from_utf8_lossy(&text));
        }
    }
    for remark in remarks {
        said.extend(["!!! ", &remark, "\n"]);
    }
    Ended {
        passed: status.is_some_and(|status| status.success()),
        said,
    }
}

type Heard = (JoinHandle<()>, Arc<Mutex<Vec<u8>>>);

/// Reads along, or the command would wait for ever once the pipe is full.
fn listen(pipe: Option<impl Read + Send + 'static>) -> Heard {
    let text = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&text);
    let reader = thread::spawn(move || {
        let Some(mut pipe) = pipe else { return };
        let mut part = [0; 8_192];
        while let Ok(length @ 1..) = pipe.read(&mut part) {
            if let (Ok(mut text), Some(part)) = (shared.lock(), part.get(..length)) {
                text.extend_from_slice(part);
            }
        }
    });
    (reader, text)
}

/// How it ended, if it did within the limit.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(None) if Instant::now() < end => thread::sleep(PAUSE),
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
}

fn until(is_so: impl Fn() -> bool) {
    let end = Instant::now() + GRACE;
    while !is_so() && Instant::now() < end {
        thread::sleep(PAUSE);
    }
}

/// Ids and names of the processes that bear the mark. (Elsewhere than on Linux none is found.)
fn children(mark: &str) -> Vec<(String, String)> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|process| {
            let variables = fs::read(process.path().join("environ")).ok()?;
            let mut variables = variables.split(|&byte| byte == 0);
            variables.find(|&one| one == mark.as_bytes())?;
            let name = fs::read_to_string(process.path().join("comm")).ok()?;
            let id = process.file_name().into_string().ok()?;
            Some((id, name.trim().to_owned()))
        })
        .collect()
}

/// Ends its process group, and each marked process with the group that it may lead.
fn end(child: &mut Child, mark: &str) {
    let mut ids = vec![format!("-{}", child.id())];
    for (id, _) in children(mark) {
        ids.extend([format!("-{id}"), id]);
    }
    if cfg!(unix) {
        // It complains of those that have ended meanwhile.
        let mut kill = Command::new("kill");
        let kill = kill.args(["-KILL", "--"]).args(ids).stderr(Stdio::null());
        drop(kill.status());
    }
    drop(child.kill());
    drop(child.wait());
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn shell(script: &str, seconds: u64) -> (Ended, Duration) {
        let begin = Instant::now();
        let ended = run(
            Command::new("sh").args(["-c", script]),
            Duration::from_secs(seconds),
        );
        (ended, begin.elapsed())
    }

    #[test]
    fn what_ends_by_itself_has_said_all_however_much_it_is() {
        let (ended, _) = shell("head -c 1000000 /dev/zero; echo no >&2; exit 3", 60);
        assert!(!ended.passed);
        assert_eq!(ended.said.len(), 1_000_003);
        assert!(ended.said.ends_with("no\n"));
        let (ended, took) = shell("echo yes", 60);
        assert!(ended.passed && ended.said == "yes\n");
        assert!(took < GRACE, "{took:?}");
    }

    #[test]
    fn what_is_not_done_in_time_is_ended_with_its_children_and_fails() {
        let (ended, took) = shell("echo begun; setsid sleep 61 & sleep 60", 1);
        assert!(!ended.passed);
        assert_eq!(ended.said, "begun\n!!! not done within 1 s: ended\n");
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert!(!still_runs("sleep\u{0}61"));
    }

    #[test]
    fn what_it_leaves_running_is_ended_and_named() {
        let (ended, took) = shell("setsid sleep 71 & echo done", 60);
        assert!(ended.passed);
        assert!(ended.said.contains("it has left sleep"), "{}", ended.said);
        assert!(took < Duration::from_secs(9), "{took:?}");
        assert!(!still_runs("sleep\u{0}71"));
    }

    fn still_runs(command: &str) -> bool {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok())
            .any(|line| line.starts_with(command))
    }
}
