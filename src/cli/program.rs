//! The command line: parse, call, exit code. 0 is well, 1 is a failure in words, 2 is a flag or setting that cannot be.
//!
//! It is in the library, and `main.rs` only calls it: the code of an async function is made in the crate that runs it, so
//! that a program that ran the commands itself would have the whole service made a second time.

use super::{
    dashboards, day, demo, doctor, export, import, ledger, person, purpose, quarantine, retention,
    serve, simulate, tallies, terminal, trail, user,
};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Werkvloer runs the production floor of a werkleerbedrijf: from what shop-floor terminals report over MQTT to exact tallies
/// on a live floor board
#[derive(Parser)]
#[command(name = "werkvloer", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Serve(Box<serve::ServeArgs>),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    #[command(subcommand)]
    Terminal(terminal::Terminal),
    #[command(subcommand)]
    User(user::User),
    Simulate(simulate::Simulate),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    #[command(subcommand)]
    Tallies(tallies::Tallies),
    #[command(subcommand)]
    Day(day::Day),
    #[command(subcommand)]
    Dashboards(dashboards::Dashboards),
    #[command(subcommand)]
    Quarantine(quarantine::Quarantine),
    #[command(subcommand)]
    Person(person::Person),
    #[command(subcommand)]
    Purpose(purpose::Purposes),
    Retention(retention::RetentionArgs),
    #[command(subcommand)]
    Trail(trail::Trail),
    Doctor(doctor::DoctorArgs),
}

/// The whole program.
pub fn main() -> ExitCode {
    // Two libraries bring two cryptography providers; without this choice the first TLS connection would panic.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // RUST_LOG is the convention of the logging library and no setting of the service.
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,werkvloer=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let cli = Cli::parse();
    // Every command: a simulation holds as many connections as the service it talks to.
    if let Err(error) = crate::listen::files::raise() {
        tracing::warn!(%error, "the soft limit of open files stays as it is");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::Error::new(error).context("cannot start the runtime")),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    let out = &mut std::io::stdout();
    match command {
        Command::Demo(args) => demo::run(args, out).await?,
        Command::Serve(args) => serve::run(*args, out).await?,
        Command::Import(args) => {
            if !import::run(args, out).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Export(args) => export::run(args, out).await?,
        Command::Terminal(command) => terminal::run(command, out).await?,
        Command::User(command) => user::run(command, out).await?,
        Command::Simulate(args) => simulate::run(args).await?,
        Command::Ledger(command) => ledger::run(command).await?,
        Command::Tallies(command) => tallies::run(command, out).await?,
        Command::Day(command) => day::run(command, out).await?,
        Command::Dashboards(command) => {
            if !dashboards::run(command, out, &mut std::io::stderr()).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Quarantine(command) => quarantine::run(command, out).await?,
        Command::Person(command) => person::run(command, out).await?,
        Command::Purpose(command) => purpose::run(command, out).await?,
        Command::Retention(args) => retention::run(args, out).await?,
        Command::Trail(command) => trail::run(command, out).await?,
        Command::Doctor(args) => {
            if !doctor::run(args, out).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One sentence with its causes, on standard error.
fn fail(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "werkvloer: {error:#}");
    ExitCode::from(if error.is::<crate::config::Impossible>() { 2 } else { 1 })
}
