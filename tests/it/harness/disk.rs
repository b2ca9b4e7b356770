//! A disk of the test's own that can be full: a small tmpfs where the test may mount one, else a limit on the size of the
//! service's files, which fails the same writes.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Megabytes of the tmpfs.
const SIZE: u32 = 12;

/// A folder whose disk is full when the test says so.
pub(crate) struct Disk {
    folder: TempDir,
    mounted: bool,
}

impl Disk {
    /// With a tmpfs where possible.
    pub(crate) fn small() -> Self {
        let folder = tempfile::Builder::new().prefix("small-disk-").tempdir().unwrap();
        let size = format!("size={SIZE}m,mode=700");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "none"])
            .arg(folder.path())
            .output();
        let mounted = mount.is_ok_and(|done| done.status.success());
        Self { folder, mounted }
    }

    /// An ordinary folder, of whose files the service may not write more than there is.
    pub(crate) fn limited() -> Self {
        let folder = tempfile::Builder::new().prefix("limited-disk-").tempdir().unwrap();
        Self { folder, mounted: false }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// No byte more for the process.
    pub(crate) fn fill(&self, process: u32) {
        if self.mounted {
            // As much as there is; the last piece is refused.
            let filler = std::fs::File::create(self.path().join("filler")).unwrap();
            let mut size = 1 << 20;
            let mut written = 0;
            while size >= 512 {
                let piece = vec![1; size];
                match std::os::unix::fs::FileExt::write_all_at(&filler, &piece, written) {
                    Ok(()) => written += size as u64,
                    Err(_) => size /= 2,
                }
            }
        } else {
            limit(process, "1024");
        }
    }

    /// Room again.
    pub(crate) fn make_room(&self, process: u32) {
        if self.mounted {
            std::fs::remove_file(self.path().join("filler")).unwrap();
        } else {
            limit(process, "unlimited");
        }
    }

    /// Makes a folder on it read-only; true when a write is refused. For root only a mount does that.
    pub(crate) fn make_read_only(&self, folder: &Path) -> bool {
        if self.mounted {
            let remount =
                Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status();
            assert!(remount.unwrap().success(), "remount");
        } else {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o500);
            std::fs::set_permissions(folder, mode).unwrap();
        }
        std::fs::write(folder.join("probe"), "").is_err()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            // Lazily: whoever still has a file open there must not keep it.
            let _ = Command::new("umount").arg("-l").arg(self.path()).status();
        }
    }
}

fn limit(process: u32, bytes: &str) {
    // Only the soft limit: raising a hard one again takes a privilege.
    let (process, size) = (format!("--pid={process}"), format!("--fsize={bytes}:"));
    let done = Command::new("prlimit").args([process, size]).status();
    assert!(done.unwrap().success(), "prlimit");
}
