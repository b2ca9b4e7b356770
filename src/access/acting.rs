//! As what somebody acts: a role in force today, and for what it is held.

use super::grant::{day_of, grants};
use super::law::Acting;
use super::role::Role;
use crate::db::Db;
use chrono::{DateTime, Utc};

/// The roles an account has today, and what it may do in the wanted one, or without a wish in the first.
pub(super) async fn roles_of(
    db: &Db,
    account: &str,
    wanted: Option<Role>,
    now: DateTime<Utc>,
) -> sqlx::Result<(Vec<Role>, Option<Acting>)> {
    let today = day_of(now);
    let in_force: Vec<_> =
        grants(db, account).await?.into_iter().filter(|grant| grant.is_in_force(today)).collect();
    let mut roles: Vec<Role> = in_force.iter().map(|grant| grant.role).collect();
    roles.dedup();
    let role = wanted.or_else(|| roles.first().copied()).filter(|role| roles.contains(role));
    let acting = role.map(|role| {
        let own = in_force.into_iter().filter(|grant| grant.role == role);
        Acting { role, scopes: own.map(|grant| grant.scope).collect(), is_brief: false }
    });
    Ok((roles, acting))
}
