//! `werkvloer doctor`: what is well and what is not, in words.

use super::DatabaseArgs;
use super::dashboards::files_of;
use super::open_files::{self, Finding};
use crate::clock::Clock;
use crate::config::Layer;
use crate::db::{Db, Settings};
use crate::intake::broker::{BrokerUrl, Dial, Verdict, probe};
use crate::output::rebuild;
use crate::privacy::guard;
use crate::report::library::{Found, Library, name_of};
use crate::terminals;
use chrono::{DateTime, TimeDelta, Utc};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Look at the database, the disk, the clock, the terminals, open files, the dashboards, the certificate and the broker, and say what is not well
///
/// Makes and changes nothing, works while the service runs, and exits with 1 when something is BAD. With --broker it tries the broker
/// with a throw-away client: how many messages it hands out unacknowledged, whether 1,100 of them survive for an offline
/// client, how large one may be.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Try this external broker too, as mqtt://user:password@host:port or mqtts://…
    #[arg(long, value_name = "URL")]
    pub broker: Option<BrokerUrl>,
    /// Who signs the broker's certificate (PEM)
    #[arg(long, value_name = "FILE")]
    pub broker_ca: Option<PathBuf>,
    /// Look at this certificate chain (PEM): until when it is valid
    #[arg(long, value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,
    /// Compare every tally with the ledger; takes a while on a large one
    #[arg(long)]
    pub tallies: bool,
}

/// What was found.
struct Findings<'a> {
    out: &'a mut dyn Write,
    bad: bool,
}

impl Findings<'_> {
    fn good(&mut self, words: &str) -> std::io::Result<()> {
        writeln!(self.out, "good  {words}")
    }

    fn mind(&mut self, words: &str) -> std::io::Result<()> {
        writeln!(self.out, "mind  {words}")
    }

    fn bad(&mut self, words: &str) -> std::io::Result<()> {
        self.bad = true;
        writeln!(self.out, "BAD   {words}")
    }
}

/// Whether it can be told from where somebody comes.
fn proxies(layer: &Layer, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let is_behind = layer.public_url.as_ref().is_some_and(|url| url.starts_with("https:"));
    match layer.proxies() {
        Err(problem) => found.bad(&format!("the settings: {problem:#}"))?,
        Ok(none) if is_behind && none.are_none() => found.mind(
            "people come through a proxy, and all seem to come from its address: name it in trusted_proxies",
        )?,
        Ok(_) => {}
    }
    Ok(())
}

/// Runs it; false when something is bad.
pub async fn run(args: DoctorArgs, out: &mut dyn Write) -> anyhow::Result<bool> {
    let mut found = Findings { out, bad: false };
    let clock = Clock::system();
    if let Some(file) = &args.tls_certificate {
        certificate(file, clock.now(), &mut found)?;
    }
    proxies(&args.database.layer()?, &mut found)?;
    let settings = args.database.settings()?;
    // A folder that is not there is told once, by opening what is in it.
    if let Settings::Folder(folder) = &settings
        && folder.exists()
    {
        disk(folder, &mut found)?;
    }
    match settings.open_for_command().await {
        Err(error) => found.bad(&format!("the database: {error:#}"))?,
        Ok(open) => {
            database(&open.db, &mut found).await?;
            time(&open.db, &clock, &mut found).await?;
            if let Some(heard) = guard::pause_until(&open.db, clock.now()).await? {
                found.mind(&format!(
                    "nothing was heard between {} and a week ago: is the clock right? 'werkvloer retention' takes nothing away now",
                    heard.date_naive()
                ))?;
            }
            terminals(&open.db, &mut found).await?;
            files(&open.db, &args.database, &mut found).await?;
            if args.tallies {
                match rebuild::verify(&open.db).await?.len() {
                    0 => found.good("every tally is what the ledger says")?,
                    n => found.bad(&format!(
                        "{n} station days differ from the ledger; run 'werkvloer tallies rebuild'"
                    ))?,
                }
            }
            open.db.close().await;
        }
    }
    if let Some(folder) = args.database.layer()?.dashboards_dir {
        dashboards(folder, &mut found)?;
    }
    if let Some(url) = args.broker {
        let report = probe(&Dial::new(url, args.broker_ca.as_deref())?).await;
        write!(found.out, "{report}")?;
        found.bad |= report.verdict() == Verdict::Bad;
    }
    found.out.flush()?;
    Ok(!found.bad)
}

/// The company's own dashboards: the service goes on without those that are broken.
fn dashboards(folder: PathBuf, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let files = match files_of(&folder) {
        Ok(files) => files,
        Err(error) => return Ok(found.mind(&format!("{error:#}; see dashboards_dir"))?),
    };
    for file in files.iter().filter(|file| name_of(file).is_none()) {
        found.mind(&format!(
            "{} is no dashboard: its name needs small letters, digits and dashes",
            file.display()
        ))?;
    }
    let own: Vec<String> = files.iter().filter_map(|file| name_of(file)).collect();
    let all = Library::new(Some(folder)).all();
    let broken: Vec<&String> =
        own.iter().filter(|name| matches!(all.get(*name), Some(Found::Broken(_)))).collect();
    for name in &broken {
        found.mind(&format!(
            "the dashboard {name}.toml has mistakes; see 'werkvloer dashboards check'"
        ))?;
    }
    Ok(found.good(&format!("{} dashboards of your own can be shown", own.len() - broken.len()))?)
}

async fn database(db: &Db, found: &mut Findings<'_>) -> anyhow::Result<()> {
    // A transaction that writes and is not kept: it finds a full disk, a read-only folder and a writer that never ends.
    let wrote = async {
        let mut tx = db.begin().await?;
        tx.run("update change_mark set version = version where subject = 'company'", &[]).await?;
        Ok::<(), sqlx::Error>(())
    };
    match wrote.await {
        Ok(()) => found.good("the database can be read and written")?,
        Err(error) => found.bad(&format!("the database cannot be written: {error}"))?,
    }
    let waiting = crate::quarantine::count(db).await?.open();
    match waiting {
        0 => found.good("nothing waits in quarantine")?,
        n => found.mind(&format!(
            "{n} items wait in quarantine; see /quarantaine or 'werkvloer quarantine list'"
        ))?,
    }
    Ok(())
}

/// How far the machine's clock is behind what was already received: a clock that was set back misdates what comes in.
async fn time(db: &Db, clock: &Clock, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let seen =
        terminals::list(db).await?.into_iter().filter_map(|terminal| terminal.last_seen).max();
    match seen {
        Some(at) if at > clock.now() + TimeDelta::seconds(5) => found.bad(&format!(
            "the machine's clock says {}, but a terminal was heard at {at}: the clock was set back",
            clock.now()
        ))?,
        _ => found.good(&format!(
            "the machine's clock says {} (UTC)",
            clock.now().format("%Y-%m-%d %H:%M:%S")
        ))?,
    }
    Ok(())
}

async fn terminals(db: &Db, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let all = terminals::list(db).await?;
    let online = all.iter().filter(|terminal| terminal.online).count();
    found.good(&format!("{} terminals are enrolled, {online} are online", all.len()))?;
    for terminal in all.iter().filter(|terminal| terminal.missing > 0) {
        found.mind(&format!(
            "{}/{}: {} events are missing below its own next number; it keeps them until it can send them, or they are lost",
            terminal.site_id, terminal.name, terminal.missing
        ))?;
    }
    Ok(())
}

/// Whether terminals and pages fit into what the service may have open.
async fn files(db: &Db, database: &DatabaseArgs, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let enrolled = terminals::list(db).await?.iter().filter(|one| one.revoked_at.is_none()).count();
    let terminals = database.layer()?.broker.is_none().then_some(enrolled);
    let folder = match database.settings()? {
        Settings::Folder(folder) => Some(folder),
        Settings::Url(_) => None,
    };
    match open_files::look(folder.as_deref(), terminals) {
        Finding::Good(words) => found.good(&words)?,
        Finding::Mind(words) => found.mind(&words)?,
        Finding::Bad(words) => found.bad(&words)?,
    }
    Ok(())
}

/// Free space, as `df` tells it: the standard library cannot.
fn disk(folder: &Path, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let free = Command::new("df")
        .args(["-Pk"])
        .arg(folder)
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .and_then(|text| text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok());
    match free {
        Some(kib) if kib < 256 * 1_024 => {
            found.bad(&format!(
                "{} MiB are free at {}; make room",
                kib / 1_024,
                folder.display()
            ))?;
        }
        Some(kib) => {
            found.good(&format!("{} MiB are free at {}", kib / 1_024, folder.display()))?;
        }
        None => found.mind(&format!("cannot tell how much is free at {}", folder.display()))?,
    }
    let log = folder.join("werkvloer.db-wal");
    if let Ok(meta) = std::fs::metadata(&log)
        && meta.len() > 256 * 1_024 * 1_024
    {
        found.mind(&format!(
            "the write-ahead log is {} MiB; a long read keeps it from shrinking",
            meta.len() >> 20
        ))?;
    }
    Ok(())
}

fn certificate(file: &Path, now: DateTime<Utc>, found: &mut Findings<'_>) -> anyhow::Result<()> {
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) => {
            return Ok(found.bad(&format!("the certificate {}: {error}", file.display()))?);
        }
    };
    let until = x509_parser::pem::parse_x509_pem(&text)
        .ok()
        .and_then(|(_, pem)| pem.parse_x509().ok().map(|c| c.validity().not_after.timestamp()))
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    match until {
        None => found.bad(&format!("{} holds no certificate that can be read", file.display()))?,
        Some(until) if until < now => {
            found.bad(&format!("the certificate ended on {}", until.date_naive()))?;
        }
        Some(until) if until < now + TimeDelta::days(30) => {
            found.mind(&format!("the certificate ends on {}", until.date_naive()))?;
        }
        Some(until) => {
            found.good(&format!("the certificate is valid until {}", until.date_naive()))?;
        }
    }
    Ok(())
}
