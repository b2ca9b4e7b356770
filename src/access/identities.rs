//! Which account an issuer's person is. The first time somebody comes with the one-time link of their account; from then on
//! the issuer's word is enough.

use super::accounts::{self, Account};
use super::openid::Identity;
use crate::db::{Db, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// The account of who came back from the issuer; `None` for somebody whom nobody linked, or whose account is disabled.
pub async fn account_of(db: &Db, who: &Identity) -> sqlx::Result<Option<Account>> {
    let row: Option<(String,)> = db
        .maybe(
            "select account_id from account_identity where issuer = $1 and subject = $2",
            &[&who.issuer, &who.subject],
        )
        .await?;
    let Some((account,)) = row else { return Ok(None) };
    let account = accounts::one(db, &account).await?;
    Ok(account.filter(|account| account.disabled_at.is_none()))
}

/// The ids of the accounts with which somebody can come in through an issuer.
pub async fn linked(db: &Db) -> sqlx::Result<HashSet<String>> {
    let rows: Vec<(String,)> =
        db.all("select distinct account_id from account_identity", &[]).await?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Links an issuer's person to an account. False when they are linked to another one already.
pub async fn link(
    tx: &mut Tx,
    who: &Identity,
    account: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    tx.run(
        "insert into account_identity (issuer, subject, account_id, linked_at) values ($1, $2, $3, $4)
         on conflict (issuer, subject) do nothing",
        &[&who.issuer, &who.subject, &account, &now],
    )
    .await?;
    let (linked,): (String,) = tx
        .one(
            "select account_id from account_identity where issuer = $1 and subject = $2",
            &[&who.issuer, &who.subject],
        )
        .await?;
    Ok(linked == account)
}
