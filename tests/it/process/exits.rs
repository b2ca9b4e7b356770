//! How the program ends: the exit code, and one sentence that says why.

use crate::harness::{Ran, Service, TestDb, free_address, program, ran};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

const FREE: [&str; 6] =
    ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];

/// Runs the program in a folder, with environment variables.
async fn run(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Ran {
    let mut command = program();
    command.args(args).current_dir(folder).envs(env.iter().copied());
    ran(&mut command).await
}

/// Exit code and the one sentence on standard error.
fn is_refused(ran: &Ran, code: i32, words: &[&str]) {
    assert_eq!(ran.status.code(), Some(code), "{}", ran.output);
    assert!(ran.stdout.is_empty(), "{}", ran.output);
    for word in words {
        assert!(ran.output.contains(word), "no '{word}' in: {}", ran.output);
    }
    assert!(!ran.output.contains("panicked"), "{}", ran.output);
}

#[tokio::test]
async fn an_unknown_flag_or_command_is_2() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["demo", "serve", "import", "export", "simulate"] {
        let ran = run(folder.path(), &[command, "--no-such-flag"], &[]).await;
        is_refused(&ran, 2, &["--no-such-flag"]);
    }
    for command in [["terminal", "bake"], ["ledger", "bake"], ["tallies", "bake"]] {
        is_refused(&run(folder.path(), &command, &[]).await, 2, &["bake"]);
    }
    let ran = run(folder.path(), &["tallies", "export", "--day", "gisteren"], &[]).await;
    is_refused(&ran, 2, &["gisteren"]);
    let ran = run(folder.path(), &["demo", "--data", "x", "--database", "postgres://y"], &[]).await;
    is_refused(&ran, 2, &["--data", "--database"]);
    assert!(!folder.path().join("x").exists(), "nothing was made");
}

#[tokio::test]
async fn an_unknown_or_impossible_setting_is_2_and_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let toml = |text: &str| std::fs::write(folder.path().join("werkvloer.toml"), text).unwrap();
    toml("htpp = \"127.0.0.1:0\"\n");
    is_refused(&run(folder.path(), &["serve"], &[]).await, 2, &["werkvloer.toml", "htpp"]);
    toml("http = \"nowhere\"\n");
    is_refused(&run(folder.path(), &["serve"], &[]).await, 2, &["http", "nowhere"]);
    toml("http = 8080\n");
    is_refused(&run(folder.path(), &["serve"], &[]).await, 2, &["werkvloer.toml", "http"]);
    toml("trusted_proxies = \"10.0.0.0/33\"\n");
    is_refused(
        &run(folder.path(), &["serve"], &[]).await,
        2,
        &["trusted_proxies", "10.0.0.0/33", "10.0.0.0/24"],
    );
    std::fs::remove_file(folder.path().join("werkvloer.toml")).unwrap();

    let ran = run(folder.path(), &["serve"], &[("WERKVLOER_HTPP", "127.0.0.1:0")]).await;
    is_refused(&ran, 2, &["WERKVLOER_", "htpp"]);
    let one_line: Vec<&str> = ran.output.lines().filter(|l| !l.trim().is_empty()).collect();
    assert_eq!(one_line.len(), 1, "one sentence: {}", ran.output);
    let ran = run(folder.path(), &["serve", "--config", "elsewhere.toml"], &[]).await;
    is_refused(&ran, 2, &["elsewhere.toml"]);
    for flags in [
        ["--metrics", "0.0.0.0:9464"],
        ["--mqtts", "127.0.0.1:0"],
        ["--http", "8080"],
        ["--tls-key", "key.pem"],
        ["--broker", "http://x"],
        ["--database", "mysql://x"],
        ["--trusted-proxies", "10.0.0.5, elsewhere"],
        ["--trusted-proxies", "0.0.0.0/0"],
    ] {
        is_refused(&run(folder.path(), &[&["serve"], &flags[..]].concat(), &[]).await, 2, &[]);
    }
    let both = ["serve", "--broker", "mqtt://x", "--mqtt", "127.0.0.1:0"];
    is_refused(&run(folder.path(), &both, &[]).await, 2, &["not both"]);
    assert!(!folder.path().join("werkvloer-data").exists(), "nothing was made");
}

#[tokio::test]
async fn serve_ends_when_a_port_is_taken_and_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--http", "--mqtt", "--metrics"] {
        let mut args = vec!["serve"];
        let others = FREE.chunks_exact(2).filter(|pair| pair[0] != flag);
        args.extend(others.flatten());
        args.extend([flag, &address]);
        is_refused(&run(folder.path(), &args, &[]).await, 1, &[&address]);
    }
}

#[tokio::test]
async fn a_demo_moves_from_taken_ports_and_says_so() {
    let db = TestDb::sqlite().await;
    let taken = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let at = taken.each_ref().map(|l| l.local_addr().unwrap());
    let text = at.map(|a| a.to_string());
    let small = ["--quiet-floor", "--history-days", "0", "--workers", "30"];
    let flags = [&small[..], &["--http", &text[0], "--mqtt", &text[1], "--metrics", &text[2]]];
    let mut service = Service::on_ports(&db.args(), "demo", &flags.concat()).await;
    let output = service.output();
    for address in at {
        let sentence = format!("port {} is taken", address.port());
        assert!(output.contains(&sentence), "no '{sentence}' in:\n{output}");
    }
    // What it says is what it prints and where it answers.
    let printed = service.stdout();
    let port = service.http().rsplit_once(':').unwrap().1;
    assert!(output.contains(&format!("use {port} instead")), "{output}");
    assert_eq!(printed.len(), 2, "{printed:?}");
    assert!(
        printed[0].starts_with("http://127.0.0.1:") && printed[1].starts_with("mqtt://127.0.0.1:")
    );
    assert_ne!(service.http(), format!("http://{}", text[0]));
    assert!(service.stop().await.success());
}

both!(ctrl_c_ends_it_within_seconds: TestDb);
/// From Ctrl-C to the end, with the floor alive: seconds, and exit code 0.
async fn ctrl_c_ends_it_within_seconds(db: TestDb) {
    let flags = ["--history-days", "1", "--workers", "30"];
    let mut service = Service::demo(&db, &flags).await;
    let printed = service.stdout();
    assert_eq!(printed.len(), 2, "{printed:?}");
    assert!(printed[0].starts_with("http://") && printed[1].starts_with("mqtt://"), "{printed:?}");
    assert_eq!(service.get("/healthz").await, (200, "alive\n".to_owned()));
    assert_eq!(service.get("/readyz").await, (200, "ready\n".to_owned()));
    crate::harness::eventually("terminals are there", async || {
        service.figure("werkvloer_endpoint_connected").await > 0
    })
    .await;
    let asked = Instant::now();
    let status = service.stop().await;
    assert_eq!(status.code(), Some(0), "{}", service.output());
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_database_that_is_not_there_is_one_sentence_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = free_address();
    let url = format!("postgres://floor:hidden-word@{nobody}/floor");
    let args = [&["serve", "--database", &url], &FREE[..]].concat();
    let ran = run(folder.path(), &args, &[]).await;
    is_refused(&ran, 1, &["cannot reach the Postgres database"]);
    assert!(!ran.output.contains("hidden-word"), "{}", ran.output);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let args = [&["serve", "--data", "file/data"], &FREE[..]].concat();
    is_refused(&run(folder.path(), &args, &[]).await, 1, &["file/data"]);
}
