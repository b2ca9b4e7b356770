//! A child process that never outlives its test, with everything it writes kept line by line.

use super::{PATIENCE, pause};
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A running program.
pub(crate) struct Process {
    child: Child,
    written: Arc<Mutex<Written>>,
    readers: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Written {
    stdout: Vec<String>,
    /// Both, in the order they came.
    all: Vec<String>,
}

impl Process {
    /// Starts it; what it writes to stdout and stderr is collected.
    pub(crate) fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|e| panic!("cannot start {command:?}: {e}"));
        let written = Arc::new(Mutex::new(Written::default()));
        let stdout = collect(child.stdout.take().unwrap(), Arc::clone(&written), true);
        let stderr = collect(child.stderr.take().unwrap(), Arc::clone(&written), false);
        Self { child, written, readers: vec![stdout, stderr] }
    }

    /// Everything it wrote so far.
    pub(crate) fn output(&self) -> String {
        self.written.lock().unwrap().all.join("\n")
    }

    /// What it wrote to stdout so far, a line each.
    pub(crate) fn stdout(&self) -> Vec<String> {
        self.written.lock().unwrap().stdout.clone()
    }

    /// How many lines it wrote so far, and the last of them.
    pub(crate) fn last_line(&self) -> (usize, Option<String>) {
        let written = self.written.lock().unwrap();
        (written.all.len(), written.all.last().cloned())
    }

    /// The first whole line that starts with `start`, so far.
    pub(crate) fn line(&self, start: &str) -> Option<String> {
        self.written.lock().unwrap().all.iter().find(|l| l.starts_with(start)).cloned()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// `kill -9`: no chance to tidy up.
    pub(crate) fn kill(&mut self) {
        // An error means that it is gone already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Sends a signal by name, such as `INT`, `STOP` or `CONT`.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.id().to_string()]).status();
        assert!(status.unwrap().success(), "kill -s {name} {} failed", self.id());
    }

    /// Waits for at most five seconds without a runtime, for destructors.
    pub(crate) fn wait_in_place(&mut self) {
        let begin = Instant::now();
        while self.ended().is_none() && begin.elapsed() < Duration::from_secs(5) {
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Waits until it ends by itself; fails with its output when it does not.
    pub(crate) async fn wait(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                // Its last words may still be in the pipe.
                self.readers.drain(..).for_each(|reader| reader.join().unwrap());
                return status;
            }
            assert!(begin.elapsed() < PATIENCE, "still runs; it wrote:\n{}", self.output());
            pause().await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn collect(
    from: impl Read + Send + 'static,
    into: Arc<Mutex<Written>>,
    is_stdout: bool,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let mut written = into.lock().unwrap();
            if is_stdout {
                written.stdout.push(line.clone());
            }
            written.all.push(line);
        }
    })
}
