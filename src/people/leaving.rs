//! Who left, and since when: somebody who is no longer active, and whose last contract and scheme ended. How to reach them and
//! what they look like is of no use from then on. Where a contract still runs, the files contradict each other, and nothing
//! goes by itself; where none was ever given, nobody knows since when.

use crate::db::{Db, Tx};
use chrono::NaiveDate;

/// How many who left before a day can still be reached.
pub async fn count_reachable(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db
        .one(
            "select count(*) from worker w
              where not w.active and (w.phone is not null or w.email is not null)
                and (exists (select 1 from contract c where c.worker_id = w.id)
                     or exists (select 1 from scheme_enrolment e where e.worker_id = w.id))
                and not exists (select 1 from contract c
                                 where c.worker_id = w.id and (c.until_day is null or c.until_day >= $1))
                and not exists (select 1 from scheme_enrolment e
                                 where e.worker_id = w.id and (e.until_day is null or e.until_day >= $1))",
            &[&before],
        )
        .await?;
    Ok(count)
}

/// Forgets telephone and e-mail address of at most `limit` of them; gives how many.
pub async fn forget_reachable(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "update worker set phone = null, email = null where id in
            (select w.id from worker w
              where not w.active and (w.phone is not null or w.email is not null)
                and (exists (select 1 from contract c where c.worker_id = w.id)
                     or exists (select 1 from scheme_enrolment e where e.worker_id = w.id))
                and not exists (select 1 from contract c
                                 where c.worker_id = w.id and (c.until_day is null or c.until_day >= $1))
                and not exists (select 1 from scheme_enrolment e
                                 where e.worker_id = w.id and (e.until_day is null or e.until_day >= $1))
              limit $2)",
        &[&before, &limit],
    )
    .await
}

/// How many photos there are of who left before a day.
pub async fn count_photos(db: &Db, before: NaiveDate) -> sqlx::Result<i64> {
    let (count,) = db
        .one(
            "select count(*) from worker_photo p join worker w on w.id = p.worker_id
              where not w.active
                and (exists (select 1 from contract c where c.worker_id = w.id)
                     or exists (select 1 from scheme_enrolment e where e.worker_id = w.id))
                and not exists (select 1 from contract c
                                 where c.worker_id = w.id and (c.until_day is null or c.until_day >= $1))
                and not exists (select 1 from scheme_enrolment e
                                 where e.worker_id = w.id and (e.until_day is null or e.until_day >= $1))",
            &[&before],
        )
        .await?;
    Ok(count)
}

/// Forgets at most `limit` of them; gives how many.
pub async fn forget_photos(tx: &mut Tx, before: NaiveDate, limit: i64) -> sqlx::Result<u64> {
    tx.run(
        "delete from worker_photo where worker_id in
            (select w.id from worker_photo p join worker w on w.id = p.worker_id
              where not w.active
                and (exists (select 1 from contract c where c.worker_id = w.id)
                     or exists (select 1 from scheme_enrolment e where e.worker_id = w.id))
                and not exists (select 1 from contract c
                                 where c.worker_id = w.id and (c.until_day is null or c.until_day >= $1))
                and not exists (select 1 from scheme_enrolment e
                                 where e.worker_id = w.id and (e.until_day is null or e.until_day >= $1))
              limit $2)",
        &[&before, &limit],
    )
    .await
}

/// Ids of who left before a day, or nobody knows when, and is still known by name: to be erased by hand, as only a person can
/// tell whether somebody may come back.
pub async fn to_erase(db: &Db, before: NaiveDate) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .all(
            "select w.id from worker w
              where not w.active and w.name <> ''
                and not exists (select 1 from contract c
                                 where c.worker_id = w.id and (c.until_day is null or c.until_day >= $1))
                and not exists (select 1 from scheme_enrolment e
                                 where e.worker_id = w.id and (e.until_day is null or e.until_day >= $1))
              order by w.id",
            &[&before],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
