//! Who can sign in. An account is a person's: groups of people share none. It is disabled, never deleted, because what its
//! owner did keeps pointing at it.

use super::role::Role;
use crate::db::{Db, OptText, Tx, row};
use crate::id;
use crate::lang::Lang;
use chrono::{DateTime, NaiveDate, Utc};

/// How long a login name may be.
pub const LONGEST_LOGIN: usize = 40;

row! {
    /// Somebody who can sign in.
    #[derive(Clone, Debug)]
    pub struct Account {
        /// An id.
        pub id: String,
        /// What is typed to sign in, lower case.
        pub login: String,
        /// The person's name.
        pub name: String,
        /// The code of the language they chose.
        pub language: Option<String>,
        /// The hash of the password; `None` until one is chosen.
        pub password_hash: Option<String>,
        /// The secret of the second factor.
        pub totp_secret: Option<String>,
        /// Since when nobody signs in with it any more.
        pub disabled_at: Option<DateTime<Utc>>,
        /// When somebody last came in with it, in whatever way.
        pub signed_in_at: Option<DateTime<Utc>>,
    }
}

impl Account {
    /// The language they chose.
    pub fn lang(&self) -> Option<Lang> {
        self.language.as_deref().and_then(Lang::from_code)
    }
}

/// A login name as it is kept, if it can be one: lower case, so that a tablet's capital letter does no harm.
pub fn login_of(typed: &str) -> Option<String> {
    let login = typed.trim().to_lowercase();
    let fits = (1..=LONGEST_LOGIN).contains(&login.chars().count());
    let plain = login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
    (fits && plain).then_some(login)
}

/// The account with this login name.
pub async fn of_login(db: &Db, login: &str) -> sqlx::Result<Option<Account>> {
    db.maybe(
        "select id, login, name, language, password_hash, totp_secret, disabled_at, signed_in_at from account where login = $1",
        &[&login],
    )
    .await
}

/// The account with this id.
pub async fn one(db: &Db, id: &str) -> sqlx::Result<Option<Account>> {
    db.maybe(
        "select id, login, name, language, password_hash, totp_secret, disabled_at, signed_in_at from account where id = $1",
        &[&id],
    )
    .await
}

/// Every account, by login name.
pub async fn all(db: &Db) -> sqlx::Result<Vec<Account>> {
    db.all(
        "select id, login, name, language, password_hash, totp_secret, disabled_at, signed_in_at from account order by login",
        &[],
    )
    .await
}

/// Makes an account, without a password. `None` when the login name is taken.
pub async fn make(
    tx: &mut Tx,
    login: &str,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    let id = id::new(now);
    Ok(make_as(tx, &id, login, name, now).await?.then_some(id))
}

/// Makes an account under this id. False when the login name or the id is taken.
pub(super) async fn make_as(
    tx: &mut Tx,
    id: &str,
    login: &str,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let made = tx
        .run(
            "insert into account (id, login, name, made_at) values ($1, $2, $3, $4)
             on conflict do nothing",
            &[&id, &login, &name, &now],
        )
        .await?;
    Ok(made > 0)
}

/// Sets the password; every session of the account ends, also one that somebody else had, and its PIN goes: whoever knew the
/// password could have chosen one. True when there was a PIN.
pub async fn set_password(tx: &mut Tx, account: &str, hash: &str) -> sqlx::Result<bool> {
    tx.run("update account set password_hash = $2 where id = $1", &[&account, &hash]).await?;
    super::sessions::end_all(tx, account).await?;
    super::pin::remove(tx, account).await
}

/// Keeps when somebody came in.
pub(super) async fn signed_in(tx: &mut Tx, account: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.run("update account set signed_in_at = $2 where id = $1", &[&account, &now]).await?;
    Ok(())
}

/// Keeps the language somebody chose.
pub async fn set_language(tx: &mut Tx, account: &str, lang: Lang) -> sqlx::Result<()> {
    tx.run("update account set language = $2 where id = $1", &[&account, &lang.code()]).await?;
    Ok(())
}

/// Lets nobody sign in with it any more, and ends its sessions. False when that was so already.
pub async fn disable(tx: &mut Tx, account: &str, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update account set disabled_at = $2 where id = $1 and disabled_at is null",
            &[&account, &now],
        )
        .await?;
    super::sessions::end_all(tx, account).await?;
    Ok(rows > 0)
}

/// Lets its owner sign in again. False when that was so already.
pub(super) async fn enable(tx: &mut Tx, account: &str) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update account set disabled_at = null where id = $1 and disabled_at is not null",
            &[&account],
        )
        .await?;
    Ok(rows > 0)
}

/// True while somebody administers the whole house today and can sign in, with a password or through an issuer; who asks can, as
/// they are in.
pub(super) async fn is_administered(
    tx: &mut Tx,
    asking: &str,
    today: NaiveDate,
) -> sqlx::Result<bool> {
    let (count,): (i64,) = tx
        .one(
            "select count(*) from account a join account_grant g on g.account_id = a.id
              where a.disabled_at is null and g.role = $2
                and (a.password_hash is not null or a.id = $1
                     or exists (select 1 from account_identity i where i.account_id = a.id))
                and g.scope = 'everything' and g.from_day <= $3 and (g.until_day is null or g.until_day >= $3)",
            &[&asking, &Role::Administrator.word(), &today],
        )
        .await?;
    Ok(count > 0)
}

/// Sets or forgets (`None`) the secret of the second factor.
pub async fn set_second_factor(
    tx: &mut Tx,
    account: &str,
    secret: Option<&str>,
) -> sqlx::Result<()> {
    tx.run(
        "update account set totp_secret = $2, totp_step = null where id = $1",
        &[&account, &OptText(secret)],
    )
    .await?;
    tx.run("delete from recovery_code where account_id = $1", &[&account]).await?;
    Ok(())
}

/// Uses up a time step of the second factor, and every earlier one. False when it was used before.
pub async fn use_step(tx: &mut Tx, account: &str, step: i64) -> sqlx::Result<bool> {
    let rows = tx
        .run(
            "update account set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2)",
            &[&account, &step],
        )
        .await?;
    Ok(rows > 0)
}

/// True when somebody who administers the whole house can sign in today; without one the start prints a set-up link. Who
/// administers a site lets nobody in, so a house with no more than that is as locked as one without anybody. Who is linked to
/// an issuer can, while people may come in through one.
pub async fn has_administrator(db: &Db, today: NaiveDate, has_issuer: bool) -> sqlx::Result<bool> {
    let (count,): (i64,) = db
        .one(
            "select count(*) from account a join account_grant g on g.account_id = a.id
              where a.disabled_at is null and g.role = $1 and g.scope = 'everything' and g.from_day <= $2
                and (g.until_day is null or g.until_day >= $2)
                and (a.password_hash is not null
                     or ($3 and exists (select 1 from account_identity i where i.account_id = a.id)))",
            &[&Role::Administrator.word(), &today, &has_issuer],
        )
        .await?;
    Ok(count > 0)
}
