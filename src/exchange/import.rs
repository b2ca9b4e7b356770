//! Reading a company from files: all or nothing, everything wrong at once, changing only what changed.

use super::problem::Problems;
use super::read::Folder;
use super::store::Changes;
use super::{Company, Sheets, check, closed, terms};
use crate::db::{Db, Subject, mark};
use crate::lang::Lang;
use crate::people;
use crate::trail::{self, Entry};
use anyhow::Context as _;
use std::path::Path;

/// How an import went.
#[derive(Debug)]
pub enum Outcome {
    /// Something is wrong, and nothing was changed.
    Refused(Problems),
    /// Everything is in, or on a dry run could be.
    Done(Done),
}

/// What an import did, by file that was there.
#[derive(Debug)]
pub struct Done {
    /// The files that were read, with what happened to their records.
    pub changes: Vec<Changes>,
}

/// Reads the files in `folder` into the database, in one transaction, and writes `entry` in the trail with what changed. With
/// `dry_run` it does all of it except the commit.
pub async fn import(
    db: &Db,
    folder: &Path,
    lang: Lang,
    dry_run: bool,
    entry: Entry,
) -> anyhow::Result<Outcome> {
    let mut folder = Folder::open(folder, Problems::new(lang))?;
    let sheets = Sheets::read(&mut folder)?;
    let Folder { mut problems, mut references, .. } = folder;

    let mut tx = db.begin().await.context("cannot open a transaction")?;
    let days = sheets.days();
    let had = days.counterpart(&mut tx).await.context("cannot read what the database holds")?;
    had.define(&mut references);
    references.check(&mut problems);
    check::check(&sheets, &had, &mut problems);
    let new_terms = terms::changes(&sheets, &had);
    check::erased(&sheets.workers.rows, &people::erased(&mut tx).await?, &mut problems);
    closed::check(&mut tx, &sheets, &had, &new_terms, &mut problems)
        .await
        .context("cannot read which days are closed")?;
    if !problems.is_empty() {
        return Ok(Outcome::Refused(problems.sorted()));
    }

    let present = sheets.present();
    let company = sheets.into_company(&had);
    let mut changes = company.store_against(&mut tx, &had).await.context("cannot store")?;
    terms::mark_stale(&mut tx, &new_terms).await.context("cannot mark days to be counted again")?;
    if changes.iter().any(|c| c.new + c.changed > 0) {
        mark(&mut tx, Subject::Company).await?;
    }
    if !dry_run {
        let read = changes.iter().filter(|c| present.contains(&c.file));
        let counts = read.map(|c| format!("{} {} new {} changed", c.file, c.new, c.changed));
        let entry = entry.noting(counts.collect::<Vec<_>>().join(", "));
        trail::write(&mut tx, &entry).await.context("cannot write that something is imported")?;
        tx.commit()
            .await
            .context("cannot commit; nothing was changed, or all of it: run it again")?;
    }
    changes.retain(|c| present.contains(&c.file));
    Ok(Outcome::Done(Done { changes }))
}

impl Sheets {
    /// A company that plans the same days: all that is needed to ask the database for its counterpart.
    fn days(&self) -> Company {
        let assignments = self.assignments.rows.iter().map(|(_, line)| line.clone()).collect();
        Company { assignments, ..Company::default() }
    }
}
