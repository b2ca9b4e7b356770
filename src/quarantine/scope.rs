//! Whose an item of quarantine is: of who leads the group at whose station the terminal stands, or, when nobody knows where
//! it stands, of who looks after the whole site.

use super::items::Whose;
use crate::access::{Access, Action, Rows, Target};
use crate::db::Db;
use crate::floor::board::{groups, halls, home_of_station, stations};
use crate::people::roster;
use std::collections::HashMap;

/// Which items the viewer decides; `None` when there can be none.
pub(super) async fn whose(db: &Db, access: &Access) -> sqlx::Result<Option<Whose>> {
    let rows = access.rows(Action::DecideQuarantine);
    if rows.are_none() {
        return Ok(None);
    }
    let Rows::Of { sites, groups, .. } = rows else { return Ok(Some(Whose::All)) };
    let site_of: HashMap<String, String> =
        halls(db).await?.into_iter().map(|hall| (hall.id, hall.site_id)).collect();
    let mut places = stations(db, None).await?;
    // What is in a whole site of the viewer's is there already; a part of the answer must not say it again.
    places.retain(|place| {
        let is_in_site = site_of.get(&place.hall_id).is_some_and(|site| sites.contains(site));
        groups.contains(&place.group_id) && !is_in_site
    });
    let stations = places.into_iter().map(|place| place.code).collect();
    Ok(Some(Whose::Of { sites: sites.into_iter().collect(), stations }))
}

/// True when the viewer decides what came from a station, or from a site when the station is not known.
pub(super) async fn is_theirs(
    db: &Db,
    access: &Access,
    site: &str,
    station: Option<&str>,
) -> sqlx::Result<bool> {
    let home = match station {
        Some(code) => home_of_station(db, code).await?,
        None => None,
    };
    let target = match &home {
        Some((site, group)) => Target::Group { site, group },
        None => Target::Site(site),
    };
    Ok(access.may(Action::DecideQuarantine, &target))
}

/// Whom the viewer may name, by name: id and name of those who work in groups of theirs.
pub(crate) async fn people(db: &Db, access: &Access) -> sqlx::Result<Vec<(String, String)>> {
    let site_of: HashMap<String, String> =
        halls(db).await?.into_iter().map(|hall| (hall.id, hall.site_id)).collect();
    let mut theirs = groups(db, None).await?;
    theirs.retain(|(group, hall)| {
        let site = site_of.get(hall);
        site.is_some_and(|site| access.may(Action::SeePeople, &Target::Group { site, group }))
    });
    let members = roster::of_groups(db, theirs.iter().map(|(group, _)| group.as_str())).await?;
    let mut people: Vec<(String, String)> =
        members.into_iter().map(|member| (member.id, member.name)).collect();
    people.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(people)
}
