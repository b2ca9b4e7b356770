//! Where terminals can stand.

use crate::db::Db;

/// Every station's code with the id of its site, by code.
pub async fn places(db: &Db) -> sqlx::Result<Vec<(String, String)>> {
    db.all(
        "select s.code, h.site_id
           from station s join work_group g on g.id = s.group_id join hall h on h.id = g.hall_id
          order by s.code",
        &[],
    )
    .await
}
