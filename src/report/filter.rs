//! What a viewer chose to see: filters out of the address, each checked; what is wrong with one is said at that one.

use super::period::{Edge, PRESETS, Period, edge};
use super::run::Seen;
use super::service::Sight;
use crate::db::{Db, Tx};
use crate::floor::places;
use crate::lang::Lang;
use crate::orders;
use crate::web::language::escaped;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A filter by which rows are chosen: its word in a file, its name in an address, and the column of a view it looks at.
#[derive(Debug, PartialEq, Eq)]
pub struct Filter {
    /// In a file.
    pub word: &'static str,
    /// In an address.
    pub name: &'static str,
    /// In a view.
    pub column: &'static str,
    /// The key of its label.
    pub label: &'static str,
}

/// Every filter but the period.
pub const FILTERS: &[Filter] = &[
    Filter { word: "site", name: "locatie", column: "site_id", label: "report.site" },
    Filter { word: "hall", name: "hal", column: "hall_id", label: "report.hall" },
    Filter { word: "group", name: "groep", column: "group_id", label: "report.group" },
    Filter {
        word: "business_line",
        name: "werksoort",
        column: "business_line",
        label: "report.business_line",
    },
    Filter { word: "client", name: "opdrachtgever", column: "client_id", label: "report.client" },
    Filter {
        word: "municipality",
        name: "gemeente",
        column: "municipality_id",
        label: "report.municipality",
    },
];

impl Filter {
    /// The filter with this word.
    pub fn of(word: &str) -> Option<&'static Self> {
        FILTERS.iter().find(|filter| filter.word == word)
    }
}

/// What can be chosen: a value and its name.
pub type Options = Vec<(String, String)>;

/// The values that each of these filters can have for who sees this: of places the viewer's own only.
pub async fn options(
    db: &Db,
    lang: Lang,
    words: &[String],
    sight: &Sight,
) -> sqlx::Result<BTreeMap<&'static str, Options>> {
    let mut tx = db.reading().await?;
    let mut found = BTreeMap::new();
    for filter in words.iter().filter_map(|word| Filter::of(word)) {
        let mut of: Options = match filter.word {
            "site" | "hall" | "group" => own_places(&mut tx, filter.word, sight).await?,
            "client" => {
                orders::sales::clients(&mut tx).await?.into_iter().map(|c| (c.id, c.name)).collect()
            }
            "municipality" => {
                places::municipalities(&mut tx).await?.into_iter().map(|m| (m.id, m.name)).collect()
            }
            _ => super::words::business_lines(lang),
        };
        of.sort_by(|a, b| a.1.cmp(&b.1));
        found.insert(filter.word, of);
    }
    Ok(found)
}

/// The sites, halls or groups of which a viewer sees rows. A hall belongs to its site, a group to both; who sees rows of a
/// hall only chooses no site.
async fn own_places(tx: &mut Tx, word: &str, sight: &Sight) -> sqlx::Result<Options> {
    let (sites, halls) = (places::sites(tx).await?, places::halls(tx).await?);
    let groups = if word == "group" { places::groups(tx).await? } else { Vec::new() };
    let sees = |column: &str, id: &str| {
        sight.values().any(|seen| match seen {
            Seen::All => true,
            Seen::Of(own) => own.iter().any(|(of, ids)| *of == column && ids.contains(id)),
        })
    };
    let sees_hall = |id: &str| {
        sees("hall_id", id) || halls.iter().any(|hall| hall.id == id && sees("site_id", &hall.site))
    };
    Ok(match word {
        "site" => {
            let own = sites.into_iter().filter(|site| sees("site_id", &site.id));
            own.map(|site| (site.id, site.name)).collect()
        }
        "hall" => {
            let own = halls.iter().filter(|hall| sees_hall(&hall.id));
            own.map(|hall| (hall.id.clone(), hall.name.clone())).collect()
        }
        _ => {
            let own = groups
                .into_iter()
                .filter(|group| sees("group_id", &group.id) || sees_hall(&group.hall));
            own.map(|group| (group.id, group.name)).collect()
        }
    })
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The days.
    pub period: Period,
    /// The word of a period that moves along, when that was chosen.
    pub preset: Option<String>,
    /// The value of each filter that was chosen, by the filter's word.
    pub values: BTreeMap<&'static str, String>,
    /// Today.
    pub today: NaiveDate,
    /// The person it is about.
    pub person: Option<String>,
    /// What is wrong: the name of the field, what was typed, and the key of a sentence.
    pub wrong: Vec<(&'static str, String, &'static str)>,
}

impl Chosen {
    /// Reads `asked`, the address's pairs. What is wrong is left out and told.
    pub fn read(
        asked: &[(String, String)],
        (words, preset): (&[String], &str),
        options: &BTreeMap<&'static str, Options>,
        today: NaiveDate,
    ) -> Self {
        let said = |name: &str| {
            asked
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        };
        let mut wrong = Vec::new();
        let mut chosen = said("periode").map(str::to_owned);
        if let Some(word) = &chosen
            && !PRESETS.contains(&word.as_str())
        {
            wrong.push(("periode", word.clone(), "report.no_such_period"));
            chosen = None;
        }
        let mut days = |name: &'static str, which| {
            let text = said(name)?;
            let day = edge(text, which);
            if day.is_none() {
                wrong.push((name, text.to_owned(), "report.no_such_day"));
            }
            day
        };
        let (from, to) = (days("van", Edge::First), days("tot", Edge::Last));
        let fallback = || {
            let word = chosen.clone().unwrap_or_else(|| preset.to_owned());
            let period = Period::preset(&word, today).unwrap_or(Period { from: today, to: today });
            (period, Some(word))
        };
        let (period, preset) = match (from, to) {
            (None, None) => fallback(),
            (from, to) => {
                let to = to.unwrap_or(today);
                // One end alone is that day up to now, or the quarter of a year before it.
                let from = from.unwrap_or_else(|| to - chrono::Days::new(90));
                if let Some(period) = Period::between(from, to) {
                    (period, None)
                } else {
                    wrong.push((
                        "van",
                        said("van").unwrap_or_default().to_owned(),
                        "report.impossible_period",
                    ));
                    fallback()
                }
            }
        };
        let mut values = BTreeMap::new();
        for filter in words.iter().filter_map(|word| Filter::of(word)) {
            if let Some(value) = said(filter.name) {
                let known =
                    options.get(filter.word).is_some_and(|of| of.iter().any(|(id, _)| id == value));
                if known {
                    values.insert(filter.word, value.to_owned());
                } else {
                    wrong.push((filter.name, value.to_owned(), "report.no_such_value"));
                }
            }
        }
        Self { period, preset, values, today, person: None, wrong }
    }

    /// Chooses days.
    pub fn set_period(&mut self, from: NaiveDate, to: NaiveDate) {
        self.period = Period { from, to };
        self.preset = None;
    }

    /// As the pairs of an address, with another period when one is given.
    pub fn query(&self, period: Option<&str>) -> String {
        let mut pairs = match period.or(self.preset.as_deref()) {
            Some(word) => vec![("periode", word.to_owned())],
            None => {
                vec![("van", self.period.from.to_string()), ("tot", self.period.to.to_string())]
            }
        };
        let values = self
            .values
            .iter()
            .filter_map(|(word, value)| Some((Filter::of(word)?.name, value.clone())));
        pairs.extend(values);
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        pairs.join("&")
    }
}
