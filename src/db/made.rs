//! What tells that a folder had a database: a marker, written when one is made there. Without it a service whose file was
//! removed would begin anew, with nothing in it and a link for a first administrator.

use anyhow::{Context as _, bail, ensure};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const MARKER: &str = "werkvloer.made";

const TEXT: &str = "\
A database was made in this folder: werkvloer.db. While this file is here, werkvloer makes no other one in its place.
Is werkvloer.db gone? Put it back from a backup. Remove this file only to begin anew, with nothing in it.
";

/// What there is in a folder of a database that it had.
pub(super) struct Traces {
    marker: PathBuf,
    has_marker: bool,
    log: PathBuf,
    /// What was committed and not yet in the database itself; SQLite throws it away when it makes that anew.
    has_log: bool,
}

impl Traces {
    pub(super) fn in_folder(folder: &Path) -> Self {
        let (marker, log) = (folder.join(MARKER), folder.join("werkvloer.db-wal"));
        let (has_marker, has_log) = (marker.exists(), has_bytes(&log));
        Self { marker, has_marker, log, has_log }
    }

    /// Refuses a folder that had a database and has none, or an empty file.
    pub(super) fn refuse_a_lost(&self, database: &Path) -> anyhow::Result<()> {
        if has_bytes(database) {
            return Ok(());
        }
        let (marker, log) = (self.marker.display(), self.log.display());
        let traces = match (self.has_marker, self.has_log) {
            (true, true) => format!("{marker} and {log}"),
            (true, false) => marker.to_string(),
            (false, true) => log.to_string(),
            (false, false) => return Ok(()),
        };
        let is = if database.exists() { "is empty" } else { "is not there" };
        bail!(
            "the database {} {is}, although one was made there before; put it back from a backup, or remove {traces} to begin \
             anew with nothing in it",
            database.display()
        )
    }

    /// Refuses a database without tables where one was made before.
    pub(super) fn refuse_an_empty(&self, name: &str) -> anyhow::Result<()> {
        ensure!(
            !self.has_marker,
            "{name} holds no werkvloer, although one was made there before; put it back from a backup, or remove {} to begin \
             anew with nothing in it",
            self.marker.display()
        );
        Ok(())
    }

    /// Leaves the marker beside a database that is there.
    pub(super) fn leave(&self) -> anyhow::Result<()> {
        if self.has_marker {
            return Ok(());
        }
        private(&self.marker)
            .and_then(|mut file| file.write_all(TEXT.as_bytes()))
            .with_context(|| format!("cannot write {}", self.marker.display()))
    }
}

fn has_bytes(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.len() > 0)
}

/// A file that only its owner can read, where the system knows owners: a database will hold who people are, and the secrets of
/// second factors. What SQLite keeps beside it gets the same rights.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
