//! What gives somebody a role: for what, and from when until when. A grant is never changed; it ends, and another begins.

use super::role::Role;
use crate::db::{Db, Tx};
use crate::id;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;
use std::fmt;

/// For what a role is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The whole house.
    Everything,
    /// A site, by its id.
    Site(String),
    /// A work group, by its id.
    Group(String),
    /// A hall, by its id: what a paired device shows. No role of an account is held for one.
    Hall(String),
    /// The people a coach coaches, by the coach's id: also of a coach whose work is taken over for a while.
    Caseload(String),
}

impl Scope {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Everything => ("everything", ""),
            Self::Site(id) => ("site", id),
            Self::Group(id) => ("group", id),
            Self::Caseload(id) => ("caseload", id),
            Self::Hall(id) => ("hall", id),
        }
    }

    fn of(kind: &str, id: &str) -> Option<Self> {
        match (kind, id) {
            ("everything", "") => Some(Self::Everything),
            (_, "") => None,
            ("site", id) => Some(Self::Site(id.to_owned())),
            ("group", id) => Some(Self::Group(id.to_owned())),
            ("caseload", id) => Some(Self::Caseload(id.to_owned())),
            _ => None,
        }
    }

    /// True when a role can be held for this: a caseload is a coach's and nobody else's, and only who leads the floor or
    /// plans it is bound to a part of it.
    pub fn fits(&self, role: Role) -> bool {
        match role {
            Role::Supervisor => !matches!(self, Self::Caseload(_) | Self::Hall(_)),
            Role::JobCoach => matches!(self, Self::Caseload(_)),
            Role::Sales | Role::Planner | Role::Controller | Role::Administrator => {
                matches!(self, Self::Everything | Self::Site(_))
            }
            Role::PrivacyOfficer => *self == Self::Everything,
            Role::Device => matches!(self, Self::Hall(_)),
        }
    }
}

/// `everything`, `site:stad`, `group:g1`, `caseload:c1`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (kind, "") => f.write_str(kind),
            (kind, id) => write!(f, "{kind}:{id}"),
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once(':').unwrap_or((text, ""));
        Self::of(kind, id).ok_or("a scope is everything, site:ID, group:ID or caseload:COACH")
    }
}

/// A role, for what, from when until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// For what.
    pub scope: Scope,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; `None` while it lasts.
    pub until: Option<NaiveDate>,
}

impl Grant {
    /// True on a day between the two.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// `supervisor for group:g1 from 2026-01-01 until 2026-12-31`.
impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.role.word().replace('_', "-");
        write!(f, "{role} for {} from {}", self.scope, self.from)?;
        self.until.map_or(Ok(()), |until| write!(f, " until {until}"))
    }
}

/// The clock of what is the company's and not a site's: the company is Dutch.
pub const ZONE: Tz = chrono_tz::Europe::Amsterdam;

/// The day on which a grant counts.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

type Row = (String, String, String, NaiveDate, Option<NaiveDate>);

/// Every grant of an account, past ones too, in the order of [`Role::ALL`].
pub async fn grants(db: &Db, account: &str) -> sqlx::Result<Vec<Grant>> {
    let rows: Vec<Row> = db
        .all(
            "select role, scope, scope_id, from_day, until_day from account_grant where account_id = $1",
            &[&account],
        )
        .await?;
    let mut grants: Vec<Grant> = rows
        .into_iter()
        .filter_map(|(role, kind, id, from, until)| {
            let (role, scope) = (Role::from_word(&role)?, Scope::of(&kind, &id)?);
            Some(Grant { role, scope, from, until })
        })
        .collect();
    grants.sort_by(|a, b| (a.role, &a.scope, a.from).cmp(&(b.role, &b.scope, b.from)));
    Ok(grants)
}

/// Every grant of every account that is or will be in force, by account.
pub async fn current(db: &Db, today: NaiveDate) -> sqlx::Result<HashMap<String, Vec<Grant>>> {
    let rows: Vec<(String, String, String, String, NaiveDate, Option<NaiveDate>)> = db
        .all(
            "select account_id, role, scope, scope_id, from_day, until_day from account_grant
              where until_day is null or (until_day >= $1 and until_day >= from_day)",
            &[&today],
        )
        .await?;
    let mut of: HashMap<String, Vec<Grant>> = HashMap::new();
    for (account, role, kind, id, from, until) in rows {
        if let Some((role, scope)) = Role::from_word(&role).zip(Scope::of(&kind, &id)) {
            of.entry(account).or_default().push(Grant { role, scope, from, until });
        }
    }
    for grants in of.values_mut() {
        grants.sort_by(|a, b| (a.role, &a.scope, a.from).cmp(&(b.role, &b.scope, b.from)));
    }
    Ok(of)
}

/// True when an account has this role for this already, on the day on which the grant would begin.
pub(super) async fn is_held(tx: &mut Tx, account: &str, grant: &Grant) -> sqlx::Result<bool> {
    let (kind, id) = grant.scope.parts();
    let (count,): (i64,) = tx
        .one(
            "select count(*) from account_grant
              where account_id = $1 and role = $2 and scope = $3 and scope_id = $4
                and from_day <= $5 and (until_day is null or until_day >= $5)",
            &[&account, &grant.role.word(), &kind, &id, &grant.from],
        )
        .await?;
    Ok(count > 0)
}

/// Gives a role.
pub async fn give(
    tx: &mut Tx,
    account: &str,
    grant: &Grant,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (kind, scope) = grant.scope.parts();
    tx.run(
        "insert into account_grant (id, account_id, role, scope, scope_id, from_day, until_day)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&id::new(now), &account, &grant.role.word(), &kind, &scope, &grant.from, &grant.until],
    )
    .await?;
    super::sessions::end_all(tx, account).await?;
    Ok(())
}

/// Takes a role, for one scope or for all of them, from this day on. Gives how many grants ended.
pub async fn take(
    tx: &mut Tx,
    account: &str,
    role: Role,
    scope: Option<&Scope>,
    today: NaiveDate,
) -> sqlx::Result<u64> {
    let (kind, id) = scope.map_or(("", ""), Scope::parts);
    let yesterday = today.pred_opt().unwrap_or(today);
    let ended = tx
        .run(
            "update account_grant set until_day = $5
              where account_id = $1 and role = $2 and ($3 = '' or (scope = $3 and scope_id = $4))
                and (until_day is null or until_day > $5)",
            &[&account, &role.word(), &kind, &id, &yesterday],
        )
        .await?;
    super::sessions::end_all(tx, account).await?;
    Ok(ended)
}
