//! Which lines of the trail somebody asks for: ids and days in the address, never a name.

use crate::access::accounts::Account;
use crate::clock::begin_of;
use crate::trail::{Action, Filter};
use crate::web::form::{Errors, Fields, Kind, Reader};
use crate::web::language::escaped;
use crate::web::parts::button::row;
use crate::web::parts::{Weight, submit};
use maud::{Markup, html};
use serde::Deserialize;

/// The labels of the fields.
const LABELS: [(&str, &str); 5] = [
    ("van", "logbook.from"),
    ("tot", "logbook.until"),
    ("account", "logbook.account"),
    ("medewerker", "workers.number"),
    ("handeling", "logbook.action"),
];
/// Ids are shorter.
const LONGEST_ID: usize = 64;

/// As asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    van: String,
    tot: String,
    account: String,
    medewerker: String,
    handeling: String,
    /// Lines before this one.
    pub(super) voor: Option<i64>,
}

impl Asked {
    /// Which lines that are.
    pub(super) fn filter(&self) -> Result<Filter, Errors> {
        let mut form = Reader::default();
        let from = form.optional_day("van", &self.van);
        let until = form.optional_day("tot", &self.tot);
        if from.flatten().zip(until.flatten()).is_some_and(|(from, until)| until < from) {
            form.wrong::<()>("tot", "admin.until_before_from");
        }
        let actor = form.optional_text("account", &self.account, LONGEST_ID);
        let subject = form.optional_text("medewerker", &self.medewerker, LONGEST_ID);
        let read = || {
            Some(Filter {
                from: from?.map(begin_of),
                until: until?.and_then(|day| day.succ_opt()).map(begin_of),
                actor: actor?,
                subject: subject?,
                action: Action::from_word(&self.handeling),
            })
        };
        form.done(read())
    }

    /// The address of the lines before a number, asked for in the same manner.
    pub(super) fn older(&self, before: i64) -> String {
        let fields = [
            ("van", &self.van),
            ("tot", &self.tot),
            ("account", &self.account),
            ("medewerker", &self.medewerker),
            ("handeling", &self.handeling),
        ];
        let asked = fields.iter().filter(|(_, value)| !value.is_empty());
        let asked = asked.map(|(name, value)| format!("{name}={}", escaped(value)));
        let all: Vec<_> = asked.chain([format!("voor={before}")]).collect();
        format!("/logboek?{}", all.join("&"))
    }

    /// The form, with the accounts to choose from.
    pub(super) fn draw(&self, fields: Fields<'_>, accounts: &[Account]) -> Markup {
        let lang = fields.lang;
        let mut who =
            vec![("", lang.text("logbook.everybody")), ("cli", lang.text("logbook.server"))];
        who.extend(accounts.iter().map(|one| (one.id.as_str(), one.name.as_str())));
        let mut what = vec![("", "logbook.everything")];
        what.extend(Action::ALL.iter().map(|action| (action.word(), action.key())));
        html! {
            form.wv-form method="get" action="/logboek" novalidate {
                (fields.summary(&LABELS))
                div.wv-two {
                    (fields.optional().input("van", "logbook.from", &self.van, Kind::Day))
                    (fields.optional().input("tot", "logbook.until", &self.tot, Kind::Day))
                    (fields.select("account", "logbook.account", &self.account, &who))
                    (fields.choice("handeling", "logbook.action", &self.handeling, &what))
                    (fields.hint("workers.number_hint").optional().input("medewerker", "workers.number", &self.medewerker, Kind::Line))
                }
                (row(&html! {
                    (submit(Weight::Primary, lang.text("parts.show")))
                    button class=(Weight::Secondary.button()) type="submit" formaction="/logboek/bestand" { (lang.text("logbook.export")) }
                }))
            }
        }
    }
}
