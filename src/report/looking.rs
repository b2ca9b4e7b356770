//! Looking at people through a dashboard: whose rows, and the line in the trail for each of them. It is committed before
//! anything is asked, so there is no page, and no file, of which nobody can tell who looked.

use super::filter::Chosen;
use super::library::Dashboard;
use super::run::Seen;
use super::service::{Reports, Sight};
use crate::access::{Access, Action, Rows, Target};
use crate::coaching::{self, growth};
use crate::error::Error;
use crate::floor::groups::groups;
use crate::lang::Lang;
use crate::people::{self, Standing, roster};
use crate::trail::{self, Entry, Object};
use crate::web::parts::button::row as buttons;
use crate::web::parts::{Weight, link};
use crate::workers::{NO_PERSON, find};
use maud::Markup;
use std::collections::BTreeSet;

/// Somebody who looks at a dashboard, or takes it along.
pub(super) struct Looking<'a> {
    /// Who.
    pub(super) access: &'a Access,
    /// Reading or exporting.
    pub(super) done: trail::Action,
    /// The name of the dashboard.
    pub(super) file: &'a str,
}

impl Looking<'_> {
    /// What is seen of each view. Views about persons hold the one of the address, or the viewer's own people; a file has no
    /// say in it. Gives the name of the one.
    pub(super) async fn sight(
        &self,
        reports: &Reports,
        dashboard: &Dashboard,
        asked: &[(String, String)],
        chosen: &mut Chosen,
    ) -> Result<(Sight, Option<String>), Error> {
        let mut sight = reports.sight(self.access, dashboard).await?;
        let about = || dashboard.about_persons();
        if dashboard.file.person {
            let id = asked.iter().find(|(name, _)| name == "medewerker");
            let id = id.map(|(_, id)| id.as_str()).ok_or(NO_PERSON)?;
            let name = self.look(reports, id).await?;
            for source in about() {
                sight.insert(
                    source.name,
                    only(source.scope.worker, BTreeSet::from([id.to_owned()])),
                );
            }
            chosen.person = Some(id.to_owned());
            return Ok((sight, Some(name)));
        }
        if about().next().is_some() {
            let shown = self.look_at_all(reports).await?;
            for source in about() {
                sight.insert(source.name, only(source.scope.worker, shown.clone()));
            }
        }
        Ok((sight, None))
    }

    /// Writes that one person is looked at; gives the name.
    async fn look(&self, reports: &Reports, id: &str) -> Result<String, Error> {
        let (db, action) = (reports.db(), Action::SeeGrowth);
        let found = find(db, (self.access, action), id, reports.clock().now()).await?;
        let entry = self.access.did_to(&found.id, (action, &found.target()), self.done);
        let entry = of_growth(entry, id, format!("dashboard {}", self.file));
        trail::read(db, &entry, async |tx| match people::standing(tx, id).await? {
            Some(Standing::Known(worker)) => Ok(worker.name),
            _ => Err(NO_PERSON),
        })
        .await
    }

    /// Writes that each of the viewer's own people is looked at; gives them.
    async fn look_at_all(&self, reports: &Reports) -> Result<BTreeSet<String>, Error> {
        let (db, today) = (reports.db(), reports.today());
        let own = match self.access.rows(Action::SeeGrowth) {
            Rows::All => growth::coached(db, today).await?,
            Rows::Of { coaches, .. } => {
                coaching::coached_by(db, coaches.iter().map(String::as_str), today).await?
            }
        };
        let own: BTreeSet<String> = own.into_iter().collect();
        let members = roster::of_ids(db, own.iter().map(String::as_str)).await?;
        let ids = || members.iter().map(|one| one.id.as_str());
        let coaches = coaching::coaches_of(db, ids(), today).await?;
        let groups = groups(db).await?;
        let shown: BTreeSet<String> = ids().map(str::to_owned).collect();
        trail::read_many(db, async |_| {
            let mut entries = Vec::new();
            for one in &members {
                let Some(group) = groups.iter().find(|group| group.id == one.group_id) else {
                    continue;
                };
                let coaches = coaches.get(&one.id).map_or(&[][..], Vec::as_slice);
                let target =
                    Target::Worker { site: &group.hall.site_id, group: &group.id, coaches };
                let entry = self.access.did_to(&one.id, (Action::SeeGrowth, &target), self.done);
                let note = format!("in a list, dashboard {}", self.file);
                entries.push(of_growth(entry, &one.id, note));
            }
            Ok::<_, Error>(((), entries))
        })
        .await?;
        Ok(shown)
    }
}

/// A look at what a coach and a worker agreed, and at what came of it.
pub(super) fn of_growth(entry: Entry, id: &str, note: String) -> Entry {
    Entry { object: Object::new(trail::Kind::Coaching, id), ..entry }.noting(note)
}

fn only(column: Option<&'static str>, ids: BTreeSet<String>) -> Seen {
    Seen::Of(column.map(|column| (column, ids)).into_iter().collect())
}

/// From a person's dashboard to their own page, and to the sheet with the indication.
pub(super) fn ways(lang: Lang, person: &str) -> Markup {
    let page = format!("/medewerkers/{person}");
    buttons(&maud::html! {
        (link(Weight::Secondary, &page, None, lang.text("workers.one")))
        (link(Weight::Secondary, &format!("{page}/indicatie"), None, lang.text("indication.indication")))
    })
}
