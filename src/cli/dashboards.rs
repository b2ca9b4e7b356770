//! `werkvloer dashboards`: the files behind the pages at `/dashboards`.

use super::DatabaseArgs;
use crate::clock::Clock;
use crate::db::{Db, empty_in_memory};
use crate::report::file::Mistake;
use crate::report::library::{Found, Library, SHIPPED, name_of, read, text_of};
use crate::report::trial::try_out;
use anyhow::Context as _;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// List dashboards, or look a file over before people see it
///
/// A dashboard is a file NAME.toml. Those that come with the program can be read in the source, folder dashboards; your own
/// stand in the folder of the setting `dashboards_dir`, and one that is named like a shipped one takes its place. What a query
/// may ask of stands on the page /dashboards/gegevens.
#[derive(Debug, clap::Subcommand)]
pub enum Dashboards {
    /// Say every mistake in files of dashboards, and exit with 1 if there is any
    ///
    /// Each mistake is a line on standard error: FILE: line L, column C: what is wrong. A file is read as the service reads it;
    /// when its form is right, each query is tried on an empty database in memory, so that a misspelt column is told as well.
    /// Nothing is read of your data and nothing is changed.
    ///
    /// Without FILE it looks at the dashboards that come with the program and at those of `dashboards_dir`. With --data or
    /// --database it tries the queries there too, which on Postgres tells what SQLite lets pass. Try:
    ///
    ///   werkvloer dashboards check my/turnover.toml
    #[command(verbatim_doc_comment)]
    Check {
        /// Files to look at, each NAME.toml
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Show every dashboard: its name, for whom it is, and where it comes from
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// A file to look at.
struct Looked {
    /// As it is called in complaints.
    place: String,
    /// Its name in addresses.
    name: Option<String>,
    text: Result<String, Mistake>,
}

impl Looked {
    fn at(path: &Path) -> Self {
        Self { place: path.display().to_string(), name: name_of(path), text: text_of(path) }
    }
}

/// Runs `werkvloer dashboards …`; false when a file has a mistake. Results go to `out`, complaints to `complaints`.
pub async fn run(
    command: Dashboards,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> anyhow::Result<bool> {
    let sound = match command {
        Dashboards::Check { files, database } => check(&files, &database, out, complaints).await?,
        Dashboards::List { database } => list(folder(&database)?, out)?,
    };
    out.flush()?;
    Ok(sound)
}

/// The company's own folder, out of the settings.
fn folder(database: &DatabaseArgs) -> anyhow::Result<Option<PathBuf>> {
    Ok(database.layer()?.dashboards_dir)
}

async fn check(
    files: &[PathBuf],
    database: &DatabaseArgs,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> anyhow::Result<bool> {
    let own = folder(database)?;
    let looked = if files.is_empty() {
        let shipped = SHIPPED.iter().map(|(name, text)| Looked {
            place: format!("{name}.toml (shipped)"),
            name: Some((*name).to_owned()),
            text: Ok((*text).to_owned()),
        });
        let mut all: Vec<Looked> = shipped.collect();
        if let Some(folder) = &own {
            all.extend(files_of(folder)?.iter().map(|path| Looked::at(path)));
        }
        all
    } else {
        files.iter().map(|path| Looked::at(path)).collect()
    };
    let mut known: BTreeSet<String> = Library::new(own).all().into_keys().collect();
    known.extend(looked.iter().filter_map(|file| file.name.clone()));
    let mut databases = vec![empty_in_memory().await?];
    if database.data.is_some() || database.database.is_some() {
        databases.push(database.settings()?.open_for_command().await?.db);
    }
    let today = crate::access::grant::day_of(Clock::system().now());
    let mut wrong = 0;
    for file in &looked {
        let mistakes = mistakes(file, &known, &databases, today).await;
        for mistake in &mistakes {
            writeln!(complaints, "{}: {mistake}", file.place)?;
        }
        wrong += usize::from(!mistakes.is_empty());
    }
    for db in databases {
        db.close().await;
    }
    complaints.flush()?;
    if wrong == 0 {
        writeln!(out, "{} files, no mistake", looked.len())?;
    } else {
        writeln!(out, "{} files, {wrong} with mistakes", looked.len())?;
    }
    Ok(wrong == 0)
}

/// Every file of a folder that is meant for a dashboard.
pub fn files_of(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let unreadable = || format!("cannot read the folder of dashboards {}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

async fn mistakes(
    file: &Looked,
    known: &BTreeSet<String>,
    databases: &[Db],
    today: NaiveDate,
) -> Vec<Mistake> {
    let whole = |what: &str| Mistake { line: 0, column: 0, what: what.to_owned() };
    let text = match &file.text {
        Ok(text) => text,
        Err(mistake) => return vec![mistake.clone()],
    };
    let Some(name) = &file.name else {
        return vec![whole(
            "the name stands in addresses: small letters, digits and dashes, then .toml; as it is, nobody would see this file",
        )];
    };
    let dashboard = match read(name, text) {
        Ok(dashboard) => dashboard,
        Err(mistakes) => return mistakes,
    };
    let mut found = Vec::new();
    for link in dashboard.file.panels.iter().filter_map(|panel| panel.link.as_ref()) {
        let to = &link.get_ref().to;
        if !known.contains(to) {
            let what = format!("there is no dashboard '{to}' to lead to");
            found.push(Mistake::at(text, link.span().start, what));
        }
    }
    for db in databases {
        found.extend(try_out(db, text, &dashboard, today).await);
    }
    found.sort();
    found.dedup();
    found
}

fn list(folder: Option<PathBuf>, out: &mut dyn Write) -> anyhow::Result<bool> {
    let own: BTreeSet<String> = match &folder {
        Some(folder) => files_of(folder)?.iter().filter_map(|path| name_of(path)).collect(),
        None => BTreeSet::new(),
    };
    for (name, found) in Library::new(folder).all() {
        let is_shipped = SHIPPED.iter().any(|(shipped, _)| *shipped == name);
        let from = match (own.contains(&name), is_shipped) {
            (true, true) => "your own, in the place of the shipped one",
            (true, false) => "your own",
            (false, _) => "shipped",
        };
        match found {
            Found::Sound(dashboard) => {
                let audience = dashboard.file.audience.get_ref().join(", ");
                writeln!(out, "{name}: {}, for {audience} ({from})", dashboard.file.title.en)?;
            }
            Found::Broken(mistakes) => {
                let number = mistakes.len();
                writeln!(
                    out,
                    "{name}: {number} mistakes, see 'werkvloer dashboards check' ({from})"
                )?;
            }
        }
    }
    Ok(true)
}
