//! `/quarantaine`: what waits for a person, why, and the two ways to decide: book it as it really was, or say that it
//! does not count.

use super::corrections::{BookError, Booking, Was, book_in};
use super::draw::without_badges;
use super::form::{BookForm, DiscardForm, Family};
use super::items::{self, DecideError, Item, Line, discard_in};
use super::scope::{is_theirs, people, whose};
use crate::access::{Acted, Deciders, Refusal, Visit, deciders};
use crate::error::Error;
use crate::floor::board::time_of_site;
use crate::lang::Lang;
use crate::web::form::Errors;
use crate::web::format::{count, moment};
use crate::web::menu::Section;
use crate::web::parts::{
    Column, Holds, Icon, Row, Table, Tone, Way, alert, badge, card, facts, sheets,
};
use crate::web::{Form, Page, Path, Query};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::Why;
use maud::{Markup, html};
use serde::Deserialize;

/// Items on a page of the list.
const PAGE: i64 = 50;
const LIST: &str = "/quarantaine";
const NO_ITEM: Error = Error::NotFound("quarantine.no_item");

/// The quarantine's pages.
pub fn router() -> Router {
    Router::new()
        .route("/quarantaine", get(list))
        .route("/quarantaine/{id}", get(show))
        .route("/quarantaine/{id}/boeking", post(book_it))
        .route("/quarantaine/{id}/afwijzing", post(discard_it))
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default, rename = "blad")]
    sheet: Option<i64>,
}

async fn list(visit: Visit, Query(paging): Query<Paging>) -> Result<Markup, Error> {
    let (lang, db) = (visit.lang(), visit.db());
    let whose = whose(db, visit.access()).await?.ok_or(Error::NO_PAGE)?;
    let counts = items::count_of(db, &whose).await?;
    let last = ((counts.total + PAGE - 1) / PAGE).max(1);
    let sheet = paging.sheet.unwrap_or(1).clamp(1, last);
    let lines = items::list(db, &whose, PAGE, (sheet - 1) * PAGE).await?;
    let names = deciders(db, lang, []).await?;
    let zone = chrono_tz::Europe::Amsterdam;
    let clerk = Clerk { lang, now: visit.now(), zone, names, people: Vec::new() };
    let heads = [
        ("quarantine.why", Holds::Name),
        ("table.terminal", Holds::Line),
        ("table.station", Holds::Line),
        ("table.when", Holds::Line),
        ("table.status", Holds::Line),
    ];
    let title = lang.text("quarantine.title");
    let table = Table {
        label: title,
        columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
        empty: lang.text("quarantine.nothing_came"),
        order: None,
    };
    let rows: Vec<_> = lines.iter().map(|line| clerk.row(line)).collect();
    let body = html! {
        h1 { (title) }
        p.wv-lead {
            @match counts.open() {
                0 => (lang.text("quarantine.nothing_waits")),
                1 => (lang.text("quarantine.one_waits")),
                n => (lang.fill("quarantine.some_wait", &[("n", &count(lang, n))])),
            }
        }
        (table.draw(lang, &rows, None))
        (sheets(lang, sheet, last, |n| format!("/quarantaine?blad={n}")))
    };
    Ok(visit.page(&Page { title, section: Some(Section::Quarantine), body, ..Page::default() }))
}

/// What is on the page of an item beside the item: the two forms as typed, and what is wrong with each.
#[derive(Default)]
struct Typed {
    booking: BookForm,
    booking_wrong: Errors,
    discarding: DiscardForm,
    discarding_wrong: Errors,
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Markup, Error> {
    let (item, clerk) = find(&visit, &id).await?;
    let booking = BookForm::of(&item, visit.db(), clerk.zone).await?;
    Ok(clerk.page(&visit, &item, &Typed { booking, ..Typed::default() }))
}

async fn book_it(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<BookForm>,
) -> Result<Response, Error> {
    let (item, clerk) = find(&visit, &id).await?;
    let (db, access) = (visit.db(), visit.access());
    let read = match typed.check(&item, db, visit.clock()).await? {
        // Another's station is no station, as it is everywhere else; and another's worker is nobody.
        Ok(booking) if !is_theirs(db, access, &item.site_id, Some(&booking.station)).await? => {
            Err(Errors::field("station", "quarantine.wrong_station"))
        }
        Ok(booking) if !clerk.knows(&booking) => {
            Err(Errors::field("worker", "quarantine.wrong_worker"))
        }
        read => read,
    };
    // Decided by somebody else meanwhile: the page says who, when and why.
    let read = if item.outcome.is_some() { Err(decided_meanwhile()) } else { read };
    let acted = visit
        .act(
            &typed.sleutel,
            ("quarantine.done_booked", &address(&item)),
            || read,
            async |act, booking| {
                let (decider, at) = (act.decider(), act.at());
                match book_in(act.tx(), &item.id, &decider, booking, at).await {
                    Ok(_) => Ok(()),
                    Err(BookError::AlreadyDecided) => Err(decided_meanwhile().into()),
                    Err(BookError::NotFound) => Err(NO_ITEM.into()),
                    Err(BookError::UnknownStation) => {
                        Err(Refusal::field("station", "quarantine.wrong_station"))
                    }
                    Err(BookError::Database(error)) => Err(error.into()),
                }
            },
        )
        .await?;
    let typed = |booking_wrong| Typed { booking: typed, booking_wrong, ..Typed::default() };
    or_again(&visit, &id, acted, typed).await
}

async fn discard_it(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<DiscardForm>,
) -> Result<Response, Error> {
    let (item, clerk) = find(&visit, &id).await?;
    let read = if item.outcome.is_some() { Err(decided_meanwhile()) } else { typed.read() };
    let acted = visit
        .act(
            &typed.sleutel,
            ("quarantine.done_discarded", &address(&item)),
            || read,
            async |act, reason| {
                let (decider, at) = (act.decider(), act.at());
                match discard_in(act.tx(), &item.id, &decider, &reason, at).await {
                    Ok(()) => Ok(()),
                    Err(DecideError::AlreadyDecided) => Err(decided_meanwhile().into()),
                    Err(DecideError::NotFound) => Err(NO_ITEM.into()),
                    Err(DecideError::Database(error)) => Err(error.into()),
                }
            },
        )
        .await?;
    let booking = BookForm::of(&item, visit.db(), clerk.zone).await?;
    let typed = |discarding_wrong| Typed {
        booking,
        discarding: typed,
        discarding_wrong,
        ..Typed::default()
    };
    or_again(&visit, &id, acted, typed).await
}

fn decided_meanwhile() -> Errors {
    Errors::whole("quarantine.decided_meanwhile")
}

/// The answer, or the item as it is now with why the form was refused.
async fn or_again(
    visit: &Visit,
    id: &str,
    acted: Acted<()>,
    typed: impl FnOnce(Errors) -> Typed,
) -> Result<Response, Error> {
    let again = async |wrong| {
        let (item, clerk) = find(visit, id).await?;
        Ok(clerk.page(&visit.at(&address(&item)), &item, &typed(wrong)))
    };
    acted.or_read(again).await
}

fn address(item: &Item) -> String {
    format!("{LIST}/{}", item.id)
}

/// The item, and who writes about it in its site's time.
async fn find(visit: &Visit, id: &str) -> Result<(Item, Clerk), Error> {
    let (db, access, lang) = (visit.db(), visit.access(), visit.lang());
    let item = items::one(db, id).await?.ok_or(NO_ITEM)?;
    if !is_theirs(db, access, &item.site_id, item.station.as_deref()).await? {
        return Err(NO_ITEM);
    }
    let time = time_of_site(db, &item.site_id).await?;
    let zone = time.map_or(chrono_tz::Europe::Amsterdam, |time| time.zone);
    let names = deciders(db, lang, item.decided_by.as_deref()).await?;
    let people = match Family::of(&item) {
        Family::Presence if item.outcome.is_none() => people(db, access).await?,
        _ => Vec::new(),
    };
    Ok((item, Clerk { lang, now: visit.now(), zone, names, people }))
}

/// Writes about quarantined events.
pub(super) struct Clerk {
    pub(super) lang: Lang,
    now: DateTime<Utc>,
    zone: Tz,
    names: Deciders,
    /// Whom the viewer may name: id and name.
    pub(super) people: Vec<(String, String)>,
}

impl Clerk {
    /// True when it names nobody, or somebody whom the viewer may name.
    fn knows(&self, booking: &Booking) -> bool {
        match &booking.what {
            Was::Presence { worker, .. } => self.people.iter().any(|(id, _)| id == worker),
            _ => true,
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        moment(self.lang, at, self.zone, self.now.with_timezone(&self.zone).date_naive())
    }

    fn status(&self, outcome: Option<&str>) -> Markup {
        let (tone, shape, key) = match outcome {
            None => (Tone::Warning, Icon::Clock, "quarantine.waits"),
            Some("booked") => (Tone::Good, Icon::Going, "quarantine.booked"),
            Some(_) => (Tone::Neutral, Icon::Cross, "quarantine.discarded"),
        };
        badge(tone, shape, self.lang.text(key))
    }

    fn row(&self, line: &Line) -> Row {
        let lang = self.lang;
        let cells = vec![
            html! { a href={ "/quarantaine/" (line.id) } { (lang.text(why(&line.why))) } },
            html! { (line.site_id) "/" (line.terminal) },
            html! { (line.station.as_deref().unwrap_or("–")) },
            html! { (self.moment(line.received_at)) },
            html! {
                (self.status(line.outcome.as_deref()))
                @if line.undone { " " (badge(Tone::Neutral, Icon::Cross, lang.text("quarantine.taken_back"))) }
            },
        ];
        Row { cells, is_past: line.outcome.is_some() }
    }

    fn page(&self, visit: &Visit, item: &Item, typed: &Typed) -> Markup {
        let lang = self.lang;
        let meanwhile = typed.booking_wrong.of("").or(typed.discarding_wrong.of(""));
        let body = html! {
            h1 { (lang.text(why(&item.why))) }
            @if let Some(key) = meanwhile {
                div role="alert" { (alert(Tone::Warning, html! { p { (lang.text(key)) } })) }
            }
            (facts(&[
                (lang.text("table.status"), self.status(item.outcome.as_deref())),
                (lang.text("table.station"), html! { (item.station.as_deref().unwrap_or("–")) }),
                (lang.text("table.when"), html! { (self.moment(item.received_at)) }),
                (lang.text("table.terminal"), html! { (item.site_id) "/" (item.terminal) }),
                (lang.text("quarantine.detail"), html! { span lang="en" { (item.detail) } }),
            ]))
            @if item.undone {
                (alert(Tone::Warning, html! {
                    p { (lang.text("quarantine.undone")) }
                    @if item.unbooked { p { (lang.text("quarantine.unbooked")) } }
                }))
            }
            h2 #bericht { (lang.text("quarantine.raw")) }
            @if item.raw.is_empty() { p { (lang.text("quarantine.erased")) } }
            @else { pre.wv-raw tabindex="0" role="region" aria-labelledby="bericht" { (without_badges(&item.raw)) } }
            @if item.outcome.is_some() { (self.decided(item)) }
            @else {
                div.wv-two {
                    (self.booking(item, &typed.booking, &typed.booking_wrong))
                    (self.discarding(item, &typed.discarding, &typed.discarding_wrong))
                }
            }
        };
        let title = lang.text("quarantine.one_title");
        let above = vec![Way::new(LIST, lang.text("quarantine.title"))];
        let section = Some(Section::Quarantine);
        visit.page(&Page { title, section, above, body, ..Page::default() })
    }

    fn decided(&self, item: &Item) -> Markup {
        let by = item.decided_by.as_deref().map_or("–".into(), |by| self.names.name(by));
        let at = item.decided_at.map(|at| self.moment(at)).unwrap_or_default();
        let key = if item.outcome.as_deref() == Some("booked") {
            "quarantine.booked_by"
        } else {
            "quarantine.discarded_by"
        };
        html! {
            div.wv-decided {
                (card(self.lang.text("quarantine.decided"), &html! {
                    p { (self.lang.fill(key, &[("who", &by), ("time", &at)])) }
                    p { (self.lang.text("quarantine.because")) ": " (item.reason.as_deref().unwrap_or("–")) }
                }))
            }
        }
    }
}

/// The sentence of a reason.
fn why(word: &str) -> &'static str {
    match word.parse() {
        Ok(Why::BadJson) => "misfit.bad_json",
        Ok(Why::BadEvent) => "misfit.bad_event",
        Ok(Why::BadField) => "misfit.bad_field",
        Ok(Why::UnknownKind) => "misfit.unknown_kind",
        Ok(Why::ImpossibleQuantity) => "misfit.impossible_quantity",
        Ok(Why::UnknownTask) => "misfit.unknown_task",
        Ok(Why::NoTask) => "misfit.no_task",
        Ok(Why::UnknownBadge) => "misfit.unknown_badge",
        Ok(Why::ClockAhead) => "misfit.clock_ahead",
        Ok(Why::ClockBehind) => "misfit.clock_behind",
        Ok(Why::KeyReuse) => "misfit.key_reuse",
        Ok(Why::DayClosed) => "misfit.day_closed",
        Ok(Why::UnknownTerminal) => "misfit.unknown_terminal",
        Err(_) => "misfit.other",
    }
}
