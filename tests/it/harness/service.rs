//! The real program, used by its documented interface: the addresses it prints, `/readyz`, signals, exit codes.

use super::process::Process;
use super::{Jar, PATIENCE, TestDb, pause};
use std::ffi::OsStr;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// For every listener but the endpoint's: the tests of one run, and runs beside each other, share the machine.
const FREE_PORTS: [&str; 4] = ["--http", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];

const PROGRAM: &str = env!("CARGO_BIN_EXE_werkvloer");

/// A running `werkvloer demo` or `werkvloer serve`.
pub(crate) struct Service {
    process: Process,
    http: String,
    mqtt: Option<String>,
    start: Start,
}

/// What starts the same service again.
#[derive(Clone)]
struct Start {
    args: Vec<String>,
    env: Vec<(String, String)>,
    /// What the shell does before it starts the program, such as `ulimit -n 1024`.
    before: String,
}

impl Start {
    fn new(database: &[String], command: &str, flags: &[&str], env: &[(&str, &str)]) -> Self {
        let mut args = vec![command.to_owned()];
        args.extend_from_slice(database);
        args.extend(FREE_PORTS.map(str::to_owned));
        // With a broker there is no endpoint of its own.
        if !flags.contains(&"--broker") {
            args.extend(["--mqtt", "127.0.0.1:0"].map(str::to_owned));
        }
        args.extend(flags.iter().map(|f| (*f).to_owned()));
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Self { args, env, before: ":".to_owned() }
    }
}

impl Service {
    /// `werkvloer demo` on this database, on free ports, with these further flags.
    pub(crate) async fn demo(db: &TestDb, flags: &[&str]) -> Self {
        Self::start("demo", db, flags, &[]).await
    }

    /// `werkvloer serve` on this database, on free ports, with these further flags.
    pub(crate) async fn serve(db: &TestDb, flags: &[&str]) -> Self {
        Self::start("serve", db, flags, &[]).await
    }

    /// `werkvloer serve` with limits that the shell sets first, such as `ulimit -n 1024`.
    pub(crate) async fn serve_within(db: &TestDb, limits: &str) -> Self {
        let start = Start::new(&db.args(), "serve", &[], &[]);
        Self::run(Start { before: limits.to_owned(), ..start }).await
    }

    /// `demo` or `serve` with environment variables, for example a kill point; waits until it is ready.
    pub(crate) async fn start(
        command: &str,
        db: &TestDb,
        flags: &[&str],
        env: &[(&str, &str)],
    ) -> Self {
        Self::on(&db.args(), command, flags, env).await
    }

    /// The same on a database named by flags.
    pub(crate) async fn on(
        database: &[String],
        command: &str,
        flags: &[&str],
        env: &[(&str, &str)],
    ) -> Self {
        Self::run(Start::new(database, command, flags, env)).await
    }

    /// With exactly these flags for its ports.
    pub(crate) async fn on_ports(database: &[String], command: &str, flags: &[&str]) -> Self {
        let mut args = vec![command.to_owned()];
        args.extend_from_slice(database);
        args.extend(flags.iter().map(|f| (*f).to_owned()));
        Self::run(Start { args, env: Vec::new(), before: ":".to_owned() }).await
    }

    async fn run(start: Start) -> Self {
        // A limit on file sizes must be an error of the write, as a full disk is, not the end of the process.
        let mut command = Command::new("sh");
        let script = format!(r#"trap "" XFSZ; {} && exec "$0" "$@""#, start.before);
        command.args(["-c", &script, PROGRAM]);
        command.args(&start.args).envs(start.env.iter().map(|(k, v)| (k, v)));
        let mut process = Process::start(&mut command);
        // The demo prepares a year of history before it is ready.
        let limit = PATIENCE * 6;
        let begin = Instant::now();
        loop {
            let http = process.line("http://");
            if let Some(http) = &http
                && http_get(&format!("{http}/readyz")).await.is_ok_and(|(status, _)| status == 200)
            {
                let mqtt = process.line("mqtt://");
                let http = http.trim_end_matches('/').to_owned();
                return Self { process, http, mqtt, start };
            }
            let ended = process.ended();
            assert!(
                ended.is_none() && begin.elapsed() < limit,
                "{:?} was not ready after {:?} ({ended:?}); it wrote:\n{}",
                start.args,
                begin.elapsed(),
                process.output()
            );
            pause().await;
        }
    }

    /// `kill -9`, and the same again: same arguments, same environment, other ports.
    pub(crate) async fn again(mut self) -> Self {
        self.process.kill();
        Self::run(self.start.clone()).await
    }

    /// `kill -9`: no chance to tidy up.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.process.ended()
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// `http://host:port`, without a slash at the end.
    pub(crate) fn http(&self) -> &str {
        &self.http
    }

    /// `mqtt://host:port` of the built-in endpoint.
    pub(crate) fn mqtt(&self) -> &str {
        self.mqtt.as_deref().unwrap_or_else(|| panic!("no mqtt:// line in:\n{}", self.output()))
    }

    /// `host:port` of the built-in endpoint.
    pub(crate) fn mqtt_addr(&self) -> &str {
        self.mqtt().trim_start_matches("mqtt://").trim_end_matches('/')
    }

    /// GET of a path: status and body; what is no text is shown as far as it can be.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        http_get(&format!("{}{path}", self.http)).await.unwrap()
    }

    /// A browser that keeps cookies and follows nothing by itself.
    pub(crate) fn browser(&self) -> Browser {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Browser { agent: config.into(), jar: Arc::default(), http: self.http.clone() }
    }

    /// `host:port` of the endpoint with TLS.
    pub(crate) fn mqtts_addr(&self) -> String {
        let line = self.process.line("mqtts://");
        let line = line.unwrap_or_else(|| panic!("no mqtts:// line in:\n{}", self.output()));
        line.trim_start_matches("mqtts://").to_owned()
    }

    /// What it wrote to stdout so far, a line each.
    pub(crate) fn stdout(&self) -> Vec<String> {
        self.process.stdout()
    }

    /// The text of `/metrics`.
    pub(crate) async fn metrics(&self) -> String {
        let output = self.output();
        let at = output.find("figures are at ").expect("it logs where its figures are");
        let url = output[at..].split_whitespace().nth(3).unwrap();
        let (status, text) = http_get(url).await.unwrap();
        assert_eq!(status, 200, "{text}");
        text
    }

    /// One figure of `/metrics`, by name and labels as it is written there; 0 when it is not there yet.
    pub(crate) async fn figure(&self, name: &str) -> u64 {
        let text = self.metrics().await;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().unwrap())
    }

    /// Everything it wrote so far.
    pub(crate) fn output(&self) -> String {
        self.process.output()
    }

    /// Sends a signal by name, such as `STOP` or `CONT`.
    pub(crate) fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Waits until it ends by itself, for example at a kill point.
    pub(crate) async fn wait(&mut self) -> ExitStatus {
        self.process.wait().await
    }

    /// Asks it to stop as Ctrl-C does, and waits.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.process.signal("INT");
        self.process.wait().await
    }
}

/// A browser at a running service.
pub(crate) struct Browser {
    agent: ureq::Agent,
    jar: Arc<Jar>,
    http: String,
}

impl Browser {
    /// GET of a path: status and body; what is no text is shown as far as it can be.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let (agent, jar, url) = self.parts(path);
        let get = move || {
            let request = agent.get(&url).header("cookie", jar.header().unwrap_or_default());
            let mut response = request.call().unwrap();
            jar.keep(response.headers());
            (
                response.status().as_u16(),
                String::from_utf8_lossy(&response.body_mut().read_to_vec().unwrap()).into_owned(),
            )
        };
        tokio::task::spawn_blocking(get).await.unwrap()
    }

    /// Posts a form as our own page does: the status.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> u16 {
        let (agent, jar, url) = self.parts(path);
        let fields: Vec<(String, String)> =
            fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let key = werkvloer::id::hex(&werkvloer::id::random::<16>());
        let key = (werkvloer::web::form::KEY_FIELD.to_owned(), key);
        let post = move || {
            let request = agent
                .post(&url)
                .header("sec-fetch-site", "same-origin")
                .header("cookie", jar.header().unwrap_or_default());
            let response = request.send_form(fields.into_iter().chain([key])).unwrap();
            jar.keep(response.headers());
            response.status().as_u16()
        };
        tokio::task::spawn_blocking(post).await.unwrap()
    }

    /// One of its cookies.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.jar.get(name)
    }

    fn parts(&self, path: &str) -> (ureq::Agent, Arc<Jar>, String) {
        (self.agent.clone(), Arc::clone(&self.jar), format!("{}{path}", self.http))
    }
}

/// How a command of the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<String>,
    /// Both stdout and stderr.
    pub(crate) output: String,
}

/// Runs a command of the program to its end, without input.
pub(crate) async fn werkvloer<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    ran(Command::new(PROGRAM).args(args)).await
}

/// The program, to be started in another folder, with another environment, by another program.
pub(crate) fn program() -> Command {
    Command::new(PROGRAM)
}

/// Runs a command to its end, without input.
pub(crate) async fn ran(command: &mut Command) -> Ran {
    let mut process = Process::start(command);
    let status = process.wait().await;
    Ran { status, stdout: process.stdout(), output: process.output() }
}

/// GET: status and body, whatever the status; an error when there is no answer.
pub(crate) async fn http_get(url: &str) -> Result<(u16, String), ureq::Error> {
    let url = url.to_owned();
    let get = move || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .into();
        let mut response = agent.get(&url).call()?;
        Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
    };
    tokio::task::spawn_blocking(get).await.unwrap()
}
