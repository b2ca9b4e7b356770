//! Terminals: enrolled with a secret that is shown once, revoked, listed.

use super::office::OFFICE;
use super::secret::{SecretKey, new_secret};
use crate::clock::Clock;
use crate::db::{Db, OptText, Subject, Tx, mark, row};
use anyhow::bail;
use chrono::{DateTime, Utc};
use contract::TerminalName;

row! {
    /// A terminal as a person sees it.
    #[derive(Clone, Debug)]
    pub struct Terminal {
        /// Its number in the ledger.
        pub no: i64,
        /// The site's id.
        pub site_id: String,
        /// The terminal's id within the site.
        pub name: String,
        /// Where it stands.
        pub station_code: Option<String>,
        /// When it was revoked, if so.
        pub revoked_at: Option<DateTime<Utc>>,
        /// The last sign of life.
        pub last_seen: Option<DateTime<Utc>>,
        /// Whether it said it is online, and nothing said otherwise since.
        pub online: bool,
        /// Events that no receipt can name yet: missing below the terminal's own next number.
        pub missing: i64,
    }
}

row! {
    /// How to find a terminal at the door.
    #[derive(Clone, Debug)]
    pub struct Entry {
        /// Its number in the ledger.
        pub no: i64,
        /// The hash of its secret; `None` when it may not come in.
        pub secret_hash: Option<String>,
    }
}

/// Enrols a terminal at a station, or enrols it again (elsewhere, with a new secret). Gives the secret.
pub async fn enrol(
    tx: &mut Tx,
    clock: &Clock,
    terminal: &TerminalName,
    station: &str,
) -> anyhow::Result<String> {
    if terminal.name() == OFFICE {
        bail!("'{OFFICE}' is the site's own office; choose another name for the terminal");
    }
    match crate::floor::lookup::station(tx, station).await? {
        None => bail!(
            "there is no station '{station}'; import stations first, or look them up with export"
        ),
        Some(found) if found.site_id != terminal.site() => {
            bail!(
                "station '{station}' is at site '{}', not at '{}'",
                found.site_id,
                terminal.site()
            )
        }
        Some(_) => {}
    }
    let secret = new_secret();
    let hash = SecretKey::load(tx).await?.hash(&secret);
    // First: two that are enrolled at once wait here for each other, and so get different numbers.
    mark(tx, Subject::Terminals).await?;
    add(tx, clock, terminal.site(), terminal.name(), Some(station), Some(&hash)).await?;
    Ok(secret)
}

async fn add(
    tx: &mut Tx,
    clock: &Clock,
    site: &str,
    name: &str,
    station: Option<&str>,
    hash: Option<&str>,
) -> sqlx::Result<i64> {
    let (no,) = tx
        .one(
            "insert into terminal (no, site_id, name, station_code, secret_hash, enrolled_at)
             values ((select coalesce(max(no), 0) + 1 from terminal), $1, $2, $3, $4, $5)
             on conflict (site_id, name) do update
             set station_code = excluded.station_code, secret_hash = excluded.secret_hash,
                 enrolled_at = excluded.enrolled_at, revoked_at = null
             returning no",
            &[&site, &name, &OptText(station), &OptText(hash), &clock.now()],
        )
        .await?;
    Ok(no)
}

/// Takes a terminal's access away; what it reported stays. False when there is no such terminal.
pub async fn revoke(tx: &mut Tx, clock: &Clock, terminal: &TerminalName) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update terminal set secret_hash = null, revoked_at = $3
             where site_id = $1 and name = $2 and station_code is not null and revoked_at is null",
            &[&terminal.site(), &terminal.name(), &clock.now()],
        )
        .await?;
    // Its last will comes from somebody who has no say any more.
    super::state::forget_terminal(tx, terminal).await?;
    mark(tx, Subject::Terminals).await?;
    Ok(rows > 0)
}

/// A terminal's number, whether it may still come in or not.
pub async fn number(tx: &mut Tx, terminal: &TerminalName) -> sqlx::Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "select no from terminal where site_id = $1 and name = $2",
            &[&terminal.site(), &terminal.name()],
        )
        .await?;
    Ok(row.map(|(no,)| no))
}

/// Every terminal there ever was, with its number.
pub async fn numbers(db: &Db) -> sqlx::Result<Vec<(TerminalName, i64)>> {
    let rows: Vec<(String, String, i64)> =
        db.all("select site_id, name, no from terminal", &[]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(site, name, no)| Some((TerminalName::new(&site, &name)?, no)))
        .collect())
}

/// The number of a terminal that stands at a station and may come in.
pub async fn enrolled_number(tx: &mut Tx, terminal: &TerminalName) -> sqlx::Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "select no from terminal
              where site_id = $1 and name = $2 and station_code is not null and revoked_at is null",
            &[&terminal.site(), &terminal.name()],
        )
        .await?;
    Ok(row.map(|(no,)| no))
}

/// The code of the station at which a terminal stands.
pub async fn station_of(tx: &mut Tx, no: i64) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = tx
        .maybe(
            "select station_code from terminal where no = $1 and station_code is not null",
            &[&no],
        )
        .await?;
    Ok(row.map(|(code,)| code))
}

/// What the door needs to know of a terminal.
pub async fn entry(db: &Db, terminal: &TerminalName) -> sqlx::Result<Option<Entry>> {
    db.maybe(
        "select no, secret_hash from terminal where site_id = $1 and name = $2 and station_code is not null",
        &[&terminal.site(), &terminal.name()],
    )
    .await
}

/// Every terminal, by site and name.
pub async fn list(db: &Db) -> sqlx::Result<Vec<Terminal>> {
    db.all(
        "select t.no, t.site_id, t.name, t.station_code, t.revoked_at, s.last_seen,
                coalesce(s.online, false) as online,
                coalesce((select cast(sum(c.next - 1 - c.contiguous - c.beyond) as bigint)
                            from terminal_cursor c
                           where c.terminal_no = t.no and c.next - 1 > c.contiguous + c.beyond), 0) as missing
           from terminal t left join terminal_state s on s.terminal_no = t.no
          where t.station_code is not null
          order by t.site_id, t.name",
        &[],
    )
    .await
}

/// A terminal and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// The terminal.
    pub terminal: TerminalName,
    /// The station's code.
    pub station: String,
}

/// Where terminals that may come in stand; all of them, or one.
pub async fn seated(db: &Db, no: Option<i64>) -> sqlx::Result<Vec<Seated>> {
    let rows: Vec<(String, String, String)> = db
        .all(
            "select site_id, name, station_code from terminal
              where station_code is not null and revoked_at is null and (cast($1 as bigint) is null or no = $1)
              order by no",
            &[&no],
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(site, name, station)| {
            Some(Seated { terminal: TerminalName::new(&site, &name)?, station })
        })
        .collect())
}

/// The names of revoked terminals.
pub async fn revoked(db: &Db) -> sqlx::Result<Vec<TerminalName>> {
    let rows: Vec<(String, String)> =
        db.all("select site_id, name from terminal where revoked_at is not null", &[]).await?;
    Ok(rows.into_iter().filter_map(|(site, name)| TerminalName::new(&site, &name)).collect())
}
