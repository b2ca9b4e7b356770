//! The made-up people who can sign in to a demo: one a role, none with a password.

use super::accounts;
use super::grant::{Grant, Scope, day_of, give};
use super::role::Role;
use crate::db::Tx;
use chrono::{DateTime, Utc};

/// The login name of a role's made-up person.
pub(super) fn login_of(role: Role) -> String {
    format!("demo-{}", role.word())
}

/// Makes the people who are not there yet: each with a role, for these scopes, and a name.
pub async fn people(
    tx: &mut Tx,
    people: &[(Role, Vec<Scope>, String)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for (role, scopes, name) in people {
        let Some(account) = accounts::make(tx, &login_of(*role), name, now).await? else {
            continue;
        };
        for scope in scopes {
            let grant = Grant { role: *role, scope: scope.clone(), from: day_of(now), until: None };
            give(tx, &account, &grant, now).await?;
        }
    }
    Ok(())
}
