//! Paired devices: a tablet that lies on the floor for everybody, or a display on a wall. A device is known by 256 random
//! bits in a cookie of its own, until somebody takes its access away. With nobody signed on it shows the board of one hall,
//! without people, and the [law](super::law) gives it nothing else.

use super::sessions;
use crate::db::{Db, Tx, row, words};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a device's name may be.
pub const LONGEST_NAME: usize = 60;
/// How often it is written down that a device was there.
const NOTICE: TimeDelta = TimeDelta::seconds(60);

words! {
    /// What kind of device.
    pub enum Kind {
        /// A tablet that several people use, each for a short while.
        Tablet = "tablet" "device.tablet",
        /// A display on a wall, which nobody touches.
        Wall = "wall" "device.wall",
    }
}

/// A paired device.
#[derive(Clone, Debug)]
pub struct Device {
    /// An id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What kind.
    pub kind: Kind,
    /// Id of the hall whose board it shows.
    pub hall: String,
    /// The name of who made its code.
    pub paired_by: String,
    /// When it was paired.
    pub paired_at: DateTime<Utc>,
    /// When it last asked for something, to the minute.
    pub seen_at: DateTime<Utc>,
}

row! {
    struct Row {
        id: String,
        name: String,
        kind: String,
        hall_id: String,
        paired_by: String,
        paired_at: DateTime<Utc>,
        seen_at: DateTime<Utc>,
    }
}

impl Row {
    fn device(self) -> Option<Device> {
        let Self { id, name, kind, hall_id: hall, paired_by, paired_at, seen_at } = self;
        Some(Device {
            id,
            name,
            kind: Kind::from_word(&kind)?,
            hall,
            paired_by,
            paired_at,
            seen_at,
        })
    }
}

/// Every device that is paired now, by name.
pub async fn all(db: &Db) -> sqlx::Result<Vec<Device>> {
    let rows: Vec<Row> = db
        .all(
            "select d.id, d.name, d.kind, d.hall_id, a.name as paired_by, d.paired_at, d.seen_at
               from device d join account a on a.id = d.paired_by
              where d.revoked_at is null",
            &[],
        )
        .await?;
    let mut devices: Vec<Device> = rows.into_iter().filter_map(Row::device).collect();
    devices.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(devices)
}

/// The device whose secret has this hash, while it is paired.
pub(super) async fn of_secret(db: &Db, hash: &str) -> sqlx::Result<Option<Device>> {
    let row: Option<Row> = db
        .maybe(
            "select d.id, d.name, d.kind, d.hall_id, a.name as paired_by, d.paired_at, d.seen_at
               from device d join account a on a.id = d.paired_by
              where d.secret_hash = $1 and d.revoked_at is null",
            &[&hash],
        )
        .await?;
    Ok(row.and_then(Row::device))
}

/// True while it is paired.
pub(super) async fn is_paired(db: &Db, id: &str) -> sqlx::Result<bool> {
    let row: Option<(String,)> =
        db.maybe("select id from device where id = $1 and revoked_at is null", &[&id]).await?;
    Ok(row.is_some())
}

/// Writes down that it is there, at most once a minute. True when that was done now.
pub(super) async fn notice(db: &Db, device: &Device, now: DateTime<Utc>) -> sqlx::Result<bool> {
    if now - device.seen_at < NOTICE {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    tx.run("update device set seen_at = $2 where id = $1", &[&device.id, &now]).await?;
    tx.commit().await?;
    Ok(true)
}

/// Gives it another name. False when it is not paired (any more).
pub async fn rename(tx: &mut Tx, id: &str, name: &str) -> sqlx::Result<bool> {
    let rows = tx
        .run("update device set name = $2 where id = $1 and revoked_at is null", &[&id, &name])
        .await?;
    Ok(rows > 0)
}

/// Takes its access away, and ends the sessions of who signed on at it. False when that was so already. Ring the door
/// after the commit, so that its streams end as well.
pub async fn revoke(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let rows = tx
        .run("update device set revoked_at = $2 where id = $1 and revoked_at is null", &[&id, &now])
        .await?;
    sessions::end_at(tx, id).await?;
    Ok(rows > 0)
}
