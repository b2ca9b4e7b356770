//! Who works on a folder. The lock is on the folder itself, which nobody removes by hand while its database is in use, and on a
//! file in it, which earlier versions look at.

use anyhow::Context as _;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::Path;

/// That this process works on a folder, as long as this lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    /// `None` where a file system locks no folders.
    _folder: Option<File>,
}

impl Lock {
    /// Makes the folder if it is missing, and locks it; `None` when another process holds it.
    pub(super) fn take(folder: &Path) -> anyhow::Result<Option<Self>> {
        let mut maker = DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker
            .create(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let path = folder.join("werkvloer.db.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => {
                return Err(e).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        let of_folder = File::open(folder)
            .with_context(|| format!("cannot open the folder {}", folder.display()))?;
        match of_folder.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file, _folder: Some(of_folder) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Self { _file: file, _folder: None })),
        }
    }
}
