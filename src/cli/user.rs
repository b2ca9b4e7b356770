//! `werkvloer user`: who may sign in, and as what.

use super::DatabaseArgs;
use crate::access::accounts::{self, Account};
use crate::access::badge::badge_of;
use crate::access::grant::{Grant, Scope, day_of, grants};
use crate::access::{Act, Change, Role, identities, sessions};
use crate::admin::scopes::Scopes;
use crate::clock::Clock;
use crate::config::{Impossible, Layer, variables};
use crate::db::Db;
use crate::id;
use crate::web::public_url::PublicUrl;
use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use std::io::Write;

/// Let people sign in, and say as what
#[derive(Debug, clap::Subcommand)]
pub enum User {
    /// Make an account; prints a link, once, with which its owner chooses a password within seven days
    Add {
        /// What is typed to sign in
        login: String,
        /// The person's name
        #[arg(long, value_name = "NAME")]
        name: String,
        #[command(flatten)]
        role: RoleArgs,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Show every account with its roles
    List {
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Print a new link with which the owner chooses a new password; the old password works until then
    Link {
        /// The account
        login: String,
        /// Also forget the second factor, for who lost the telephone and the recovery codes; ends every session now
        #[arg(long)]
        forget_second_factor: bool,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Say what stands on somebody's badge: typed at shared tablets in the place of the login name
    Badge {
        /// The account
        login: String,
        /// Up to 32 letters and digits [default: none any more]
        badge: Option<String>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Let nobody sign in with it any more, and end its sessions; what was done with it keeps its name
    Disable {
        /// The account
        login: String,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Give or take a role
    #[command(subcommand)]
    Role(RoleChange),
}

/// Give or take a role
#[derive(Debug, clap::Subcommand)]
pub enum RoleChange {
    /// Give a role; sessions of the account end, so that the next one has it
    Add {
        /// The account
        login: String,
        #[command(flatten)]
        role: RoleArgs,
        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Take a role from today on, for one scope or for all; sessions of the account end
    Remove {
        /// The account
        login: String,
        /// The role
        #[arg(long, value_parser = role)]
        role: Role,
        /// Only for this scope
        #[arg(long, value_name = "SCOPE")]
        scope: Option<Scope>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// Which role, for what, when.
#[derive(Clone, Debug, clap::Args)]
pub struct RoleArgs {
    /// supervisor, job-coach, sales, planner, controller, administrator or privacy-officer
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// For what: everything, site:ID, group:ID or caseload:COACH; a job coach needs a caseload
    #[arg(long, value_name = "SCOPE", default_value = "everything")]
    pub scope: Scope,
    /// The first day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<NaiveDate>,
    /// The last day [default: until it is taken]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<NaiveDate>,
}

fn role(word: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(|role| role.word().replace('_', "-")).join(", ");
    Role::from_word(word).ok_or_else(|| format!("roles are {}", known()))
}

impl RoleArgs {
    async fn grant(&self, db: &Db, today: NaiveDate) -> anyhow::Result<Grant> {
        let from = self.from.unwrap_or(today);
        ensure!(
            self.scope.fits(self.role),
            "a {} cannot be one for {}: a job coach is one for a caseload and nobody else is, a group is led by a \
             supervisor, and a privacy-officer looks after everything",
            self.role.word().replace('_', "-"),
            self.scope
        );
        ensure!(self.until.is_none_or(|until| from <= until), "--until is before the first day");
        ensure!(
            Scopes::load(db).await?.has(&self.scope),
            "there is no {}; 'werkvloer export' shows the ids there are",
            self.scope
        );
        Ok(Grant { role: self.role, scope: self.scope.clone(), from, until: self.until })
    }
}

/// Runs `werkvloer user …`.
pub async fn run(command: User, out: &mut dyn Write) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let today = day_of(now);
    match command {
        User::Add { login, name, role, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let login = accounts::login_of(&login)
                .context("a login name is 1 to 40 letters or digits; . - _ and @ are fine too")?;
            let name = name.trim();
            ensure!((1..=80).contains(&name.chars().count()), "a name has 1 to 80 characters");
            let grant = role.grant(&db, today).await?;
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            let account = id::new(now);
            ensure!(
                change.make_account(&account, &login, name).await?,
                "there is an account '{login}' already; 'werkvloer user list' shows it"
            );
            change.give(&account, &grant).await?;
            let token = change.link(&account).await?;
            act.commit().await?;
            db.close().await;
            writeln!(out, "{}", link(&public_url()?, &token))?;
        }
        User::List { database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let linked = identities::linked(&db).await?;
            for account in accounts::all(&db).await? {
                let is_linked = linked.contains(&account.id);
                let roles = roles(&db, &account, today).await?;
                writeln!(
                    out,
                    "{:<20} {:<9} {:<24} {roles}",
                    account.login,
                    state(&account, is_linked),
                    account.name
                )?;
            }
            db.close().await;
        }
        User::Link { login, forget_second_factor, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let account = known(&db, &login).await?;
            ensure!(account.disabled_at.is_none(), "the account '{login}' is disabled");
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            if forget_second_factor {
                change.forget_second_factor(&account.id).await?;
            }
            let token = change.link(&account.id).await?;
            act.commit().await?;
            db.close().await;
            writeln!(out, "{}", link(&public_url()?, &token))?;
        }
        User::Badge { login, badge, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let account = known(&db, &login).await?;
            let badge = badge.map(|typed| badge_of(&typed));
            ensure!(badge != Some(None), "a badge is 1 to 32 letters or digits; - is fine too");
            let badge = badge.flatten();
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            ensure!(
                change.badge(&account.id, badge.as_deref()).await?,
                "that is somebody else's badge or login name already"
            );
            act.commit().await?;
            db.close().await;
            let word = badge.as_deref().unwrap_or("none");
            writeln!(out, "badge of {}: {word}", account.login)?;
        }
        User::Disable { login, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let account = known(&db, &login).await?;
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            change.disable(&account.id).await?;
            act.commit().await?;
            db.close().await;
            writeln!(out, "{} can no longer sign in", account.login)?;
        }
        User::Role(change) => change_role(change, out).await?,
    }
    Ok(out.flush()?)
}

async fn change_role(change: RoleChange, out: &mut dyn Write) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let today = day_of(now);
    match change {
        RoleChange::Add { login, role, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let account = known(&db, &login).await?;
            let grant = role.grant(&db, today).await?;
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            let is_new = change.give(&account.id, &grant).await?;
            act.commit().await?;
            db.close().await;
            let word = if is_new { "may sign in as that" } else { "was that already" };
            writeln!(out, "{} {word}: {grant}", account.login)?;
        }
        RoleChange::Remove { login, role, scope, database } => {
            let db = database.settings()?.open_for_command().await?.db;
            let account = known(&db, &login).await?;
            let mut act = Act::by_cli(&db, now).await?;
            let mut change = Change::of(&mut act);
            let is_taken = change.take(&account.id, role, scope.as_ref()).await?;
            act.commit().await?;
            db.close().await;
            ensure!(is_taken, "'{login}' has no such role; 'werkvloer user list' shows the roles");
            writeln!(out, "{} is no longer {}", account.login, role.word().replace('_', "-"))?;
        }
    }
    Ok(())
}

async fn known(db: &Db, login: &str) -> anyhow::Result<Account> {
    let found = match accounts::login_of(login) {
        Some(login) => accounts::of_login(db, &login).await?,
        None => None,
    };
    found
        .with_context(|| format!("there is no account '{login}'; 'werkvloer user list' shows them"))
}

/// Whoever came in through an issuer needs no password.
fn state(account: &Account, is_linked: bool) -> &'static str {
    match (&account.disabled_at, &account.password_hash) {
        (Some(_), _) => "disabled",
        (None, None) if !is_linked => "waits",
        (None, _) => "active",
    }
}

async fn roles(db: &Db, account: &Account, today: NaiveDate) -> sqlx::Result<String> {
    let grants = grants(db, &account.id).await?;
    let current = grants.iter().filter(|grant| grant.until.is_none_or(|until| today <= until));
    Ok(current.map(Grant::to_string).collect::<Vec<_>>().join(", "))
}

/// The address people type, or without that setting the one where pages are.
fn public_url() -> anyhow::Result<PublicUrl> {
    let file = Layer::from_file(None).map_err(Impossible::from)?;
    let environment = Layer::from_environment(variables()).map_err(Impossible::from)?;
    let layer = file.overlaid_by(environment);
    let http = layer.http.as_deref().unwrap_or("127.0.0.1:8080");
    match layer.public_url().map_err(Impossible::from)? {
        Some(url) => Ok(url),
        None => format!("http://{http}").parse(),
    }
}

/// A one-time link, as it is sent to somebody.
pub(super) fn link(site: &PublicUrl, token: &sessions::Token) -> String {
    format!("{}/inrichten/{}", site.origin(), token.reveal())
}
