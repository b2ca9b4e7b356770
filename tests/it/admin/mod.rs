//! Looking after the house: accounts, terminals, rights, and the trail as a page.

mod accounts;
mod door_lines;
mod last;
mod logbook;
mod rights;
mod terminals;

use crate::pages::Pages;
use werkvloer::access::Role;
use werkvloer::trail::{self, Filter, Line};

/// An administrator of everything, in a browser of their own.
pub(crate) async fn administrator(pages: &Pages) -> Pages {
    pages.entered("bas", &[(Role::Administrator, "everything")]).await
}

/// Every line of the trail, oldest first.
pub(crate) async fn lines(pages: &Pages) -> Vec<Line> {
    let mut tx = pages.db().reading().await.unwrap();
    trail::page(&mut tx, &Filter::default(), 0, 10_000).await.unwrap()
}

/// What was written since: the action, the object and the note of each line.
pub(crate) async fn told(pages: &Pages, since: usize) -> Vec<String> {
    let tell = |line: &Line| {
        format!("{} {} {}", line.action, line.object_id, line.note.as_deref().unwrap_or("-"))
    };
    lines(pages).await[since..].iter().map(tell).collect()
}

/// The id of the account with this login name.
pub(crate) async fn id_of(pages: &Pages, login: &str) -> String {
    let sql = "select id from account where login = $1";
    let (id,): (String,) = pages.db().one(sql, &[&login]).await.unwrap();
    id
}
