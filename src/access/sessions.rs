//! Who is in. A session is 256 random bits in a cookie and a row found by their SHA-256. It gets a new id whenever it comes
//! to be worth more (at sign-in, at another role), so that an id somebody else planted or saw is worth nothing, and it ends
//! on the server: by signing out, by time, and by whatever changes what its owner may do.

use super::accounts;
use super::place::Place;
use super::role::{Limits, Role};
use crate::db::{Db, OptText, Tx, row};
use crate::id;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

/// How long somebody may take over the second step of a sign-in.
const HALFWAY: Limits = Limits { idle: TimeDelta::minutes(10), absolute: TimeDelta::minutes(10) };
/// No longer at a shared tablet, in whatever way somebody came in: others stand around it, and the next one takes it up.
const BRIEF: Limits = Limits { idle: TimeDelta::minutes(5), absolute: TimeDelta::minutes(60) };
/// No session lasts longer, whatever its role; its row can go.
const LONGEST: TimeDelta = TimeDelta::days(1);
/// How often it is written down that somebody was there: a row a minute is enough to end a session in time.
const NOTICE: TimeDelta = TimeDelta::seconds(60);

/// What the cookie holds: 64 hexadecimal digits. Never logged and never stored.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Self {
        Self(id::hex(&id::random::<32>()))
    }

    /// Reads what a browser sent.
    pub fn read(text: &str) -> Option<Self> {
        let is_ours = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_ours.then(|| Self(text.to_owned()))
    }

    /// For the cookie, or for a link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Under which it is stored. A fast hash will do: there is nothing to guess in 256 random bits.
    pub fn hash(&self) -> String {
        id::hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

/// How far somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; a code of the second factor is asked.
    Code,
    /// The password was right; a second factor must be set up first.
    Enrol,
    /// In, as this.
    Full(Role),
}

impl Stage {
    fn columns(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Code => ("code", None),
            Self::Enrol => ("enrol", None),
            Self::Full(role) => ("full", Some(role.word())),
        }
    }

    fn read(stage: &str, role: Option<&str>) -> Option<Self> {
        match stage {
            "code" => Some(Self::Code),
            "enrol" => Some(Self::Enrol),
            "full" => role.and_then(Role::from_word).map(Self::Full),
            _ => None,
        }
    }

    fn limits(self) -> Limits {
        match self {
            Self::Code | Self::Enrol => HALFWAY,
            Self::Full(role) => role.limits(),
        }
    }
}

/// A session that has not ended.
#[derive(Clone, Debug)]
pub struct Session {
    /// The hash of its token.
    pub hash: String,
    /// Whose.
    pub account: String,
    /// How far.
    pub stage: Stage,
    /// The secret of a second factor that is being set up.
    pub new_secret: Option<String>,
    /// The paired device at which it was begun: worth nothing anywhere else.
    pub device: Option<String>,
    /// Begun there with a PIN, which is good for floor work only.
    pub is_brief: bool,
    /// When it began; another role does not begin it again.
    pub made_at: DateTime<Utc>,
    /// When its owner was last seen, to the minute.
    pub seen_at: DateTime<Utc>,
    /// From where, roughly.
    pub place: Place,
}

row! {
    struct Row {
        id_hash: String,
        account_id: String,
        stage: String,
        role: Option<String>,
        new_secret: Option<String>,
        device_id: Option<String>,
        by_pin: Option<bool>,
        made_at: DateTime<Utc>,
        seen_at: DateTime<Utc>,
        browser: Option<String>,
        address: Option<String>,
    }
}

impl Row {
    /// The session, if it has not ended.
    fn read(self, now: DateTime<Utc>) -> Option<Session> {
        let stage = Stage::read(&self.stage, self.role.as_deref())?;
        let own = stage.limits();
        let limits = if self.device_id.is_some() { own.shorter(BRIEF) } else { own };
        let is_over = now >= self.made_at + limits.absolute || now >= self.seen_at + limits.idle;
        (!is_over).then(|| Session {
            hash: self.id_hash,
            account: self.account_id,
            stage,
            new_secret: self.new_secret,
            is_brief: self.device_id.is_some() && self.by_pin != Some(false),
            device: self.device_id,
            made_at: self.made_at,
            seen_at: self.seen_at,
            place: Place {
                browser: self.browser.unwrap_or_default(),
                address: self.address.unwrap_or_default(),
            },
        })
    }
}

/// The session with this hash, if it has not ended.
pub async fn find(db: &Db, hash: &str, now: DateTime<Utc>) -> sqlx::Result<Option<Session>> {
    let row: Option<Row> = db
        .maybe(
            "select s.id_hash, s.account_id, s.stage, s.role, s.new_secret, s.device_id, s.by_pin, s.made_at, s.seen_at, s.browser, s.address
               from session s
               join account a on a.id = s.account_id
               left join device d on d.id = s.device_id
              where s.id_hash = $1 and a.disabled_at is null and d.revoked_at is null",
            &[&hash],
        )
        .await?;
    Ok(row.and_then(|row| row.read(now)))
}

/// Where somebody is in: every whole session of an account, the latest seen first.
pub async fn of_account(db: &Db, account: &str, now: DateTime<Utc>) -> sqlx::Result<Vec<Session>> {
    let rows: Vec<Row> = db
        .all(
            "select id_hash, account_id, stage, role, new_secret, device_id, by_pin, made_at, seen_at, browser, address
               from session where account_id = $1 and stage = 'full' order by seen_at desc, id_hash",
            &[&account],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.read(now)).collect())
}

/// Begins a session after a password, or what is worth as much; in the place of the one that this browser had, and bound to the
/// device that the browser is.
pub async fn begin(
    tx: &mut Tx,
    account: &str,
    stage: Stage,
    (before, device, place): (Option<&str>, Option<&str>, &Place),
    now: DateTime<Utc>,
) -> sqlx::Result<Token> {
    if let Some(before) = before {
        end(tx, before).await?;
    }
    tx.run("delete from session where made_at < $1", &[&(now - LONGEST)]).await?;
    if matches!(stage, Stage::Full(_)) {
        accounts::signed_in(tx, account, now).await?;
    }
    insert(tx, account, stage, (device, false), (now, now), place).await
}

/// Begins a brief one at a tablet with a PIN, in the place of the one that this browser had.
pub async fn begin_at(
    tx: &mut Tx,
    device: &str,
    (account, role): (&str, Role),
    before: Option<&str>,
    now: DateTime<Utc>,
    place: &Place,
) -> sqlx::Result<Token> {
    if let Some(before) = before {
        end(tx, before).await?;
    }
    accounts::signed_in(tx, account, now).await?;
    insert(tx, account, Stage::Full(role), (Some(device), true), (now, now), place).await
}

/// Goes on as something else, under a new id; the old one is worth nothing from now on. `None` when it ended meanwhile.
pub async fn renew(
    tx: &mut Tx,
    session: &Session,
    stage: Stage,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Token>> {
    let gone = tx.run("delete from session where id_hash = $1", &[&session.hash]).await?;
    if gone == 0 {
        return Ok(None);
    }
    // Half a sign-in is no session yet: its ten minutes do not count for what follows.
    let is_halfway = !matches!(session.stage, Stage::Full(_));
    let made_at = if is_halfway { now } else { session.made_at };
    let at = (session.device.as_deref(), session.is_brief);
    insert(tx, &session.account, stage, at, (made_at, now), &session.place).await.map(Some)
}

async fn insert(
    tx: &mut Tx,
    account: &str,
    stage: Stage,
    (device, by_pin): (Option<&str>, bool),
    (made_at, seen_at): (DateTime<Utc>, DateTime<Utc>),
    place: &Place,
) -> sqlx::Result<Token> {
    let token = Token::new();
    let (stage, role) = stage.columns();
    tx.run(
        "insert into session (id_hash, account_id, stage, role, device_id, by_pin, made_at, seen_at, browser, address)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &token.hash(),
            &account,
            &stage,
            &OptText(role),
            &OptText(device),
            &by_pin,
            &made_at,
            &seen_at,
            &place.browser,
            &place.address,
        ],
    )
    .await?;
    Ok(token)
}

/// Keeps the secret of a second factor that is being set up.
pub async fn keep_secret(tx: &mut Tx, hash: &str, secret: &str) -> sqlx::Result<()> {
    tx.run("update session set new_secret = $2 where id_hash = $1", &[&hash, &secret]).await?;
    Ok(())
}

/// Writes down that the owner is there, at most once a minute.
pub async fn notice(db: &Db, session: &Session, now: DateTime<Utc>) -> sqlx::Result<()> {
    if now - session.seen_at < NOTICE {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    tx.run("update session set seen_at = $2 where id_hash = $1", &[&session.hash, &now]).await?;
    tx.commit().await
}

/// Ends one.
pub async fn end(tx: &mut Tx, hash: &str) -> sqlx::Result<()> {
    tx.run("delete from session where id_hash = $1", &[&hash]).await?;
    Ok(())
}

/// Ends one of an account. False when it is none of its, or has ended.
pub async fn end_of(tx: &mut Tx, account: &str, hash: &str) -> sqlx::Result<bool> {
    let ended = tx
        .run("delete from session where id_hash = $1 and account_id = $2", &[&hash, &account])
        .await?;
    Ok(ended > 0)
}

/// Ends all of an account: what it may do, or who can sign in as it, has changed. Gives how many.
pub async fn end_all(tx: &mut Tx, account: &str) -> sqlx::Result<u64> {
    tx.run("delete from session where account_id = $1", &[&account]).await
}

/// Ends those that somebody began at this device.
pub async fn end_at(tx: &mut Tx, device: &str) -> sqlx::Result<()> {
    tx.run("delete from session where device_id = $1", &[&device]).await?;
    Ok(())
}

/// Ends those that an account began at tablets with a PIN: that has changed.
pub async fn end_brief(tx: &mut Tx, account: &str) -> sqlx::Result<()> {
    tx.run(
        "delete from session
          where account_id = $1 and device_id is not null and (by_pin is null or by_pin)",
        &[&account],
    )
    .await?;
    Ok(())
}
