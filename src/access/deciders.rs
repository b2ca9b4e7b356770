//! The names of those who decided about the floor's figures, for a page that tells of it. Beside a decision stands an
//! account's id; who may see the decision may see whose it is, also when that account is disabled since. A display without
//! anybody signed on shows no such page.

use crate::db::{Db, bound, slots};
use crate::lang::Lang;
use crate::trail;
use std::borrow::Cow;
use std::collections::HashMap;

/// The names that a page needs, in its language.
pub struct Deciders {
    names: HashMap<String, String>,
    lang: Lang,
}

/// Looks up all who are kept beside some decisions at once.
pub async fn deciders<'a>(
    db: &Db,
    lang: Lang,
    kept: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<Deciders> {
    let mut names = HashMap::new();
    for some in slots(kept) {
        let rows: Vec<(String, String)> = db
            .all(
                "select id, name
                   from account
                  where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        names.extend(rows);
    }
    Ok(Deciders { names, lang })
}

impl Deciders {
    /// How a page names who is kept beside a decision. What is no account's id stands as it is: before there were accounts,
    /// names were kept.
    pub fn name<'t>(&'t self, kept: &'t str) -> Cow<'t, str> {
        if let Some(name) = trail::typed_at_server(kept) {
            return self.lang.fill("access.at_server", &[("name", &name)]).into();
        }
        self.names.get(kept).map_or(kept, String::as_str).into()
    }
}
