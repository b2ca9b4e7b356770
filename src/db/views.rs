//! Views are code, not history: each room has its own in `views.sql`. Whoever starts a service makes all of them anew when one of
//! them has another text than the one that was made; a table keeps what was made, with a hash of each text.
//!
//! A number that a rule needs has its name once, above the views, in a line `-- Number NAME = VALUE.`, and is `:NAME` in them.

use super::{Db, Tx};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
#[expect(clippy::disallowed_types, reason = "the texts are files of this program")]
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr as _;

/// The rooms' files, in an order in which a view comes after those that it names.
const FILES: [&str; 7] = [
    include_str!("../floor/views.sql"),
    include_str!("../people/views.sql"),
    include_str!("../report/views.sql"),
    include_str!("../output/views.sql"),
    include_str!("../turnover/views.sql"),
    include_str!("../municipalities/views.sql"),
    include_str!("../coaching/views.sql"),
];

/// How often to try on Postgres: a query that reads two views, and whoever takes both away, may wait for each other.
const TRIES: u32 = 5;

/// A view as an engine gets it.
#[derive(Debug, PartialEq)]
struct View {
    name: String,
    text: String,
}

impl View {
    /// What tells a changed text; comments are not part of it.
    fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(&self.text))
    }
}

/// The views of a file in its order, without comments and with the numbers in their places.
fn views(file: &str) -> Vec<View> {
    let numbers: Vec<(&str, &str)> = file
        .lines()
        .filter_map(|line| line.strip_prefix("-- Number ")?.split_once(". "))
        .filter_map(|(number, _why)| number.split_once(" = "))
        .collect();
    let code: Vec<&str> = file
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code).trim_end())
        .filter(|line| !line.is_empty())
        .collect();
    code.join("\n")
        .split(';')
        .filter_map(|statement| {
            let text = with_numbers(statement.trim(), &numbers);
            let name = text.strip_prefix("create view ")?.split_whitespace().next()?.to_owned();
            Some(View { name, text })
        })
        .collect()
}

/// Puts each number in the place of its name. A name that is no number's stays, and no engine takes it.
fn with_numbers(text: &str, numbers: &[(&str, &str)]) -> String {
    let mut parts = text.split(':');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        match numbers.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.extend([":", name]),
        }
        filled.push_str(rest);
    }
    filled
}

/// Every view of the program, in the order in which they are made.
fn all() -> Vec<View> {
    FILES.into_iter().flat_map(views).collect()
}

/// Their names and hashes in that order, as `made_view` keeps them.
fn wanted() -> Vec<(String, String)> {
    all().iter().map(|view| (view.name.clone(), view.hash())).collect()
}

/// Whether the database has the views of this program.
pub(super) async fn are_made(db: &Db) -> sqlx::Result<bool> {
    let made: Vec<(String, String)> =
        db.all("select name, hash from made_view order by no", &[]).await?;
    Ok(made == wanted())
}

/// Makes the views anew unless they are those of this program. Several processes may do so at once, and others may go on asking:
/// they see the old views or the new ones.
pub(super) async fn make(db: &Db) -> sqlx::Result<()> {
    let mut tries = 1;
    while !are_made(db).await? {
        match make_anew(db).await {
            Err(error) if is_deadlock(&error) && tries < TRIES => tries += 1,
            done => return done,
        }
    }
    Ok(())
}

async fn make_anew(db: &Db) -> sqlx::Result<()> {
    let mut tx = alone(db).await?;
    if made(&mut tx).await? == wanted() {
        return Ok(());
    }
    drop_all(&mut tx).await?;
    for (no, view) in (1_i64..).zip(all()) {
        let hash = view.hash();
        tx.run(
            "insert into made_view (no, name, hash) values ($1, $2, $3)",
            &[&no, &view.name, &hash],
        )
        .await?;
        run(&mut tx, view.text).await?;
    }
    tx.commit().await
}

/// Takes the views away before any of the `migrations` that are still to come: no engine lets a table be built anew under a view.
pub(super) async fn make_way(db: &Db, migrations: i64) -> sqlx::Result<()> {
    let mut tx = alone(db).await?;
    // Another process that started beside this one may have migrated in the meantime, and made its views.
    let (applied,): (i64,) =
        tx.one("select count(*) from _sqlx_migrations where success", &[]).await?;
    if applied < migrations {
        drop_all(&mut tx).await?;
    }
    tx.commit().await
}

/// A transaction in which nobody else makes views or takes them away.
async fn alone(db: &Db) -> sqlx::Result<Tx> {
    let mut tx = db.begin().await?;
    // SQLite has let one writer in by now. On Postgres whoever comes second waits here, however long the first one takes, which
    // itself waits for every query that reads a view.
    tx.run_either("select 1", "set local lock_timeout = 0", &[]).await?;
    tx.run_either("select 1", "set local statement_timeout = 0", &[]).await?;
    tx.run_either("select 1", "lock table made_view in exclusive mode", &[]).await?;
    Ok(tx)
}

async fn made(tx: &mut Tx) -> sqlx::Result<Vec<(String, String)>> {
    tx.all("select name, hash from made_view order by no", &[]).await
}

/// The last one first: it may name those before it.
async fn drop_all(tx: &mut Tx) -> sqlx::Result<()> {
    for (name, _) in made(tx).await?.iter().rev() {
        run(tx, format!("drop view if exists {name}")).await?;
    }
    tx.run("delete from made_view", &[]).await?;
    Ok(())
}

/// Runs a statement of this file's making.
async fn run(tx: &mut Tx, sql: String) -> sqlx::Result<()> {
    let sql = AssertSqlSafe(sql).into_sql_str();
    match tx {
        Tx::Sqlite(tx, _) => {
            sqlx::query(sql).persistent(false).execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            sqlx::query(sql).persistent(false).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

/// Postgres let another one go on, and took this one back.
fn is_deadlock(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("40P01"))
}

#[cfg(test)]
mod tests {
    use super::{View, views, with_numbers};

    #[test]
    fn views_are_read_with_their_numbers() {
        let file = "-- About; this.\n\n-- Number few = 10. So few.\n-- Number fewer = 9.5. So much fewer.\n\n-- What; for.\n\
                    create view one as\nselect 1 as a -- why; so\n where :few > :fewer;\n\ncreate view two as\nselect a from one;\n";
        let view = |name: &str, text: &str| View { name: name.to_owned(), text: text.to_owned() };
        assert_eq!(
            views(file),
            [
                view("one", "create view one as\nselect 1 as a\n where 10 > 9.5"),
                view("two", "create view two as\nselect a from one"),
            ]
        );
    }

    #[test]
    fn every_number_has_a_value_and_a_use() {
        for file in super::FILES {
            for view in views(file) {
                // In front of anything but a name it is text.
                let mut after = view.text.split(':').skip(1);
                let nameless = after.find(|rest| rest.starts_with(char::is_alphabetic));
                assert!(nameless.is_none(), "a number of {} has no value: {nameless:?}", view.name);
            }
            for line in file.lines().filter_map(|line| line.strip_prefix("-- Number ")) {
                let (name, _) = line.split_once(" = ").unwrap();
                let is_used = with_numbers(file, &[(name, "")]) != file;
                assert!(is_used, "{name} is used nowhere");
            }
        }
    }
}
