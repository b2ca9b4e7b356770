//! How many files the process may have open, sockets among them, and who may have how many of them.
//!
//! A login shell and systemd give 1,024 unless asked: a thousand terminals would leave none for pages, health and the
//! database. So the process takes what the hard limit allows, and shares it out before anybody comes.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the database, the log, files that are read or written, and connections to others (a broker, an issuer). A running
/// service was counted to have 25 of these.
const RESERVE: u64 = 96;
/// For `/metrics`.
pub const FIGURES: usize = 16;
/// For pages at most: beyond that it is not files that are short.
const MOST_PAGES: u64 = 4_096;
/// For terminals at most: those that the endpoint lets in, and those on its porch.
const MOST_TERMINALS: u64 = 4_096 + 512;

/// Takes what the hard limit allows; true when there was something to take.
pub fn raise() -> std::io::Result<bool> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // None is no limit.
    if current.is_none() || current == maximum {
        return Ok(false);
    }
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    Ok(true)
}

/// The limit in force.
pub fn limit() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Who may have how many connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Pages and health.
    pub pages: usize,
    /// Terminals, signed in or on their way to it, with and without TLS.
    pub terminals: usize,
}

impl Shares {
    /// Shares out the limit in force.
    pub fn in_force(own: usize) -> Self {
        Self::of(limit(), own)
    }

    /// Shares out a limit; `own` is what the process needs for connections of its own, such as a demo's terminals.
    pub fn of(limit: u64, own: usize) -> Self {
        let kept = RESERVE + FIGURES as u64 + own as u64;
        let free = limit.saturating_sub(kept);
        let pages = (free / 5).clamp(8, MOST_PAGES);
        let terminals = free.saturating_sub(pages).clamp(8, MOST_TERMINALS);
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Self { pages: count(pages), terminals: count(terminals) }
    }

    /// How many terminals wait on the porch of the endpoint at most.
    pub fn porch(self) -> usize {
        (self.terminals / 10).clamp(4, 512)
    }

    /// How many terminals can be signed in.
    pub fn signed_in(self) -> usize {
        self.terminals.saturating_sub(self.porch()).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_share_takes_what_is_another_ones() {
        for limit in (256..20_000).step_by(7) {
            let shares = Shares::of(limit, 0);
            let all = shares.pages + shares.terminals + FIGURES;
            assert!(all as u64 + RESERVE <= limit, "{limit}: {shares:?}");
            assert_eq!(shares.signed_in() + shares.porch(), shares.terminals, "{limit}");
        }
        assert_eq!(Shares::of(1_024, 0), Shares { pages: 182, terminals: 730 });
        assert_eq!(Shares::of(1_024, 0).signed_in(), 657);
        assert_eq!(Shares::of(u64::MAX, 0), Shares { pages: 4_096, terminals: 4_608 });
        assert_eq!(Shares::of(u64::MAX, 0).signed_in(), 4_148);
        assert_eq!(Shares::of(0, 0), Shares { pages: 8, terminals: 8 }, "something can be asked");
        assert!(Shares::of(4_096, 700).terminals < Shares::of(4_096, 0).terminals);
    }
}
