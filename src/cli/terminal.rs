//! `werkvloer terminal`: who may report.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::terminals;
use crate::trail::{self, Action, Entry, Kind, Object};
use anyhow::ensure;
use chrono::{DateTime, SecondsFormat, Utc};
use contract::TerminalName;
use serde::Serialize;
use std::io::Write;

/// Enrol, list and revoke terminals
#[derive(Debug, clap::Subcommand)]
pub enum Terminal {
    /// Let a terminal report for a station; prints its user name and secret once, as one JSON line
    ///
    /// Enrolling a terminal again gives it a new secret (the old one no longer signs in) and, with another station, moves it.
    Enrol {
        /// The terminal, as `<site>/<terminal>`; each part 1 to 32 characters out of a-z, 0-9 and -
        terminal: TerminalName,
        /// Code of the station where it stands
        #[arg(long, value_name = "CODE")]
        station: String,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Show every terminal: where it stands, when it was last heard, what is missing
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Take a terminal's access away. What it reported stays
    ///
    /// At the built-in endpoint its connection ends within seconds, and it cannot sign in again. An external broker
    /// has its own users and connections, which this cannot reach: take the terminal's access away there too. What it still
    /// publishes through the broker is not counted; it waits in quarantine as `unknown_terminal`.
    Revoke {
        /// The terminal, as `<site>/<terminal>`
        terminal: TerminalName,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

#[derive(Serialize)]
struct Enrolled<'a> {
    user: String,
    password: &'a str,
    station: &'a str,
}

#[derive(Serialize)]
struct Listed {
    user: String,
    station: String,
    last_seen: Option<String>,
    online: bool,
    revoked: bool,
    missing: i64,
}

impl Listed {
    fn of(terminal: terminals::Terminal) -> Self {
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        Self {
            user: format!("{}/{}", terminal.site_id, terminal.name),
            station: terminal.station_code.unwrap_or_default(),
            last_seen: terminal.last_seen.map(time),
            online: terminal.online,
            revoked: terminal.revoked_at.is_some(),
            missing: terminal.missing,
        }
    }
}

/// Runs `werkvloer terminal …`.
pub async fn run(command: Terminal, out: &mut dyn Write) -> anyhow::Result<()> {
    let clock = Clock::system();
    match command {
        Terminal::Enrol { terminal, station, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let mut tx = db.begin().await?;
            let password = terminals::enrol(&mut tx, &clock, &terminal, &station).await?;
            let object = Object::new(Kind::Terminal, terminal.to_string());
            let entry = Entry::by_cli(clock.now(), Action::EnrolTerminal, object);
            trail::write(&mut tx, &entry.noting(format!("station {station}"))).await?;
            tx.commit().await?;
            let line =
                Enrolled { user: terminal.to_string(), password: &password, station: &station };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
            db.close().await;
        }
        Terminal::List { json, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            for terminal in terminals::list(&db).await? {
                let line = Listed::of(terminal);
                if json {
                    writeln!(out, "{}", serde_json::to_string(&line)?)?;
                } else {
                    let state = match (line.revoked, line.online) {
                        (true, _) => "revoked",
                        (false, true) => "online",
                        (false, false) => "offline",
                    };
                    let seen = line.last_seen.unwrap_or_else(|| "never heard".to_owned());
                    write!(out, "{:<34} {:<16} {state:<8} {seen}", line.user, line.station)?;
                    match line.missing {
                        0 => writeln!(out)?,
                        missing => writeln!(out, "  {missing} events missing")?,
                    }
                }
            }
            db.close().await;
        }
        Terminal::Revoke { terminal, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let mut tx = db.begin().await?;
            let known = terminals::revoke(&mut tx, &clock, &terminal).await?;
            if known {
                let object = Object::new(Kind::Terminal, terminal.to_string());
                let entry = Entry::by_cli(clock.now(), Action::RevokeTerminal, object);
                trail::write(&mut tx, &entry).await?;
            }
            tx.commit().await?;
            db.close().await;
            ensure!(
                known,
                "there is no terminal '{terminal}' with access; 'werkvloer terminal list' shows them"
            );
            writeln!(out, "{terminal} has no access any more; what it still sends is not counted")?;
        }
    }
    Ok(out.flush()?)
}
