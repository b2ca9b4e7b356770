//! For what a role can be held, by name: the sites, groups and coaches there are.

use crate::access::grant::Scope;
use crate::coaching;
use crate::db::Db;
use crate::floor::board::{group_names, sites};
use crate::lang::Lang;

/// Each kind of scope: ids with their names, by name.
pub struct Scopes {
    sites: Vec<(String, String)>,
    groups: Vec<(String, String)>,
    coaches: Vec<(String, String)>,
}

impl Scopes {
    /// Reads what there is.
    pub async fn load(db: &Db) -> sqlx::Result<Self> {
        let mut tx = db.reading().await?;
        let coaches = coaching::coaches(&mut tx).await?;
        drop(tx);
        let mut coaches: Vec<_> = coaches.into_iter().map(|coach| (coach.id, coach.name)).collect();
        coaches.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        let sites = sites(db).await?.into_iter().map(|site| (site.id, site.name)).collect();
        Ok(Self { sites, groups: group_names(db).await?, coaches })
    }

    /// True when there is such a site, group or coach: a misspelt scope would silently give nothing.
    pub fn has(&self, scope: &Scope) -> bool {
        *scope == Scope::Everything || self.found(scope).is_some()
    }

    fn found(&self, scope: &Scope) -> Option<&str> {
        let (all, id) = match scope {
            // A hall is what a paired device sees; nobody is given that.
            Scope::Everything | Scope::Hall(_) => return None,
            Scope::Site(id) => (&self.sites, id),
            Scope::Group(id) => (&self.groups, id),
            Scope::Caseload(id) => (&self.coaches, id),
        };
        all.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str())
    }

    /// A scope in words; the id where it is gone.
    pub(super) fn name(&self, lang: Lang, scope: &Scope) -> String {
        let key = match scope {
            Scope::Everything => return lang.text("admin.everything").to_owned(),
            Scope::Site(_) => "admin.scope_site",
            Scope::Group(_) => "admin.scope_group",
            Scope::Caseload(_) => "admin.scope_caseload",
            Scope::Hall(_) => return scope.to_string(),
        };
        match self.found(scope) {
            Some(name) => lang.fill(key, &[("name", &name)]),
            None => scope.to_string(),
        }
    }

    /// Everything to choose from: the word a form sends, and the name.
    pub(super) fn options(&self, lang: Lang) -> Vec<(String, String)> {
        let ids = |all: &[(String, String)], of: fn(String) -> Scope| -> Vec<Scope> {
            all.iter().map(|(id, _)| of(id.clone())).collect()
        };
        let mut scopes = vec![Scope::Everything];
        scopes.extend(ids(&self.sites, Scope::Site));
        scopes.extend(ids(&self.groups, Scope::Group));
        scopes.extend(ids(&self.coaches, Scope::Caseload));
        scopes.iter().map(|scope| (scope.to_string(), self.name(lang, scope))).collect()
    }
}
