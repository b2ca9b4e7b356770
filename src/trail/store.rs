//! Lines as rows. Whoever writes locks the head until the commit, so numbers have no gap and each line knows the one before
//! it: write as the last thing of a transaction, so that others wait only for the commit. Nothing on the way from a terminal
//! to the ledger writes here.

use super::chain::{Head, hash};
use super::entry::{Action, Entry};
use crate::db::{Db, OptText, Tx, Value, row};
use chrono::{DateTime, Utc};
use serde::Serialize;

row! {
    /// A line as it stands.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Line {
        /// 1, 2, 3 …
        pub no: i64,
        /// When.
        #[serde(serialize_with = "to_the_microsecond")]
        pub at: DateTime<Utc>,
        /// See [`super::Who`].
        pub actor: String,
        /// See [`super::Who`].
        pub acting_as: String,
        /// See [`super::Who`].
        pub on_behalf_of: Option<String>,
        /// See [`super::Who`].
        pub device: Option<String>,
        /// See [`super::Who`].
        pub origin: String,
        /// The word of an [`super::Action`].
        pub action: String,
        /// See [`super::Object`].
        pub object_kind: String,
        /// See [`super::Object`].
        pub object_id: String,
        /// The worker it is about.
        pub subject: Option<String>,
        /// The word of a [`super::Ground`].
        pub ground: String,
        /// Within which scope.
        pub scope: Option<String>,
        /// The word of an [`super::Outcome`].
        pub outcome: String,
        /// More about it.
        pub note: Option<String>,
        /// Of the line before and of this one; see the decision about the trail.
        pub hash: String,
    }
}

fn to_the_microsecond<S: serde::Serializer>(at: &DateTime<Utc>, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

impl Line {
    fn of(entry: &Entry, after: &Head) -> Self {
        let entry = entry.stored();
        let mut line = Self {
            no: after.no + 1,
            at: entry.at,
            actor: entry.who.actor,
            acting_as: entry.who.acting_as,
            on_behalf_of: entry.who.on_behalf_of,
            device: entry.who.device,
            origin: entry.who.origin,
            action: entry.action.word().to_owned(),
            object_kind: entry.object.kind.word().to_owned(),
            object_id: entry.object.id,
            subject: entry.subject,
            ground: entry.basis.ground.word().to_owned(),
            scope: entry.basis.scope,
            outcome: entry.outcome.word().to_owned(),
            note: entry.note,
            hash: String::new(),
        };
        line.hash = hash(&after.hash, &line);
        line
    }
}

/// Writes a line, in the transaction of what it tells; best as its last statement.
pub async fn write(tx: &mut Tx, entry: &Entry) -> sqlx::Result<()> {
    write_all(tx, std::slice::from_ref(entry)).await
}

/// Writes lines, for example one for each person on a page.
pub async fn write_all(tx: &mut Tx, entries: &[Entry]) -> sqlx::Result<()> {
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    // From here to the commit this transaction alone knows what the last line is.
    let (no, hash): (i64, String) = tx
        .one("update trail_head set no = no + $1 where id = 1 returning no, hash", &[&count])
        .await?;
    let mut at = Head { no: no - count, hash };
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        let line = Line::of(entry, &at);
        at = Head { no: line.no, hash: line.hash.clone() };
        lines.push(line);
    }
    let rows: Vec<[&dyn Value; 16]> = lines
        .iter()
        .map(|line| {
            let row: [&dyn Value; 16] = [
                &line.no,
                &line.at,
                &line.actor,
                &line.acting_as,
                &line.on_behalf_of,
                &line.device,
                &line.origin,
                &line.action,
                &line.object_kind,
                &line.object_id,
                &line.subject,
                &line.ground,
                &line.scope,
                &line.outcome,
                &line.note,
                &line.hash,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into trail (no, at, actor, acting_as, on_behalf_of, device, origin, action, object_kind, object_id,
                            subject, ground, scope, outcome, note, hash)",
        "",
        &rows,
    )
    .await?;
    tx.run("update trail_head set hash = $1 where id = 1", &[&at.hash]).await?;
    Ok(())
}

/// Writes a line in a transaction of its own, for what has none: a refused sign-in, or what is about to be given out.
pub async fn record(db: &Db, entry: &Entry) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    write(&mut tx, entry).await?;
    tx.commit().await
}

/// Reads what is sensitive. The line is written in the transaction of the read, and what was read is given only when that is
/// committed: no line, no page. On SQLite the read holds up other writers, so it is a few rows found by their key.
pub async fn read<T, E: From<sqlx::Error>>(
    db: &Db,
    entry: &Entry,
    look: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
) -> Result<T, E> {
    read_many(db, async |tx| Ok((look(tx).await?, vec![entry.clone()]))).await
}

/// The same for who knows only after reading whom it was about: one line for each person shown. Without lines, such as of a
/// person who is not there, nothing is written.
pub async fn read_many<T, E: From<sqlx::Error>>(
    db: &Db,
    look: impl AsyncFnOnce(&mut Tx) -> Result<(T, Vec<Entry>), E>,
) -> Result<T, E> {
    let mut tx = db.begin().await?;
    let (read, entries) = look(&mut tx).await?;
    if !entries.is_empty() {
        write_all(&mut tx, &entries).await?;
        tx.commit().await?;
    }
    Ok(read)
}

/// Which lines; what is left out asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// From this moment.
    pub from: Option<DateTime<Utc>>,
    /// Until before this moment.
    pub until: Option<DateTime<Utc>>,
    /// About this worker.
    pub subject: Option<String>,
    /// By this account or device.
    pub actor: Option<String>,
    /// Of this kind of act.
    pub action: Option<Action>,
}

/// Lines after a number, in order.
pub async fn page(tx: &mut Tx, filter: &Filter, after: i64, limit: i64) -> sqlx::Result<Vec<Line>> {
    tx.all(
        "select no, at, actor, acting_as, on_behalf_of, device, origin, action, object_kind, object_id,
                subject, ground, scope, outcome, note, hash
           from trail
          where no > $1
            and (cast($2 as text) is null or subject = $2)
            and (cast($3 as text) is null or actor = $3)
            and (cast($4 as timestamptz) is null or at >= $4)
            and (cast($5 as timestamptz) is null or at < $5)
            and (cast($6 as text) is null or action = $6)
          order by no limit $7",
        &[
            &after,
            &filter.subject,
            &filter.actor,
            &filter.from,
            &filter.until,
            &OptText(filter.action.map(Action::word)),
            &limit,
        ],
    )
    .await
}

/// Lines before a number, the newest first.
pub async fn latest(
    tx: &mut Tx,
    filter: &Filter,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    tx.all(
        "select no, at, actor, acting_as, on_behalf_of, device, origin, action, object_kind, object_id,
                subject, ground, scope, outcome, note, hash
           from trail
          where no < $1
            and (cast($2 as text) is null or subject = $2)
            and (cast($3 as text) is null or actor = $3)
            and (cast($4 as timestamptz) is null or at >= $4)
            and (cast($5 as timestamptz) is null or at < $5)
            and (cast($6 as text) is null or action = $6)
          order by no desc limit $7",
        &[
            &before,
            &filter.subject,
            &filter.actor,
            &filter.from,
            &filter.until,
            &OptText(filter.action.map(Action::word)),
            &limit,
        ],
    )
    .await
}

/// True when this actor looked at a worker's own data since a moment.
pub async fn has_looked(
    tx: &mut Tx,
    actor: &str,
    worker: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let line: Option<(i64,)> = tx
        .maybe(
            "select no from trail
              where subject = $1 and actor = $2 and at >= $3 and action = 'read' and object_kind = 'worker'
                and outcome = 'done'
              order by no desc limit 1",
            &[&worker, &actor, &since],
        )
        .await?;
    Ok(line.is_some())
}

/// Every line about a worker, the newest first.
pub async fn of_subject(tx: &mut Tx, worker: &str) -> sqlx::Result<Vec<Line>> {
    tx.all(
        "select no, at, actor, acting_as, on_behalf_of, device, origin, action, object_kind, object_id,
                subject, ground, scope, outcome, note, hash
           from trail where subject = $1 order by no desc",
        &[&worker],
    )
    .await
}

/// The end of the chain: noted elsewhere every day, it shows when the trail was cut or written anew.
pub async fn head(db: &Db) -> sqlx::Result<Head> {
    let (no, hash) = db.one("select no, hash from trail_head where id = 1", &[]).await?;
    Ok(Head { no, hash })
}
