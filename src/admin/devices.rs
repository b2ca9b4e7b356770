//! `/beheer/apparaten`: which tablets and displays show the board of a hall, the code that pairs another one, and taking
//! their access away. The pairing itself is the door's; the halls are the floor's; here the two meet.

use crate::access::device::{self, Device, Kind as DeviceKind, LONGEST_NAME};
use crate::access::pairing::{self, Wish, spaced};
use crate::access::{Action, Refusal, Target, Visit};
use crate::error::Error;
use crate::floor::board::{Hall, halls};
use crate::lang::Lang;
use crate::trail::{self, Kind as Thing, Object};
use crate::web::form::{Errors, Fields, Kind, Reader, kept_form_key};
use crate::web::format::moment;
use crate::web::menu::Section;
use crate::web::parts::{Column, Holds, Row, Table, Way, Weight, facts, submit};
use crate::web::{Form, Page, Path};
use axum::Router;
use axum::response::Response;
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

/// The devices' pages.
pub(super) fn router() -> Router {
    Router::new()
        .route("/beheer/apparaten", get(list))
        .route("/beheer/apparaten/code", post(make_code))
        .route("/beheer/apparaten/{id}", get(show))
        .route("/beheer/apparaten/{id}/naam", post(rename))
        .route("/beheer/apparaten/{id}/intrekking", post(revoke))
}

/// As typed, in whichever of the forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DeviceForm {
    sleutel: String,
    naam: String,
    soort: String,
    hal: String,
    zeker: String,
}

impl DeviceForm {
    fn wish(&self, halls: &[Hall]) -> Result<Wish, Errors> {
        let mut form = Reader::default();
        let name = form.text("naam", &self.naam, LONGEST_NAME);
        let kind = DeviceKind::from_word(&self.soort);
        let kind = form.that_is("soort", kind, "devices.choose_kind");
        // Another's hall is no hall, as it is everywhere else.
        let hall = halls.iter().find(|hall| hall.id == self.hal);
        let hall = form.that_is("hal", hall, "devices.choose_hall");
        form.done((|| Some(Wish { name: name?, kind: kind?, hall: hall?.id.clone() }))())
    }

    fn name(&self) -> Result<String, Errors> {
        let mut form = Reader::default();
        let name = form.text("naam", &self.naam, LONGEST_NAME);
        form.done(name)
    }

    fn sure(&self) -> Result<(), Errors> {
        let mut form = Reader::default();
        let sure = form.ticked("zeker", &self.zeker, "devices.not_sure");
        form.done(sure)
    }
}

/// What is wrong with the two forms of a device's page.
#[derive(Clone, Copy)]
struct Wrong<'a> {
    naming: &'a Errors,
    revoking: &'a Errors,
}

/// The viewer's halls, and now.
struct Desk {
    visit: Visit,
    lang: Lang,
    halls: Vec<Hall>,
    now: DateTime<Utc>,
}

async fn desk(visit: Visit) -> Result<Desk, Error> {
    visit.rows(Action::ManageDevices)?;
    let mut halls = halls(visit.db()).await?;
    halls.retain(|hall| {
        let target = Target::Hall { site: &hall.site_id, hall: &hall.id, groups: &[] };
        visit.access().may(Action::ManageDevices, &target)
    });
    Ok(Desk { lang: visit.lang(), halls, now: visit.now(), visit })
}

/// A device of one of the viewer's halls; of another's it is not found.
async fn find(visit: Visit, id: &str) -> Result<(Device, Desk), Error> {
    let desk = desk(visit).await?;
    let device = device::all(desk.visit.db()).await?.into_iter().find(|device| device.id == id);
    let device = device.filter(|device| desk.hall(device).is_some()).ok_or(NO_DEVICE)?;
    Ok((device, desk))
}

async fn list(visit: Visit) -> Result<Markup, Error> {
    let desk = desk(visit).await?;
    let devices = device::all(desk.visit.db()).await?;
    Ok(desk.list(&desk.visit, &devices, &DeviceForm::default(), &Errors::default()))
}

async fn make_code(visit: Visit, Form(typed): Form<DeviceForm>) -> Result<Response, Error> {
    let desk = desk(visit).await?;
    let visit = &desk.visit;
    let devices = device::all(visit.db()).await?;
    let acted = visit
        .act(
            &typed.sleutel,
            ("devices.done_code_made_before", LIST),
            || typed.wish(&desk.halls),
            async |act, wish| {
                let (by, at) = (visit.access().account(), act.at());
                let code = pairing::make(act.tx(), &wish, by, at).await?;
                Ok((wish, code))
            },
        )
        .await?;
    Ok(acted.or_show(
        |(wish, code)| desk.code(&wish, &code),
        |wrong| desk.list(&visit.at(LIST), &devices, &typed, wrong),
    ))
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Markup, Error> {
    let (device, desk) = find(visit, &id).await?;
    let typed = DeviceForm { naam: device.name.clone(), ..DeviceForm::default() };
    let fine = Errors::default();
    Ok(desk.one(&device, &typed, Wrong { naming: &fine, revoking: &fine }))
}

async fn rename(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<DeviceForm>,
) -> Result<Response, Error> {
    let (device, desk) = find(visit, &id).await?;
    let acted = desk
        .visit
        .act(
            &typed.sleutel,
            ("devices.done_renamed", LIST),
            || typed.name(),
            async |act, name| {
                if !device::rename(act.tx(), &device.id, &name).await? {
                    return Err(NO_DEVICE.into());
                }
                act.did(trail::Action::Change, Object::new(Thing::Device, &device.id));
                Ok(())
            },
        )
        .await?;
    let fine = Errors::default();
    Ok(acted.or_page(|naming| desk.one(&device, &typed, Wrong { naming, revoking: &fine })))
}

async fn revoke(
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<DeviceForm>,
) -> Result<Response, Error> {
    let (device, desk) = find(visit, &id).await?;
    let acted = desk
        .visit
        .act(
            &typed.sleutel,
            ("devices.done_revoked", LIST),
            || typed.sure(),
            async |act, ()| {
                let at = act.at();
                if !device::revoke(act.tx(), &device.id, at).await? {
                    return Err(Refusal::from(NO_DEVICE));
                }
                act.did(trail::Action::RevokeDevice, Object::new(Thing::Device, &device.id));
                act.ends_sessions();
                Ok(())
            },
        )
        .await?;
    let typed = DeviceForm { naam: device.name.clone(), ..typed };
    let fine = Errors::default();
    Ok(acted.or_page(|revoking| desk.one(&device, &typed, Wrong { naming: &fine, revoking })))
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

    fn list(
        &self,
        visit: &Visit,
        devices: &[Device],
        typed: &DeviceForm,
        wrong: &Errors,
    ) -> Markup {
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
                (kept_form_key(&typed.sleutel))
                (fields.summary(&LABELS))
                (fields.hint("devices.name_hint").input("naam", "devices.name", &typed.naam, Kind::Line))
                (fields.tiles("soort", "devices.kind", &typed.soort, &DeviceKind::ALL.map(|kind| (kind.word(), kind.key()))))
                (fields.select("hal", "devices.hall", &typed.hal, &options))
                (submit(Weight::Primary, lang.text("devices.make_code")))
            }
        };
        visit.page(&Page { title, section: Some(Section::Devices), body, ..Page::default() })
    }

    /// Nothing of a device in another's hall.
    fn row(&self, device: &Device) -> Option<Row> {
        let hall = self.hall(device)?;
        let cells = vec![
            html! { a href={ (LIST) "/" (device.id) } { (device.name) } },
            html! { (self.lang.text(device.kind.key())) },
            html! { (hall.site_name) " · " (hall.name) },
            html! { (self.moment(hall, device.seen_at)) },
            html! { (self.paired(hall, device)) },
        ];
        Some(Row { cells, is_past: false })
    }

    /// The code, shown this once.
    fn code(&self, wish: &Wish, code: &str) -> Markup {
        let lang = self.lang;
        let body = html! {
            h1 { (lang.text("devices.code_title")) }
            p.wv-lead { (lang.fill("devices.code_hint", &[("name", &wish.name)])) }
            p.wv-codes { code { (spaced(code)) } }
            p { a.wv-way href=(LIST) { (lang.text("devices.back")) } }
        };
        self.page(&self.visit, &body)
    }

    fn one(&self, device: &Device, typed: &DeviceForm, wrong: Wrong<'_>) -> Markup {
        let lang = self.lang;
        let naming = Fields { form: "naam", lang, errors: wrong.naming };
        let revoking = Fields { form: "weg", lang, errors: wrong.revoking };
        let place = |what: fn(&Self, &Hall, &Device) -> String| {
            self.hall(device).map(|hall| what(self, hall, device)).unwrap_or_default()
        };
        let body = html! {
            h1 { (device.name) }
            (facts(&[
                (lang.text("devices.kind"), html! { (lang.text(device.kind.key())) }),
                (lang.text("devices.hall"), html! { (place(|_, hall, _| format!("{} · {}", hall.site_name, hall.name))) }),
                (lang.text("devices.seen"), html! { (place(|desk, hall, device| desk.moment(hall, device.seen_at))) }),
                (lang.text("devices.paired"), html! { (place(Self::paired)) }),
            ]))
            div.wv-two {
                form.wv-form method="post" action={ (LIST) "/" (device.id) "/naam" } novalidate aria-labelledby="noemen" {
                    h2 #noemen { (lang.text("devices.rename")) }
                    (kept_form_key(&typed.sleutel))
                    (naming.summary(&LABELS))
                    (naming.input("naam", "devices.name", &typed.naam, Kind::Line))
                    (submit(Weight::Primary, lang.text("form.keep")))
                }
                form.wv-form method="post" action={ (LIST) "/" (device.id) "/intrekking" } novalidate aria-labelledby="weg" {
                    h2 #weg { (lang.text("devices.revoke")) }
                    p { (lang.text("devices.revoke_hint")) }
                    (kept_form_key(&typed.sleutel))
                    (revoking.summary(&LABELS))
                    (revoking.tick("zeker", "devices.sure", false))
                    (submit(Weight::Danger, lang.text("devices.revoke")))
                }
            }
        };
        self.page(&self.visit.at(&format!("{LIST}/{}", device.id)), &body)
    }

    /// A page below the list.
    fn page(&self, visit: &Visit, body: &Markup) -> Markup {
        let title = self.lang.text("devices.title");
        let above = vec![Way::new(LIST, title)];
        let body = body.clone();
        let section = Some(Section::Devices);
        visit.page(&Page { title, section, above, body, ..Page::default() })
    }
}
