//! The groups people work in, each with its hall.

use super::board::{Hall, halls};
use crate::db::Db;

/// A group and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its hall.
    pub hall: Hall,
}

/// Every group, by the name of its site, its hall and itself.
pub async fn groups(db: &Db) -> sqlx::Result<Vec<Group>> {
    let rows: Vec<(String, String, String)> =
        db.all("select id, name, hall_id from work_group", &[]).await?;
    let mut all = Vec::with_capacity(rows.len());
    for hall in halls(db).await? {
        let mut here: Vec<Group> = rows
            .iter()
            .filter(|(_, _, of)| *of == hall.id)
            .map(|(id, name, _)| Group { id: id.clone(), name: name.clone(), hall: hall.clone() })
            .collect();
        here.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        all.append(&mut here);
    }
    Ok(all)
}
