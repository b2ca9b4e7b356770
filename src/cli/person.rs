//! `werkvloer person`: what is held on one person.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::lang::Lang;
use crate::privacy::erase::{Erased, erase};
use crate::privacy::held::gather;
use crate::privacy::overview::{overview, photo_file};
use crate::trail::{Action, Entry, Kind, Object};
use anyhow::{Context as _, ensure};
use chrono_tz::Europe::Amsterdam;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Give a person what is held on them, or erase who they are
#[derive(Debug, clap::Subcommand)]
pub enum Person {
    /// Write everything that is held on one person to a folder: an overview to read, a file for machines, the photo
    ///
    /// Name, badge, group, telephone, e-mail address, photo, who coached them, goals, agreements and contacts, where they were planned, when they signed on,
    /// what is attributed to them, what waits in quarantine with their badge, and who looked at their data. Leaves a line
    /// in the trail.
    Export {
        /// The worker's id
        worker: String,
        /// Folder to write to; made if missing. Hand it over and remove it: it names a person
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Language of the overview
        #[arg(
            long,
            value_name = "LANG",
            default_value = "nl",
            value_parser = PossibleValuesParser::new(["nl", "en"])
                .map(|code| Lang::from_code(&code).unwrap_or_default())
        )]
        lang: Lang,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Erase who a worker is; what was made keeps counting
    ///
    /// Name, badge, municipality, telephone, e-mail address, photo, caseloads, goals, agreements, contacts, places in the plan and texts in quarantine
    /// with the badge go, for good. The worker's id stays in the ledger, the tallies and the trail, and nothing tells any
    /// more whose it was. An import that still names the worker is refused. Doing it again changes nothing. A backup still holds what was erased: keep
    /// backups no longer than needed, and erase again after restoring one.
    Erase {
        /// The worker's id
        worker: String,
        /// Why, without a name: it is kept in the trail
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Also somebody who still works here
        #[arg(long)]
        even_if_active: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// Runs `werkvloer person …`.
pub async fn run(command: Person, out: &mut dyn Write) -> anyhow::Result<()> {
    let now = Clock::system().now();
    match command {
        Person::Export { worker, to, lang, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let object = Object::new(Kind::File, &worker);
            let entry = Entry::by_cli(now, Action::Export, object).about(&worker);
            let held = gather(&db, &worker, &entry).await?;
            db.close().await;
            let held = held.with_context(|| format!("there is no worker '{worker}'"))?;
            let text = overview(&held, lang, Amsterdam, &|_| None);
            let mut json = serde_json::to_vec_pretty(&held)?;
            json.push(b'\n');
            std::fs::create_dir_all(&to)
                .with_context(|| format!("cannot make the folder {}", to.display()))?;
            let overview = to.join(lang.text("overview.text_file"));
            let data = to.join(lang.text("overview.data_file"));
            write_private(&overview, text.as_bytes())?;
            write_private(&data, &json)?;
            writeln!(out, "{}\n{}", overview.display(), data.display())?;
            if let Some(photo) = &held.photo {
                let path = to.join(photo_file(lang, photo));
                write_private(&path, &photo.bytes)?;
                writeln!(out, "{}", path.display())?;
            }
        }
        Person::Erase { worker, reason, even_if_active, database } => {
            ensure!(!reason.trim().is_empty(), "say why: --reason has no text");
            let db = database.settings()?.open_for_command().await?.db;
            let object = Object::new(Kind::Worker, &worker);
            let entry = Entry::by_cli(now, Action::Erase, object).noting(reason);
            let erased = erase(&db, &worker, even_if_active, entry).await;
            db.close().await;
            match erased? {
                Erased::Now(count) => writeln!(
                    out,
                    "{worker} is erased, with {} caseloads, {} places in the plan and {} texts in quarantine",
                    count.caseloads, count.places, count.texts
                )?,
                Erased::Before(at) => {
                    writeln!(out, "{worker} was erased before, at {at}; nothing changed")?;
                }
            }
        }
    }
    Ok(out.flush()?)
}

/// Writes a file that only its owner can read, where the system knows owners.
fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.with_context(|| format!("cannot write {}", path.display()))
}
