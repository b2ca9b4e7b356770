//! The last day on which something was made: by the service's clock of when it came in, not by a terminal's.

use crate::db::Db;
use chrono::NaiveDate;

/// The last one until a day.
pub async fn latest_until(db: &Db, day: NaiveDate) -> sqlx::Result<Option<NaiveDate>> {
    let row: Option<(NaiveDate,)> = db
        .maybe("select day from tally where day <= $1 order by day desc limit 1", &[&day])
        .await?;
    Ok(row.map(|(day,)| day))
}
