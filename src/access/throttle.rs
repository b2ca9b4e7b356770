//! Guessing made slow, without locking anybody out.
//!
//! - Each account lets five wrong passwords pass; after that, each next try waits twice as long, up to a quarter of an
//!   hour. That is a hundred guesses a day. It is a wait and never a lock, and it is told in seconds.
//! - A browser in which this account signed in before has a counter of its own and waits at most half a minute. So whoever
//!   guesses at somebody's password from elsewhere slows down only browsers that were never used for it.
//! - Each address (of IPv6, each network of 64 bits) lets twenty failures pass and then waits ten seconds at most between
//!   two tries of unknown browsers. All tablets of a shop floor share one address, and behind a proxy everybody does: there
//!   a new tablet waits some seconds while somebody is guessing, and known ones do not notice.
//!
//! - A PIN lets five tries pass on a tablet and then waits a quarter of an hour: it has six digits only, and every tablet
//!   counts for itself, so the same person goes on at another one. A tablet counts the tries of everybody, as an address does.
//! - Codes that pair a device are counted per address.
//!
//! A try is counted before the password is looked at and given back when it was right, so a thousand tries at once are a
//! thousand tries. The counters stand in the database, so that a restart forgives nothing.

use crate::db::Tx;
use crate::id;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;

/// No counter is looked at for longer.
const FORGOTTEN: TimeDelta = TimeDelta::days(1);

/// What is counted.
#[derive(Clone, Debug)]
pub enum Counter {
    /// Tries at a login name, known or not, from browsers it was never used in.
    Login(String),
    /// Tries at an account in a browser it was used in.
    Known {
        /// The hash of the browser's cookie.
        browser: String,
        /// The account.
        account: String,
    },
    /// Tries from an address, of browsers not known to the account.
    Address(IpAddr),
    /// Codes of the second factor of an account, after the right password.
    Code(String),
    /// PINs of somebody at a tablet.
    Pin {
        /// The account, or what was typed when there is none.
        whose: String,
        /// The tablet.
        device: String,
    },
    /// PINs of everybody at a tablet.
    Device(String),
    /// Codes that pair a device, from an address.
    Pairing(IpAddr),
    /// People whom the organisation's own sign-in, or its answer, did not let in, from an address. It makes nobody wait: what
    /// comes too soon leaves no line in the trail, as anybody can bring an answer that is not true.
    Unlet(IpAddr),
}

/// How much a counter lets pass and how long it makes wait.
struct Rule {
    free: i64,
    /// The first wait; each next one is twice as long.
    shortest: TimeDelta,
    longest: TimeDelta,
    /// After so long without a failure it begins again.
    window: TimeDelta,
}

impl Counter {
    fn rule(&self) -> Rule {
        let (shortest, quarter) = (TimeDelta::seconds(1), TimeDelta::minutes(15));
        match self {
            Self::Login(_) | Self::Code(_) => {
                Rule { free: 5, shortest, longest: quarter, window: FORGOTTEN }
            }
            Self::Known { .. } => {
                Rule { free: 5, shortest, longest: TimeDelta::seconds(30), window: FORGOTTEN }
            }
            Self::Address(_) | Self::Device(_) | Self::Unlet(_) => {
                Rule { free: 20, shortest, longest: TimeDelta::seconds(10), window: quarter }
            }
            Self::Pin { .. } => {
                Rule { free: 5, shortest: quarter, longest: quarter, window: quarter }
            }
            Self::Pairing(_) => {
                Rule { free: 5, shortest, longest: TimeDelta::minutes(1), window: quarter }
            }
        }
    }

    /// True for what many people share: one right try gives back one try.
    fn is_shared(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Device(_) | Self::Pairing(_) | Self::Unlet(_))
    }

    /// Its key. A hash: what is typed for a name is sometimes a password.
    fn bucket(&self) -> String {
        let (kind, text) = match self {
            Self::Login(login) => ("login", login.clone()),
            Self::Known { browser, account } => ("known", format!("{browser} {account}")),
            Self::Address(address) => ("address", network(*address)),
            Self::Code(account) => ("code", account.clone()),
            Self::Pin { whose, device } => ("pin", format!("{device} {whose}")),
            Self::Device(device) => ("device", device.clone()),
            Self::Pairing(address) => ("pairing", network(*address)),
            Self::Unlet(address) => ("unlet", network(*address)),
        };
        format!("{kind} {}", id::hex(&Sha256::digest(text.as_bytes())[..16]))
    }
}

/// An address, or the network that one subscriber has of them.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => id::hex(&v6.octets()[..8]),
    }
}

/// How long to wait after so many failures.
fn wait(rule: &Rule, failures: i64) -> TimeDelta {
    let over = failures - rule.free;
    if over < 0 {
        return TimeDelta::zero();
    }
    // More doublings than this are longer than any rule's longest.
    (rule.shortest * (1 << over.min(20))).min(rule.longest)
}

/// Counts a try at each of these. `Err` says how many seconds to wait; then none of them is counted, and the transaction
/// must be dropped.
pub async fn count(
    tx: &mut Tx,
    counters: &[Counter],
    now: DateTime<Utc>,
) -> sqlx::Result<Result<(), i64>> {
    tx.run("delete from sign_in_failure where last_at < $1", &[&(now - FORGOTTEN)]).await?;
    for counter in counters {
        let (bucket, rule) = (counter.bucket(), counter.rule());
        // Held before it is looked at, so that two tries at once are counted one after the other.
        tx.run(
            "insert into sign_in_failure (bucket, failures, last_at) values ($1, 0, $2)
             on conflict (bucket) do update set failures = sign_in_failure.failures",
            &[&bucket, &now],
        )
        .await?;
        let (failures, last_at): (i64, DateTime<Utc>) = tx
            .one("select failures, last_at from sign_in_failure where bucket = $1", &[&bucket])
            .await?;
        let failures = if now - last_at > rule.window { 0 } else { failures };
        let left = last_at + wait(&rule, failures) - now;
        if left > TimeDelta::zero() {
            return Ok(Err(left.num_seconds() + 1));
        }
        tx.run(
            "update sign_in_failure set failures = $2, last_at = $3 where bucket = $1",
            &[&bucket, &(failures + 1), &now],
        )
        .await?;
    }
    Ok(Ok(()))
}

/// The try was right: an account's counter begins again; one that is shared gets back this one try and no more, because a
/// right password of one's own must not clear the way for guessing at others'.
pub async fn forgive(tx: &mut Tx, counters: &[Counter]) -> sqlx::Result<()> {
    for counter in counters {
        let left = if counter.is_shared() { 1 } else { i64::MAX };
        tx.run(
            "update sign_in_failure
                set failures = case when failures > $2 then failures - $2 else 0 end
              where bucket = $1",
            &[&counter.bucket(), &left],
        )
        .await?;
    }
    Ok(())
}

/// True when the account signed in before in the browser with this hash.
pub async fn is_known(db: &crate::db::Db, browser: &str, account: &str) -> sqlx::Result<bool> {
    let row: Option<(String,)> = db
        .maybe(
            "select account_id from known_browser where browser_hash = $1 and account_id = $2",
            &[&browser, &account],
        )
        .await?;
    Ok(row.is_some())
}

/// Remembers that it did.
pub async fn remember(
    tx: &mut Tx,
    browser: &str,
    account: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.run("delete from known_browser where seen_at < $1", &[&(now - TimeDelta::days(400))])
        .await?;
    tx.run(
        "insert into known_browser (browser_hash, account_id, seen_at) values ($1, $2, $3)
         on conflict (browser_hash, account_id) do update set seen_at = excluded.seen_at",
        &[&browser, &account, &now],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_longest() {
        let rule = Counter::Login("x".to_owned()).rule();
        let waits: Vec<i64> = (0..18).map(|n| wait(&rule, n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert_eq!(wait(&rule, i64::MAX / 2).num_seconds(), 900);
        let rule = Counter::Pin { whose: "x".to_owned(), device: "d".to_owned() }.rule();
        let waits: Vec<i64> = (3..8).map(|n| wait(&rule, n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 900, 900, 900]);
    }

    #[test]
    fn a_network_is_one_subscriber() {
        let network = |text: &str| super::network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
