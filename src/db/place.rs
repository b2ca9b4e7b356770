//! Where an SQLite database stands, and whether it still does. A file that is moved, removed or replaced under an open
//! connection goes on taking commits that nobody finds after a restart, and SQLite looks for that in its rollback mode only.
//! So device and inode of every file are remembered at opening, and compared with the path before a transaction begins and
//! after it is committed: what is promised was in a file that stood at its place after the commit.
//!
//! Only the path is asked. Opening one of these files and closing it again would drop the locks that SQLite holds on it.

use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What makes a file the same file. SQLite itself tells files apart by these two.
type Identity = (u64, u64);

/// The files of an open database; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Place(Arc<[Standing]>);

#[derive(Clone, Debug)]
struct Standing {
    path: PathBuf,
    identity: Identity,
    /// Not the database itself, but what SQLite keeps beside it.
    is_beside: bool,
}

/// A file that is not where it was opened, in a sentence that says what to do. It names the file and not the folder: anybody
/// may ask whether the service is ready.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Displaced {
    /// Nothing is at its path.
    #[error(
        "{0} was moved or removed while it was in use; nothing is stored. Move it back and it goes on by itself; if it was \
         removed, do not stop the service before what it still holds is saved, see docs/data-folder.md"
    )]
    Gone(String),
    /// Something else is at its path.
    #[error(
        "another file stands in the place of {0}, which was in use; nothing is stored. Stop the service, put the right file \
         back and start it again"
    )]
    Replaced(String),
    /// The write-ahead log or its index is not at its path, but the database is: a clean end folds it into the database.
    #[error(
        "{0} was moved, removed or replaced while it was in use; nothing is stored. Stop the service with Ctrl-C or SIGTERM, \
         which saves what that file held, and start it again"
    )]
    Beside(String),
    /// The path cannot be asked.
    #[error("it cannot be seen whether {0} is still there ({1}); nothing is stored until it can")]
    Unseen(String, String),
}

impl Place {
    /// Remembers the file of a database that is about to be opened.
    pub(super) fn of(database: &Path) -> io::Result<Self> {
        // A symbolic link on the way is not resolved: a restart would follow where it leads by then.
        let path = std::path::absolute(database)?;
        let identity = identity(&path)?;
        Ok(Self([Standing { path, identity, is_beside: false }].into()))
    }

    /// With what SQLite keeps beside it, once it is open. An open connection keeps these files from being remade, and their
    /// numbers from being given to other files.
    pub(super) fn with_beside(&self) -> io::Result<Self> {
        let mut all = Vec::new();
        for database in self.0.iter() {
            all.push(database.clone());
            for end in ["-wal", "-shm"] {
                let mut path = database.path.clone().into_os_string();
                path.push(end);
                let path = PathBuf::from(path);
                match identity(&path) {
                    Ok(identity) => all.push(Standing { path, identity, is_beside: true }),
                    // Without a write-ahead log there is none to lose.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Self(all.into()))
    }

    /// Whether every file is where it was opened; a microsecond each.
    pub fn look(&self) -> Result<(), Displaced> {
        self.0.iter().try_for_each(Standing::look)
    }

    /// The same as an error of the database.
    pub(super) fn check(&self) -> sqlx::Result<()> {
        self.look().map_err(|displaced| sqlx::Error::Io(io::Error::other(displaced)))
    }
}

impl Standing {
    fn look(&self) -> Result<(), Displaced> {
        let name = || {
            let name = self.path.file_name().unwrap_or(self.path.as_os_str());
            name.to_string_lossy().into_owned()
        };
        let found = match identity(&self.path) {
            Ok(found) => Some(found),
            // Also when what was a folder on the way is none any more.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                None
            }
            Err(error) => return Err(Displaced::Unseen(name(), error.to_string())),
        };
        match found {
            Some(found) if found == self.identity => Ok(()),
            _ if self.is_beside => Err(Displaced::Beside(name())),
            Some(_) => Err(Displaced::Replaced(name())),
            None => Err(Displaced::Gone(name())),
        }
    }
}

fn identity(path: &Path) -> io::Result<Identity> {
    std::fs::metadata(path).map(|meta| (meta.dev(), meta.ino()))
}

/// Of an error: that a file is not in its place, if it is that.
pub fn displaced(error: &sqlx::Error) -> Option<&Displaced> {
    let sqlx::Error::Io(error) = error else { return None };
    error.get_ref()?.downcast_ref()
}
