//! What could not be understood or booked, waiting for a person: stored whole, decided once, never thrown away.

use crate::clock::Clock;
use crate::db::{Db, Subject, Tx, bound, mark, row, slots};
use crate::ledger::EventKey;
use crate::trail::{self, Action, Decider, Kind, Object};
use chrono::{DateTime, Utc};
use contract::{Epoch, Receipt};
use std::cmp::Reverse;

row! {
    /// An item of the list.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Line {
        /// Its id.
        pub id: String,
        /// When it came.
        pub received_at: DateTime<Utc>,
        /// The site it came from, as the topic said.
        pub site_id: String,
        /// The terminal it came from, as the topic said.
        pub terminal: String,
        /// Where that terminal stands, if it is known.
        pub station: Option<String>,
        /// The word of a [`contract::Why`].
        pub why: String,
        /// `booked` or `discarded` once it is decided.
        pub outcome: Option<String>,
        /// Taken back at the terminal: see [`Item::undone`].
        pub undone: bool,
    }
}

row! {
    /// An item with everything about it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Item {
        /// Its id.
        pub id: String,
        /// When it came.
        pub received_at: DateTime<Utc>,
        /// The site it came from, as the topic said.
        pub site_id: String,
        /// The terminal it came from, as the topic said.
        pub terminal: String,
        /// Where that terminal stands, if it is known.
        pub station: Option<String>,
        /// The word of a [`contract::Why`].
        pub why: String,
        /// What exactly, for who repairs the terminal.
        pub detail: String,
        /// As it came.
        pub raw: String,
        /// `booked` or `discarded` once it is decided.
        pub outcome: Option<String>,
        /// Why it was decided so.
        pub reason: Option<String>,
        /// Who decided: an account's id, or what else [`Decider`] keeps.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<DateTime<Utc>>,
        /// Taken back at the terminal, so that booking it would count what who made it does not want counted. The undo of
        /// a number that came twice with other content is not of this item: it takes back the one that is stored.
        pub undone: bool,
        /// Booked, and taken back since, so that the booking does not count; who corrects it has the last word.
        pub unbooked: bool,
    }
}

row! {
    /// How many there are.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Counts {
        /// All.
        pub total: i64,
        /// Those decided.
        pub decided: i64,
    }
}

impl Counts {
    /// Those that wait.
    pub fn open(self) -> i64 {
        self.total - self.decided
    }
}

/// What is written about an item once.
pub(super) struct Decision<'a> {
    pub(super) outcome: &'static str,
    /// The event that was booked: epoch and seq of the site's office.
    pub(super) booked: Option<(i64, i64)>,
    pub(super) by: &'a str,
    pub(super) reason: &'a str,
    pub(super) at: DateTime<Utc>,
}

/// Why an item is not decided now.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// No such item.
    #[error("there is no such item in quarantine")]
    NotFound,
    /// Somebody was first.
    #[error("it is decided already")]
    AlreadyDecided,
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Whose items: a viewer's own, or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All.
    All,
    /// Those that came from these sites, as their topics said, and those of the terminals of these stations, which stand in
    /// other sites.
    Of {
        /// Ids of sites.
        sites: Vec<String>,
        /// Codes of stations.
        stations: Vec<String>,
    },
}

/// A page of the list: those that wait first, then the newest first.
pub async fn list(db: &Db, whose: &Whose, limit: i64, offset: i64) -> sqlx::Result<Vec<Line>> {
    let Whose::Of { sites, stations } = whose else { return list_all(db, limit, offset).await };
    // Each part gives its first ones; together they hold the page that is asked for.
    let most = offset.saturating_add(limit);
    let mut lines: Vec<Line> = Vec::new();
    for site in sites {
        lines.extend(list_of_site(db, site, most).await?);
    }
    for some in slots(stations.iter().map(String::as_str)) {
        lines.extend(list_of_stations(db, &some, most).await?);
    }
    lines.sort_by(|a, b| {
        let key = |line: &Line| (line.outcome.is_some(), Reverse(line.received_at));
        key(a).cmp(&key(b)).then_with(|| b.id.cmp(&a.id))
    });
    let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
    let shown = usize::try_from(limit).unwrap_or_default();
    Ok(lines.into_iter().skip(skipped).take(shown).collect())
}

async fn list_of_site(db: &Db, site: &str, most: i64) -> sqlx::Result<Vec<Line>> {
    db.all(
        "select q.id, q.received_at, q.site_id, q.terminal, t.station_code as station, q.why, o.outcome,
                exists (select 1 from ledger u
                         where u.of_terminal = q.terminal_no and u.of_epoch = q.epoch and u.of_seq = q.seq
                           and u.of_seq is not null and u.kind = 'undo' and q.why <> 'key_reuse') as undone
           from quarantine q
           left join quarantine_outcome o on o.quarantine_id = q.id
           left join terminal t on t.no = q.terminal_no
          where q.site_id = $1
          order by case when o.outcome is null then 0 else 1 end, q.received_at desc, q.id desc
          limit $2",
        &[&site, &most],
    )
    .await
}

async fn list_of_stations(db: &Db, some: &[&str; 16], most: i64) -> sqlx::Result<Vec<Line>> {
    let mut values = bound(some).to_vec();
    values.push(&most);
    db.all(
        "select q.id, q.received_at, q.site_id, q.terminal, t.station_code as station, q.why, o.outcome,
                exists (select 1 from ledger u
                         where u.of_terminal = q.terminal_no and u.of_epoch = q.epoch and u.of_seq = q.seq
                           and u.of_seq is not null and u.kind = 'undo' and q.why <> 'key_reuse') as undone
           from terminal t
           join quarantine q on q.terminal_no = t.no
           left join quarantine_outcome o on o.quarantine_id = q.id
          where t.station_code in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
          order by case when o.outcome is null then 0 else 1 end, q.received_at desc, q.id desc
          limit $17",
        &values,
    )
    .await
}

async fn list_all(db: &Db, limit: i64, offset: i64) -> sqlx::Result<Vec<Line>> {
    db.all(
        "select q.id, q.received_at, q.site_id, q.terminal, t.station_code as station, q.why, o.outcome,
                exists (select 1 from ledger u
                         where u.of_terminal = q.terminal_no and u.of_epoch = q.epoch and u.of_seq = q.seq
                           and u.of_seq is not null and u.kind = 'undo' and q.why <> 'key_reuse') as undone
           from quarantine q
           left join quarantine_outcome o on o.quarantine_id = q.id
           left join terminal t on t.no = q.terminal_no
          order by case when o.outcome is null then 0 else 1 end, q.received_at desc, q.id desc
          limit $1 offset $2",
        &[&limit, &offset],
    )
    .await
}

/// How many of these there are.
pub async fn count_of(db: &Db, whose: &Whose) -> sqlx::Result<Counts> {
    let Whose::Of { sites, stations } = whose else { return count(db).await };
    let mut parts: Vec<Counts> = Vec::new();
    for site in sites {
        parts.push(
            db.one(
                "select count(*) as total, count(o.quarantine_id) as decided
                   from quarantine q left join quarantine_outcome o on o.quarantine_id = q.id
                  where q.site_id = $1",
                &[site],
            )
            .await?,
        );
    }
    for some in slots(stations.iter().map(String::as_str)) {
        parts.push(
            db.one(
                "select count(*) as total, count(o.quarantine_id) as decided
                   from terminal t
                   join quarantine q on q.terminal_no = t.no
                   left join quarantine_outcome o on o.quarantine_id = q.id
                  where t.station_code in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?,
        );
    }
    let sum = |of: fn(&Counts) -> i64| parts.iter().map(of).sum();
    Ok(Counts { total: sum(|part| part.total), decided: sum(|part| part.decided) })
}

/// How many there are.
pub async fn count(db: &Db) -> sqlx::Result<Counts> {
    db.one(
        "select count(*) as total, count(o.quarantine_id) as decided
           from quarantine q left join quarantine_outcome o on o.quarantine_id = q.id",
        &[],
    )
    .await
}

/// The events of an epoch that wait: seq and the word of why, ascending; of very many the latest, as a receipt tells them.
/// A number that came again with other content is no such event: the one that is stored counts.
pub async fn waiting(tx: &mut Tx, terminal: i64, epoch: Epoch) -> sqlx::Result<Vec<(i64, String)>> {
    let most = i64::try_from(Receipt::MAX_QUARANTINED).unwrap_or(i64::MAX);
    let mut waiting: Vec<(i64, String)> = tx
        .all(
            "select q.seq, q.why from quarantine q
              where q.terminal_no = $1 and q.epoch = $2 and q.seq is not null and q.why <> 'key_reuse'
                and not exists (select 1 from quarantine_outcome o where o.quarantine_id = q.id)
              order by q.seq desc limit $3",
            &[&terminal, &epoch.0.cast_signed(), &most],
        )
        .await?;
    waiting.reverse();
    Ok(waiting)
}

/// How many wait that came from a site, as their topics said.
pub async fn open_of_site(db: &Db, site: &str) -> sqlx::Result<i64> {
    let (open,) = db
        .one(
            "select count(*) from quarantine q
              where q.site_id = $1
                and not exists (select 1 from quarantine_outcome o where o.quarantine_id = q.id)",
            &[&site],
        )
        .await?;
    Ok(open)
}

/// One item.
pub async fn one(db: &Db, id: &str) -> sqlx::Result<Option<Item>> {
    db.maybe(
        "select q.id, q.received_at, q.site_id, q.terminal, t.station_code as station, q.why, q.detail, q.raw,
                o.outcome, o.reason, o.decided_by, o.decided_at,
                exists (select 1 from ledger u
                         where u.of_terminal = q.terminal_no and u.of_epoch = q.epoch and u.of_seq = q.seq
                           and u.of_seq is not null and u.kind = 'undo' and q.why <> 'key_reuse') as undone,
                exists (select 1
                          from ledger b
                          join ledger u on u.of_terminal = b.of_terminal and u.of_epoch = b.of_epoch and u.of_seq = b.of_seq
                         where b.of_terminal = q.terminal_no and b.of_epoch = q.epoch and b.of_seq = q.seq
                           and b.of_seq is not null and b.kind in ('good', 'reject') and q.why <> 'key_reuse'
                           and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted'
                           and not exists (select 1 from ledger c
                                            where c.of_terminal = b.terminal and c.of_epoch = b.epoch and c.of_seq = b.seq
                                              and c.of_seq is not null and c.kind = 'correct')) as unbooked
           from quarantine q
           left join quarantine_outcome o on o.quarantine_id = q.id
           left join terminal t on t.no = q.terminal_no
          where q.id = $1",
        &[&id],
    )
    .await
}

/// The event of a site that waits as this item, which its terminal may still take back. Not of a number that came twice with
/// other content: that number is the stored event's.
pub(super) async fn waiting_as(
    tx: &mut Tx,
    id: &str,
    site: &str,
) -> sqlx::Result<Option<EventKey>> {
    let row: Option<(i64, i64, i64)> = tx
        .maybe(
            "select terminal_no, epoch, seq from quarantine
              where id = $1 and site_id = $2 and why <> 'key_reuse'
                and terminal_no is not null and epoch is not null and seq is not null",
            &[&id, &site],
        )
        .await?;
    Ok(row.map(|(terminal, epoch, seq)| EventKey { terminal, epoch, seq }))
}

/// Decides that an item does not count, with its line in the trail.
pub async fn discard(
    db: &Db,
    clock: &Clock,
    id: &str,
    decider: &Decider,
    reason: &str,
) -> Result<(), DecideError> {
    let mut tx = db.begin().await?;
    discard_in(&mut tx, id, decider, reason, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The same as part of a transaction; after an error that must be dropped.
pub(super) async fn discard_in(
    tx: &mut Tx,
    id: &str,
    decider: &Decider,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<(), DecideError> {
    let by = decider.by();
    decide(tx, id, &Decision { outcome: "discarded", booked: None, by, reason, at }).await?;
    let line = decider.did(at, Action::Discard, Object::new(Kind::Quarantine, id));
    Ok(trail::write(tx, &line).await?)
}

/// Writes the outcome, once.
pub(super) async fn decide(
    tx: &mut Tx,
    id: &str,
    decision: &Decision<'_>,
) -> Result<(), DecideError> {
    let known: Option<(String,)> =
        tx.maybe("select id from quarantine where id = $1", &[&id]).await?;
    if known.is_none() {
        return Err(DecideError::NotFound);
    }
    let (epoch, seq) = decision.booked.unzip();
    let written = tx
        .run(
            "insert into quarantine_outcome
                    (quarantine_id, outcome, booked_epoch, booked_seq, reason, decided_by, decided_at)
             values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (quarantine_id) do nothing",
            &[
                &id,
                &decision.outcome,
                &epoch,
                &seq,
                &decision.reason,
                &decision.by,
                &decision.at,
            ],
        )
        .await?;
    if written == 0 {
        return Err(DecideError::AlreadyDecided);
    }
    // Who leads the site tells the terminal with the next receipt.
    mark(tx, Subject::Quarantine).await?;
    Ok(())
}
