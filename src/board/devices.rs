//! `/beheer/apparaten`: which tablets and displays show the board of a hall, the code that pairs another one, and taking
//! their access away. The pairing itself is the door's; the halls are the floor's; here the two meet.

use crate::access::device::{self, Device, Kind as DeviceKind, LONGEST_NAME};
use crate::access::pairing::{self, Wish, spaced};
use crate::access::{Access, Action, Once, Target};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Error;
use crate::floor::board::{Hall, halls};
use crate::lang::Lang;
use crate::trail::{self, Entry, Ground, Kind as Thing, Object};
use crate::web::form::{Errors, Fields, Kind, new_form_key};
use crate::web::format::moment;
use crate::web::menu::Section;
use crate::web::parts::{Column, Holds, Row, Table, Way, Weight, facts, submit};
use crate::web::{Form, Page, Path, Viewer, done, page};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

const LABELS: [(&str, &str); 4] = [
    ("naam", "devices.name"),
    ("soort", "devices.kind"),
    ("hal", "devices.hall"),
    ("zeker", "devices.sure"),
];
const LIST: &str = "/beheer/apparaten";
const NO_DEVICE: Error = Error::NotFound("devices.no_device");

#[derive(Clone)]
struct Devices {
    db: Db,
    clock: Clock,
}

/// The devices' pages.
pub fn router(db: Db, clock: Clock) -> Router {
    Router::new()
        .route("/beheer/apparaten", get(list))
        .route("/beheer/apparaten/code", post(make_code))
        .route("/beheer/apparaten/{id}", get(show))
        .route("/beheer/apparaten/{id}/naam", post(rename))
        .route("/beheer/apparaten/{id}/intrekking", post(revoke))
        .with_state(Devices { db, clock })
}

/// As typed, in whichever of the forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    sleutel: String,
    naam: String,
    soort: String,
    hal: String,
    zeker: String,
}

/// The viewer's halls, and now.
struct Desk {
    lang: Lang,
    halls: Vec<Hall>,
    now: DateTime<Utc>,
}

impl Devices {
    async fn desk(&self, access: &Access, viewer: &Viewer) -> Result<Desk, Error> {
        if access.rows(Action::ManageDevices).are_none() {
            return Err(Error::NO_PAGE);
        }
        let mut halls = halls(&self.db).await?;
        halls.retain(|hall| {
            let target = Target::Hall { site: &hall.site_id, hall: &hall.id, groups: &[] };
            access.may(Action::ManageDevices, &target)
        });
        Ok(Desk { lang: viewer.lang, halls, now: self.clock.now() })
    }

    /// A device of one of the viewer's halls; of another's it is not found.
    async fn find(
        &self,
        access: &Access,
        viewer: &Viewer,
        id: &str,
    ) -> Result<(Device, Desk), Error> {
        let desk = self.desk(access, viewer).await?;
        let device = device::all(&self.db).await?.into_iter().find(|device| device.id == id);
        let device = device.filter(|device| desk.hall(device).is_some()).ok_or(NO_DEVICE)?;
        Ok((device, desk))
    }
}

async fn list(
    State(room): State<Devices>,
    access: Access,
    viewer: Viewer,
) -> Result<Markup, Error> {
    let desk = room.desk(&access, &viewer).await?;
    let devices = device::all(&room.db).await?;
    Ok(desk.list(&viewer, &devices, &Typed::default(), &Errors::default()))
}

async fn make_code(
    State(room): State<Devices>,
    access: Access,
    viewer: Viewer,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let desk = room.desk(&access, &viewer).await?;
    let sent = Once::of(&access, &typed.sleutel)?;
    if let Some(answer) = sent.before(&room.db).await? {
        return Ok(answer);
    }
    let mut wrong = Errors::default();
    let name = wrong.required("naam", &typed.naam, LONGEST_NAME).to_owned();
    let kind = DeviceKind::from_word(&typed.soort);
    if kind.is_none() {
        wrong.add("soort", "devices.choose_kind");
    }
    // Another's hall is no hall, as it is everywhere else.
    let hall = desk.halls.iter().find(|hall| hall.id == typed.hal);
    if hall.is_none() {
        wrong.add("hal", "devices.choose_hall");
    }
    let (Some(kind), Some(hall), true) = (kind, hall, wrong.is_empty()) else {
        let page = desk.list(&viewer.at(LIST), &device::all(&room.db).await?, &typed, &wrong);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let wish = Wish { name, kind, hall: hall.id.clone() };
    let mut tx = room.db.begin().await?;
    if let Some(answer) =
        sent.act(&mut tx, desk.now, ("devices.done_code_made_before", LIST)).await?
    {
        return Ok(answer);
    }
    let code = pairing::make(&mut tx, &wish, access.account(), desk.now).await?;
    tx.commit().await?;
    Ok(desk.code(&viewer, &wish, &code).into_response())
}

async fn show(
    State(room): State<Devices>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Error> {
    let (device, desk) = room.find(&access, &viewer, &id).await?;
    let typed = Typed { naam: device.name.clone(), ..Typed::default() };
    Ok(desk.one(&viewer, &device, &typed, (&Errors::default(), &Errors::default())))
}

async fn rename(
    State(room): State<Devices>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (device, desk) = room.find(&access, &viewer, &id).await?;
    let mut wrong = Errors::default();
    let name = wrong.required("naam", &typed.naam, LONGEST_NAME);
    if !wrong.is_empty() {
        let page =
            desk.one(&viewer.at(&at(&device)), &device, &typed, (&wrong, &Errors::default()));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = room.db.begin().await?;
    if !device::rename(&mut tx, &device.id, name).await? {
        return Err(NO_DEVICE);
    }
    let line = line(&access, desk.now, trail::Action::Change, &device);
    trail::write(&mut tx, &line).await?;
    tx.commit().await?;
    Ok(done("devices.done_renamed", LIST))
}

async fn revoke(
    State(room): State<Devices>,
    access: Access,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (device, desk) = room.find(&access, &viewer, &id).await?;
    if typed.zeker != "ja" {
        let mut wrong = Errors::default();
        wrong.add("zeker", "devices.not_sure");
        let typed = Typed { naam: device.name.clone(), ..typed };
        let page =
            desk.one(&viewer.at(&at(&device)), &device, &typed, (&Errors::default(), &wrong));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = room.db.begin().await?;
    if !device::revoke(&mut tx, &device.id, desk.now).await? {
        return Err(NO_DEVICE);
    }
    let line = line(&access, desk.now, trail::Action::RevokeDevice, &device);
    trail::write(&mut tx, &line).await?;
    tx.commit().await?;
    access.ring();
    Ok(done("devices.done_revoked", LIST))
}

fn at(device: &Device) -> String {
    format!("{LIST}/{}", device.id)
}

fn line(access: &Access, now: DateTime<Utc>, action: trail::Action, device: &Device) -> Entry {
    let object = Object::new(Thing::Device, &device.id);
    Entry::done(now, access.who(), action, object, Ground::Role.into())
}

impl Desk {
    fn hall(&self, device: &Device) -> Option<&Hall> {
        self.halls.iter().find(|hall| hall.id == device.hall)
    }

    fn moment(&self, hall: &Hall, at: DateTime<Utc>) -> String {
        moment(self.lang, at, hall.time.zone, hall.time.day_of(self.now))
    }

    fn paired(&self, hall: &Hall, device: &Device) -> String {
        let time = self.moment(hall, device.paired_at);
        self.lang.fill("devices.paired_by", &[("who", &device.paired_by), ("time", &time)])
    }

    fn list(&self, viewer: &Viewer, devices: &[Device], typed: &Typed, wrong: &Errors) -> Markup {
        let lang = self.lang;
        let heads = [
            ("devices.name", Holds::Name),
            ("devices.kind", Holds::Line),
            ("devices.hall", Holds::Words),
            ("devices.seen", Holds::Line),
            ("devices.paired", Holds::Words),
        ];
        let title = lang.text("devices.title");
        let table = Table {
            label: title,
            columns: &heads.map(|(key, holds)| Column::new(lang.text(key), holds)),
            empty: lang.text("devices.none"),
            order: None,
        };
        let rows: Vec<Row> = devices.iter().filter_map(|device| self.row(device)).collect();
        let fields = Fields { form: "nieuw", lang, errors: wrong };
        let names: Vec<String> =
            self.halls.iter().map(|hall| format!("{} · {}", hall.site_name, hall.name)).collect();
        let mut options = vec![("", lang.text("devices.choose"))];
        options.extend(self.halls.iter().zip(&names).map(|(hall, name)| (&*hall.id, &**name)));
        let body = html! {
            h1 { (title) }
            p.wv-lead { (lang.text("devices.hint")) }
            (table.draw(lang, &rows, None))
            form.wv-form.wv-narrow method="post" action="/beheer/apparaten/code" novalidate aria-labelledby="nieuw" {
                h2 #nieuw { (lang.text("devices.new")) }
                p { (lang.text("devices.new_hint")) }
                (new_form_key())
                (fields.summary(&LABELS))
                (fields.hint("devices.name_hint").input("naam", "devices.name", &typed.naam, Kind::Line))
                (fields.tiles("soort", "devices.kind", &typed.soort, &DeviceKind::ALL.map(|kind| (kind.word(), kind.text()))))
                (fields.select("hal", "devices.hall", &typed.hal, &options))
                (submit(Weight::Primary, lang.text("devices.make_code")))
            }
        };
        page(viewer, &Page { title, section: Some(Section::Devices), body, ..Page::default() })
    }

    /// Nothing of a device in another's hall.
    fn row(&self, device: &Device) -> Option<Row> {
        let hall = self.hall(device)?;
        let cells = vec![
            html! { a href={ (LIST) "/" (device.id) } { (device.name) } },
            html! { (self.lang.text(device.kind.text())) },
            html! { (hall.site_name) " · " (hall.name) },
            html! { (self.moment(hall, device.seen_at)) },
            html! { (self.paired(hall, device)) },
        ];
        Some(Row { cells, is_past: false })
    }

    /// The code, shown this once.
    fn code(&self, viewer: &Viewer, wish: &Wish, code: &str) -> Markup {
        let lang = self.lang;
        let body = html! {
            h1 { (lang.text("devices.code_title")) }
            p.wv-lead { (lang.fill("devices.code_hint", &[("name", &wish.name)])) }
            p.wv-codes { code { (spaced(code)) } }
            p { a.wv-way href=(LIST) { (lang.text("devices.back")) } }
        };
        self.page(viewer, &body)
    }

    fn one(
        &self,
        viewer: &Viewer,
        device: &Device,
        typed: &Typed,
        (naming, revoking): (&Errors, &Errors),
    ) -> Markup {
        let lang = self.lang;
        let naming = Fields { form: "naam", lang, errors: naming };
        let revoking = Fields { form: "weg", lang, errors: revoking };
        let place = |what: fn(&Self, &Hall, &Device) -> String| {
            self.hall(device).map(|hall| what(self, hall, device)).unwrap_or_default()
        };
        let body = html! {
            h1 { (device.name) }
            (facts(&[
                (lang.text("devices.kind"), html! { (lang.text(device.kind.text())) }),
                (lang.text("devices.hall"), html! { (place(|_, hall, _| format!("{} · {}", hall.site_name, hall.name))) }),
                (lang.text("devices.seen"), html! { (place(|desk, hall, device| desk.moment(hall, device.seen_at))) }),
                (lang.text("devices.paired"), html! { (place(Self::paired)) }),
            ]))
            div.wv-two {
                form.wv-form method="post" action={ (LIST) "/" (device.id) "/naam" } novalidate aria-labelledby="noemen" {
                    h2 #noemen { (lang.text("devices.rename")) }
                    (naming.summary(&LABELS))
                    (naming.input("naam", "devices.name", &typed.naam, Kind::Line))
                    (submit(Weight::Primary, lang.text("form.keep")))
                }
                form.wv-form method="post" action={ (LIST) "/" (device.id) "/intrekking" } novalidate aria-labelledby="weg" {
                    h2 #weg { (lang.text("devices.revoke")) }
                    p { (lang.text("devices.revoke_hint")) }
                    (revoking.summary(&LABELS))
                    (revoking.tick("zeker", "devices.sure", false))
                    (submit(Weight::Danger, lang.text("devices.revoke")))
                }
            }
        };
        self.page(viewer, &body)
    }

    /// A page below the list.
    fn page(&self, viewer: &Viewer, body: &Markup) -> Markup {
        let title = self.lang.text("devices.title");
        let above = vec![Way::new(LIST, title)];
        let body = body.clone();
        let section = Some(Section::Devices);
        page(viewer, &Page { title, section, above, body, ..Page::default() })
    }
}
