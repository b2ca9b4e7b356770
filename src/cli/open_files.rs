//! How many files a service may have open, for `doctor`: of the one that runs on a folder, or else of one that is started as
//! the command is.

use crate::listen::files::{self, Shares};
use std::path::Path;

/// A finding: whether it is well, and in words.
pub(super) enum Finding {
    Good(String),
    Mind(String),
    Bad(String),
}

/// Looks at the limit of the service that holds the lock of `folder`. With `terminals` so many are enrolled at its endpoint;
/// none come to it where there is a broker.
pub(super) fn look(folder: Option<&Path>, terminals: Option<usize>) -> Finding {
    if let Some(limit) = folder.and_then(limit_of_service) {
        return judge(&of_files("the running service", limit), limit, terminals, Finding::Bad);
    }
    // What a service manager gives is not what this shell gives.
    let limit = files::limit();
    let who = of_files("a service started from here", limit);
    judge(&who, limit, terminals, Finding::Mind)
}

fn of_files(who: &str, limit: u64) -> String {
    match limit {
        u64::MAX => format!("{who} may have any number of files open"),
        limit => format!("{who} may have {limit} files open"),
    }
}

fn judge(
    who: &str,
    limit: u64,
    terminals: Option<usize>,
    not_enough: fn(String) -> Finding,
) -> Finding {
    let (shares, most) = (Shares::of(limit, 0), Shares::of(u64::MAX, 0));
    let (room, pages) = (shares.signed_in(), shares.pages);
    match terminals {
        None => Finding::Good(format!("{who}: enough for {pages} connections of pages")),
        Some(enrolled) if enrolled <= room => Finding::Good(format!(
            "{who}: enough for {room} terminals and {pages} connections of pages at a time"
        )),
        Some(enrolled) if enrolled > most.signed_in() && room == most.signed_in() => {
            Finding::Mind(format!(
                "{enrolled} terminals are enrolled, and one service takes {room} at a time; share its sites among several, on \
                 Postgres, or put a broker in front (--broker)"
            ))
        }
        Some(enrolled) => not_enough(format!(
            "{who}: enough for {room} terminals and {pages} connections of pages at a time, but {enrolled} terminals are \
             enrolled, and more than {room} are turned away; write LimitNOFILE=65536 in the [Service] of its systemd unit, or \
             raise the hard limit (ulimit -Hn) of what starts it, and start it again"
        )),
    }
}

/// The limit of the process that holds the folder's lock, where the system tells such things (Linux).
fn limit_of_service(folder: &Path) -> Option<u64> {
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let process = holder(&locks, inode(&folder.join("werkvloer.db.lock"))?)?;
    soft_limit(&std::fs::read_to_string(format!("/proc/{process}/limits")).ok()?)
}

#[cfg(unix)]
fn inode(file: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Some(std::fs::metadata(file).ok()?.ino())
}

#[cfg(not(unix))]
fn inode(_: &Path) -> Option<u64> {
    None
}

/// A line is `1: FLOCK  ADVISORY  WRITE 4711 fe:01:131077 0 EOF`.
fn holder(locks: &str, inode: u64) -> Option<u32> {
    locks.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let is_ours = words.next() == Some("FLOCK");
        let process = words.nth(2)?.parse().ok()?;
        let file = words.next()?.rsplit(':').next()?.parse::<u64>().ok()?;
        (is_ours && file == inode).then_some(process)
    })
}

/// The line is `Max open files            1024                 4096                 files`.
fn soft_limit(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(u64::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_of_a_lock_and_its_limit_are_read() {
        let locks = "1: POSIX  ADVISORY  WRITE 12 fe:01:77 0 EOF\n1: -> FLOCK  ADVISORY  WRITE 13 fe:01:77 0 EOF\n\
            2: FLOCK  ADVISORY  WRITE 4711 fe:01:77 0 EOF\n3: FLOCK  ADVISORY  WRITE 9 fe:01:177 0 EOF\n";
        assert_eq!((holder(locks, 77), holder(locks, 7)), (Some(4_711), None));
        let limits = "Limit   Soft Limit   Hard Limit   Units\nMax processes  7 7 processes\n\
            Max open files            1024                 4096                 files\n";
        assert_eq!(soft_limit(limits), Some(1_024));
        assert_eq!(soft_limit("Max open files  unlimited  unlimited  files"), Some(u64::MAX));
        assert_eq!(soft_limit(""), None);
    }

    #[test]
    fn enough_is_enough_and_what_is_not_is_told_with_what_to_do() {
        let judged = |limit, terminals| judge("it", limit, terminals, Finding::Bad);
        assert!(matches!(judged(1_024, Some(657)), Finding::Good(_)));
        let Finding::Bad(words) = judged(1_024, Some(658)) else { panic!("658 do not fit") };
        assert!(words.contains("LimitNOFILE=65536") && words.contains("658"), "{words}");
        assert!(matches!(judged(1_024, None), Finding::Good(_)), "a broker holds the connections");
        assert!(matches!(judged(u64::MAX, Some(9_000)), Finding::Mind(_)), "no limit helps");
    }
}
