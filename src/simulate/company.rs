//! Simulated terminals at the real stations of a database, working on its real tasks with its real badges.

use super::crew::Member;
use super::maker::Work;
use crate::clock::Clock;
use crate::db::Db;
use crate::floor;
use crate::orders;
use crate::people;
use crate::terminals;
use anyhow::{Context as _, bail};
use contract::TerminalName;

/// Enrols `count` terminals, `sim-0001` and on, spread over the stations, and gives each work: `task` or one of the open
/// ones, and a badge that no other of them has, as long as there are enough.
pub async fn enrol(
    db: &Db,
    clock: &Clock,
    count: usize,
    task: Option<&str>,
) -> anyhow::Result<Vec<Member>> {
    let stations = floor::stations::places(db).await?;
    if stations.is_empty() {
        bail!(
            "the database holds no stations; import a company first, or start with 'werkvloer demo'"
        );
    }
    let tasks = tasks(db, task).await?;
    let mut badges = people::badges::all(db).await?.into_iter();
    let mut tx = db.begin().await?;
    let mut members = Vec::with_capacity(count);
    for number in 0..count {
        let (station, site) = &stations[number % stations.len()];
        let terminal = TerminalName::new(site, &format!("sim-{:04}", number + 1))
            .with_context(|| format!("'{site}' is no site that can stand in a topic"))?;
        let secret = terminals::enrol(&mut tx, clock, &terminal, station).await?;
        let (task, pack_size) = tasks[number % tasks.len()].clone();
        let work = Work { badge: badges.next(), task: Some(task), pack_size };
        members.push(Member { terminal, secret: Some(secret), work });
    }
    tx.commit().await?;
    Ok(members)
}

/// Work for terminals that are enrolled already, out of the same stores.
pub async fn work(db: &Db, count: usize, task: Option<&str>) -> anyhow::Result<Vec<Work>> {
    let tasks = tasks(db, task).await?;
    let mut badges = people::badges::all(db).await?.into_iter();
    Ok((0..count)
        .map(|number| {
            let (task, pack_size) = tasks[number % tasks.len()].clone();
            Work { badge: badges.next(), task: Some(task), pack_size }
        })
        .collect())
}

async fn tasks(db: &Db, wanted: Option<&str>) -> anyhow::Result<Vec<(String, u32)>> {
    let mut tasks = orders::packs::open(db).await?;
    if let Some(wanted) = wanted {
        tasks.retain(|(task, _)| task == wanted);
        if tasks.is_empty() {
            bail!("there is no task '{wanted}' of an open order");
        }
    } else if tasks.is_empty() {
        bail!("the database holds no task of an open order");
    }
    let packs = |pack: i64| u32::try_from(pack).unwrap_or(contract::MAX_QTY).min(contract::MAX_QTY);
    Ok(tasks.into_iter().map(|(task, pack)| (task, packs(pack))).collect())
}
