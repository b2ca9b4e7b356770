//! The law of the house as seen from outside: every route with the viewers who get in. Everybody else finds nothing there, or
//! is sent to the sign-in. A route without a row fails.

use crate::harness::account;
use crate::house::source::{Call, Source, only_text, service};
use crate::pages::{Pages, made_up};
use proc_macro2::TokenTree;
use std::collections::BTreeSet;
use werkvloer::access::Role;

/// Who asks. Nobody is not signed in; Own leads group `g1`, Site leads the whole site. Tablet is paired with `hal-1` and
/// nobody is signed on at it; Pin leads group `g1` and signed on at such a tablet.
const VIEWERS: [(&str, &[(Role, &str)]); 11] = [
    ("nobody", &[]),
    ("own", &[(Role::Supervisor, "group:g1")]),
    ("site", &[(Role::Supervisor, "site:stad")]),
    ("coach", &[(Role::JobCoach, "caseload:c1")]),
    ("sales", &[(Role::Sales, "everything")]),
    ("planner", &[(Role::Planner, "everything")]),
    ("controller", &[(Role::Controller, "everything")]),
    ("administrator", &[(Role::Administrator, "everything")]),
    ("privacy", &[(Role::PrivacyOfficer, "everything")]),
    ("tablet", &[]),
    ("pin", &[(Role::Supervisor, "group:g1")]),
];

/// A method, a route, what it is about as seen by Own, an address, the form, the answer to a viewer who gets in, and who
/// that is: names of viewers, `accounts` for all with a full sign-in, or `everybody`. A viewer with another answer has it
/// behind an equals sign. A form is one that is refused at a field (422), so that whoever may send it changes nothing.
pub(crate) type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    u16,
    &'static str,
);

/// Routes outside the door: whoever does not get in is told that nothing is there, and nobody is sent to the sign-in.
const OUTSIDE: [&str; 15] = [
    "/aanmelden",
    "/aanmelden/code",
    "/aanmelden/tweede-stap",
    "/aanmelden/openid",
    "/aanmelden/openid/terug",
    "/inrichten/{token}",
    "/inrichten/{token}/openid",
    "/demo/aanmelden",
    "/koppelen",
    "/tablet",
    "/taal",
    "/static/{file}",
    "/healthz",
    "/readyz",
    "/afmelden",
];

/// What the door says to a viewer who does not get in. A PIN is not enough for a page that is no floor work, so there the
/// door asks for a full sign-in.
fn refusal((_, route, ..): &Row, viewer: &str) -> u16 {
    let is_floor_work = route.starts_with("/vloer/");
    let asks = viewer == "nobody" || (viewer == "pin" && !is_floor_work);
    if asks && !OUTSIDE.contains(route) { 303 } else { 404 }
}

/// The answer to a viewer whom the row names.
fn named(row: &Row, viewer: &str) -> Option<u16> {
    let has_account = !["nobody", "tablet", "pin"].contains(&viewer);
    let mut right = None;
    for word in row.6.split_whitespace() {
        let (who, status) = word.split_once('=').unwrap_or((word, ""));
        let is_known = ["everybody", "accounts"].contains(&who)
            || VIEWERS.iter().any(|(name, _)| *name == who);
        assert!(is_known, "{} {}: who is '{who}'?", row.0, row.1);
        if who == "everybody" || who == viewer || (who == "accounts" && has_account) {
            right = Some(if status.is_empty() { row.5 } else { status.parse().unwrap() });
        }
    }
    right
}

/// What a row says to a viewer.
pub(crate) fn answer(row: &Row, viewer: &str) -> u16 {
    named(row, viewer).unwrap_or_else(|| refusal(row, viewer))
}

const NOTHING: &[(&str, &str)] = &[];

#[rustfmt::skip]
pub(crate) const TABLE: &[Row] = &[
    ("get", "/", "–", "/", NOTHING, 200, "site sales planner controller administrator own=303 coach=303 privacy=303 tablet=303 pin=303"),
    ("get", "/vloer", "–", "/vloer", NOTHING, 200, "site coach sales planner controller administrator own=303 privacy=303 tablet=303 pin=303"),
    ("get", "/vloer/{hall}", "own", "/vloer/hal-1", NOTHING, 200, "own site coach sales planner controller administrator tablet pin"),
    ("get", "/vloer/{hall}", "foreign", "/vloer/hal-2", NOTHING, 200, "site coach sales planner controller administrator"),
    ("get", "/vloer/{hall}", "elsewhere", "/vloer/hal-x", NOTHING, 200, "coach sales planner controller administrator"),
    ("get", "/vloer/{hall}", "unknown", "/vloer/hal-9", NOTHING, 404, ""),
    ("get", "/vloer/{hall}/stream", "own", "/vloer/hal-1/stream", NOTHING, 200, "own site coach sales planner controller administrator tablet pin"),
    ("get", "/vloer/{hall}/stream", "foreign", "/vloer/hal-2/stream", NOTHING, 200, "site coach sales planner controller administrator"),
    ("get", "/vloer/{hall}/{station}", "own", "/vloer/hal-1/v1-01", NOTHING, 200, "own site planner controller pin"),
    ("get", "/vloer/{hall}/{station}", "foreign", "/vloer/hal-1/v2-01", NOTHING, 200, "site planner controller"),
    ("get", "/vloer/{hall}/{station}", "unknown", "/vloer/hal-1/v9-99", NOTHING, 404, ""),
    ("post", "/vloer/{hall}/{station}/hulp", "own", "/vloer/hal-1/v1-03/hulp", &[("sinds", "0")], 303, "own site pin"),
    ("post", "/vloer/{hall}/{station}/hulp", "foreign", "/vloer/hal-1/v2-01/hulp", &[("sinds", "0")], 303, "site"),
    ("get", CORRECTION, "own", "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2", NOTHING, 200, "own site pin"),
    ("post", CORRECTION, "own", "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2", NOTHING, 422, "own site pin"),
    ("get", CORRECTION, "foreign", "/vloer/hal-1/v2-01/correctie/term-5/00000000000000aa/9", NOTHING, 200, "site"),
    ("post", CORRECTION, "foreign", "/vloer/hal-1/v2-01/correctie/term-5/00000000000000aa/9", NOTHING, 422, "site"),
    ("get", ATTENDANCE, "own", "/vloer/hal-1/v1-01/aanwezig", NOTHING, 200, "own site pin"),
    ("post", ATTENDANCE, "own", "/vloer/hal-1/v1-01/aanwezig", NOTHING, 422, "own site pin"),
    ("get", ATTENDANCE, "foreign", "/vloer/hal-1/v2-01/aanwezig", NOTHING, 200, "site"),
    ("post", ATTENDANCE, "foreign", "/vloer/hal-1/v2-01/aanwezig", NOTHING, 422, "site"),
    ("get", "/quarantaine", "–", "/quarantaine", NOTHING, 200, "own site administrator"),
    ("get", "/quarantaine/{id}", "own", "/quarantaine/q-own", NOTHING, 200, "own site administrator"),
    ("get", "/quarantaine/{id}", "foreign", "/quarantaine/q-foreign", NOTHING, 200, "site administrator"),
    ("get", "/quarantaine/{id}", "nobody's", "/quarantaine/q-nobody", NOTHING, 200, "site administrator"),
    ("get", "/quarantaine/{id}", "unknown", "/quarantaine/q-none", NOTHING, 404, ""),
    ("post", "/quarantaine/{id}/boeking", "own", "/quarantaine/q-own/boeking", NOTHING, 422, "own site administrator"),
    ("post", "/quarantaine/{id}/boeking", "foreign", "/quarantaine/q-foreign/boeking", NOTHING, 422, "site administrator"),
    ("post", "/quarantaine/{id}/afwijzing", "own", "/quarantaine/q-own/afwijzing", NOTHING, 422, "own site administrator"),
    ("post", "/quarantaine/{id}/afwijzing", "foreign", "/quarantaine/q-foreign/afwijzing", NOTHING, 422, "site administrator"),
    ("get", "/dagen", "–", "/dagen", NOTHING, 200, "site planner controller"),
    ("get", "/dagen/{site}/{day}", "own", "/dagen/stad/2026-11-19", NOTHING, 200, "site planner controller"),
    ("get", "/dagen/{site}/{day}", "foreign", "/dagen/ver/2026-11-19", NOTHING, 200, "planner controller"),
    ("post", "/dagen/{site}/{day}/afsluiting", "own", "/dagen/stad/2026-11-19/afsluiting", NOTHING, 422, "site controller"),
    ("post", "/dagen/{site}/{day}/afsluiting", "foreign", "/dagen/ver/2026-11-19/afsluiting", NOTHING, 422, "controller"),
    // The people one leads or coaches: w1 of g1, w7 of g3, coached by c1.
    ("get", "/medewerkers", "–", "/medewerkers", NOTHING, 200, "own site coach"),
    ("get", "/medewerkers/{id}", "own", "/medewerkers/w1", NOTHING, 200, "own site"),
    ("get", "/medewerkers/{id}", "foreign", "/medewerkers/w7", NOTHING, 200, "site coach"),
    ("get", "/medewerkers/{id}", "unknown", "/medewerkers/w99", NOTHING, 404, ""),
    ("get", "/medewerkers/{id}/foto", "own", "/medewerkers/w1/foto", NOTHING, 200, "own site"),
    ("get", "/medewerkers/{id}/foto", "foreign", "/medewerkers/w7/foto", NOTHING, 200, "site coach"),
    ("get", "/medewerkers/{id}/foto", "unknown", "/medewerkers/w99/foto", NOTHING, 404, ""),
    ("post", "/medewerkers/{id}/contact", "own", "/medewerkers/w1/contact", &[("telefoon", "x")], 422, "own site"),
    ("post", "/medewerkers/{id}/contact", "foreign", "/medewerkers/w7/contact", &[("telefoon", "x")], 422, "site coach"),
    ("post", "/medewerkers/{id}/contact", "unknown", "/medewerkers/w99/contact", &[("telefoon", "x")], 404, ""),
    ("post", "/medewerkers/{id}/foto", "own", "/medewerkers/w1/foto", NOTHING, 400, "own site"),
    ("post", "/medewerkers/{id}/foto", "foreign", "/medewerkers/w7/foto", NOTHING, 400, "site coach"),
    ("post", "/medewerkers/{id}/foto", "unknown", "/medewerkers/w99/foto", NOTHING, 404, ""),
    ("post", "/medewerkers/{id}/foto/einde", "own", "/medewerkers/w1/foto/einde", NOTHING, 303, "own site"),
    ("post", "/medewerkers/{id}/foto/einde", "foreign", "/medewerkers/w7/foto/einde", NOTHING, 303, "site coach"),
    ("get", "/medewerkers/{id}/ingezien", "own", "/medewerkers/w1/ingezien", NOTHING, 200, "privacy"),
    ("get", "/medewerkers/{id}/ingezien", "foreign", "/medewerkers/w7/ingezien", NOTHING, 200, "coach privacy"),
    ("get", "/medewerkers/{id}/ingezien", "unknown", "/medewerkers/w99/ingezien", NOTHING, 404, ""),
    ("get", "/medewerkers/{id}/indicatie", "own", "/medewerkers/w1/indicatie", NOTHING, 404, ""),
    ("get", "/medewerkers/{id}/indicatie", "foreign", "/medewerkers/w7/indicatie", NOTHING, 200, "coach"),
    ("get", "/medewerkers/{id}/indicatie", "unknown", "/medewerkers/w99/indicatie", NOTHING, 404, ""),
    ("get", "/dashboards/{name}", "caseload", "/dashboards/begeleiding", NOTHING, 200, "coach"),
    ("get", "/dashboards/{name}", "one's own person", "/dashboards/ontwikkeling?medewerker=w7", NOTHING, 200, "coach"),
    ("get", "/dashboards/{name}", "another's person", "/dashboards/ontwikkeling?medewerker=w1", NOTHING, 404, ""),
    ("get", "/dashboards/{name}/{file}", "one's own person", "/dashboards/ontwikkeling/doelen.csv?medewerker=w7", NOTHING, 200, "coach"),
    ("get", "/dashboards/{name}/{file}", "another's person", "/dashboards/ontwikkeling/doelen.csv?medewerker=w1", NOTHING, 404, ""),
    ("get", "/logboek/medewerker", "–", "/logboek/medewerker", NOTHING, 200, "privacy"),
    ("post", "/logboek/medewerker", "–", "/logboek/medewerker", NOTHING, 422, "privacy"),
    // The door's own pages. What is one's own has no id in its address, so there is nothing foreign.
    ("get", "/mijn", "own", "/mijn", NOTHING, 200, "accounts"),
    ("post", "/mijn/wachtwoord", "own", "/mijn/wachtwoord", NOTHING, 422, "accounts"),
    ("post", "/mijn/tweede-stap", "own", "/mijn/tweede-stap", NOTHING, 422, "accounts"),
    ("get", "/mijn/pin", "own", "/mijn/pin", NOTHING, 200, "accounts"),
    ("post", "/mijn/pin", "own", "/mijn/pin", NOTHING, 422, "accounts"),
    ("post", "/mijn/pin/intrekking", "own", "/mijn/pin/intrekking", NOTHING, 303, "accounts"),
    ("post", "/rol", "not held", "/rol", &[("rol", "none")], 404, ""),
    ("get", "/aanmelden", "–", "/aanmelden", NOTHING, 200, "accounts=303 nobody tablet pin"),
    ("post", "/aanmelden", "–", "/aanmelden", NOTHING, 422, "everybody"),
    ("get", "/aanmelden/code", "–", "/aanmelden/code", NOTHING, 303, "everybody"),
    ("post", "/aanmelden/code", "–", "/aanmelden/code", NOTHING, 303, "everybody"),
    ("get", "/aanmelden/tweede-stap", "–", "/aanmelden/tweede-stap", NOTHING, 303, "everybody"),
    ("post", "/aanmelden/tweede-stap", "–", "/aanmelden/tweede-stap", NOTHING, 303, "everybody"),
    ("get", "/aanmelden/openid", "not set", "/aanmelden/openid", NOTHING, 404, ""),
    ("get", "/aanmelden/openid/terug", "not set", "/aanmelden/openid/terug", NOTHING, 404, ""),
    ("get", "/inrichten/{token}/openid", "unknown", "/inrichten/0000/openid", NOTHING, 404, ""),
    ("get", "/inrichten/{token}", "unknown", "/inrichten/0000", NOTHING, 404, ""),
    ("post", "/inrichten/{token}", "unknown", "/inrichten/0000", NOTHING, 404, ""),
    ("post", "/demo/aanmelden", "no demo", "/demo/aanmelden", &[("rol", "administrator")], 404, ""),
    // Looking after the house.
    ("get", "/beheer/gebruikers", "–", "/beheer/gebruikers", NOTHING, 200, "administrator"),
    ("post", "/beheer/gebruikers", "–", "/beheer/gebruikers", NOTHING, 422, "administrator"),
    ("get", "/beheer/gebruikers/nieuw", "–", "/beheer/gebruikers/nieuw", NOTHING, 200, "administrator"),
    ("post", "/beheer/gebruikers/nieuw", "–", "/beheer/gebruikers/nieuw", NOTHING, 422, "administrator"),
    ("get", "/beheer/gebruikers/{id}", "known", "/beheer/gebruikers/a-olga", NOTHING, 200, "administrator"),
    ("get", "/beheer/gebruikers/{id}", "unknown", "/beheer/gebruikers/a-none", NOTHING, 404, ""),
    ("post", "/beheer/gebruikers/{id}/rol", "known", "/beheer/gebruikers/a-olga/rol", NOTHING, 422, "administrator"),
    ("post", "/beheer/gebruikers/{id}/rol", "unknown", "/beheer/gebruikers/a-none/rol", NOTHING, 404, ""),
    ("post", "/beheer/gebruikers/{id}/rol/einde", "known", "/beheer/gebruikers/a-olga/rol/einde", &[("rol", "sales"), ("bereik", "everything")], 422, "administrator"),
    ("post", "/beheer/gebruikers/{id}/rol/einde", "unknown", "/beheer/gebruikers/a-none/rol/einde", &[("rol", "sales"), ("bereik", "everything")], 404, ""),
    ("post", "/beheer/gebruikers/{id}/toegang", "known", "/beheer/gebruikers/a-olga/toegang", &[("aan", "ja")], 303, "administrator"),
    ("post", "/beheer/gebruikers/{id}/toegang", "unknown", "/beheer/gebruikers/a-none/toegang", &[("aan", "ja")], 404, ""),
    ("post", "/beheer/gebruikers/{id}/badge", "known", "/beheer/gebruikers/a-olga/badge", &[("badge", "a b")], 422, "administrator"),
    ("post", "/beheer/gebruikers/{id}/badge", "unknown", "/beheer/gebruikers/a-none/badge", &[("badge", "a b")], 404, ""),
    ("post", "/beheer/gebruikers/{id}/tweede-stap", "known", "/beheer/gebruikers/a-olga/tweede-stap", NOTHING, 303, "administrator"),
    ("post", "/beheer/gebruikers/{id}/tweede-stap", "unknown", "/beheer/gebruikers/a-none/tweede-stap", NOTHING, 404, ""),
    ("post", "/beheer/gebruikers/{id}/link", "known", "/beheer/gebruikers/a-olga/link", NOTHING, 200, "administrator"),
    ("post", "/beheer/gebruikers/{id}/link", "unknown", "/beheer/gebruikers/a-none/link", NOTHING, 404, ""),
    ("post", "/beheer/gebruikers/{id}/sessie/einde", "known", "/beheer/gebruikers/a-olga/sessie/einde", &[("sessie", "x")], 303, "administrator"),
    ("post", "/beheer/gebruikers/{id}/sessie/einde", "unknown", "/beheer/gebruikers/a-none/sessie/einde", &[("sessie", "x")], 404, ""),
    ("post", "/beheer/gebruikers/{id}/sessies/einde", "known", "/beheer/gebruikers/a-olga/sessies/einde", NOTHING, 303, "administrator"),
    ("post", "/beheer/gebruikers/{id}/sessies/einde", "unknown", "/beheer/gebruikers/a-none/sessies/einde", NOTHING, 404, ""),
    ("get", "/beheer/terminals", "–", "/beheer/terminals", NOTHING, 200, "administrator"),
    ("get", "/beheer/terminals/nieuw", "–", "/beheer/terminals/nieuw", NOTHING, 200, "administrator"),
    ("post", "/beheer/terminals/nieuw", "–", "/beheer/terminals/nieuw", NOTHING, 422, "administrator"),
    ("get", "/beheer/terminals/{site}/{terminal}", "known", "/beheer/terminals/stad/term-1", NOTHING, 200, "administrator"),
    ("get", "/beheer/terminals/{site}/{terminal}", "unknown", "/beheer/terminals/stad/term-99", NOTHING, 404, ""),
    ("post", "/beheer/terminals/{site}/{terminal}/blokkering", "known", "/beheer/terminals/stad/term-1/blokkering", NOTHING, 422, "administrator"),
    ("post", "/beheer/terminals/{site}/{terminal}/blokkering", "unknown", "/beheer/terminals/stad/term-99/blokkering", NOTHING, 404, ""),
    ("get", "/beheer/rechten", "–", "/beheer/rechten", NOTHING, 200, "administrator"),
    ("post", "/beheer/rechten", "–", "/beheer/rechten", NOTHING, 422, "administrator"),
    ("get", "/logboek", "–", "/logboek", NOTHING, 200, "privacy"),
    ("get", "/logboek/bestand", "–", "/logboek/bestand", NOTHING, 200, "privacy"),
    ("get", "/logboek/controle", "–", "/logboek/controle", NOTHING, 200, "privacy"),
    ("post", "/mijn/sessies/einde", "foreign", "/mijn/sessies/einde", &[("sessie", "x")], 303, "accounts"),
    // Dashboards: of a shipped one the audience, and nobody else hears that it is there.
    ("get", "/dashboards", "–", "/dashboards", NOTHING, 200, "own site coach sales planner controller"),
    ("get", "/dashboards/gegevens", "–", "/dashboards/gegevens", NOTHING, 200, "own site coach sales planner controller"),
    ("get", "/dashboards/{name}", "turnover", "/dashboards/omzet", NOTHING, 200, "sales planner controller"),
    ("get", "/dashboards/{name}", "occupancy", "/dashboards/bezetting", NOTHING, 200, "own site planner controller"),
    ("get", "/dashboards/{name}", "unknown", "/dashboards/niets", NOTHING, 404, ""),
    ("get", "/dashboards/{name}/{file}", "turnover", "/dashboards/omzet/kern.csv", NOTHING, 200, "sales planner controller"),
    ("get", "/dashboards/{name}/{file}", "occupancy", "/dashboards/bezetting/kern.xlsx", NOTHING, 200, "own site planner controller"),
    ("get", "/dashboards/{name}/{file}", "unknown", "/dashboards/omzet/niets.csv", NOTHING, 404, ""),
    // Devices.
    ("get", "/beheer/apparaten", "–", "/beheer/apparaten", NOTHING, 200, "administrator"),
    ("post", "/beheer/apparaten/code", "–", "/beheer/apparaten/code", NOTHING, 422, "administrator"),
    ("get", "/beheer/apparaten/{id}", "own", "/beheer/apparaten/d-own", NOTHING, 200, "administrator"),
    ("get", "/beheer/apparaten/{id}", "unknown", "/beheer/apparaten/d-none", NOTHING, 404, ""),
    ("post", "/beheer/apparaten/{id}/naam", "own", "/beheer/apparaten/d-own/naam", NOTHING, 422, "administrator"),
    ("post", "/beheer/apparaten/{id}/intrekking", "own", "/beheer/apparaten/d-own/intrekking", NOTHING, 422, "administrator"),
    ("get", "/koppelen", "–", "/koppelen", NOTHING, 200, "everybody"),
    ("post", "/koppelen", "–", "/koppelen", NOTHING, 422, "everybody"),
    ("get", "/tablet", "–", "/tablet", NOTHING, 200, "tablet pin"),
    ("post", "/tablet", "–", "/tablet", NOTHING, 422, "tablet pin"),
    // What is for everybody.
    ("post", "/taal", "–", "/taal", &[("taal", "nl")], 303, "everybody"),
    ("get", "/static/{file}", "unknown", "/static/x", NOTHING, 404, ""),
    ("get", "/healthz", "–", "/healthz", NOTHING, 200, "everybody"),
    ("get", "/readyz", "–", "/readyz", NOTHING, 503, "everybody"),
    // Last, because it ends the session.
    ("post", "/afmelden", "–", "/afmelden", NOTHING, 303, "everybody"),
];

const ATTENDANCE: &str = "/vloer/{hall}/{station}/aanwezig";
const CORRECTION: &str = "/vloer/{hall}/{station}/correctie/{terminal}/{epoch}/{seq}";

/// Routes that are no page of the service, with the reason.
const ELSEWHERE: [(&str, &str); 2] = [
    ("/metrics", "has a listener of its own, on loopback only"),
    ("/stijl", "in a demo only, for everybody"),
];

/// A second site, counts of two groups, and an item of quarantine of each group and of nobody.
async fn more(pages: &Pages) {
    made_up::account_that_waits(pages.db()).await;
    let mut tx = pages.db().begin().await.unwrap();
    made_up::morning(&mut tx).await;
    let foreign = made_up::Reported {
        terminal: 5,
        seq: 9,
        station: "v2-01",
        task: Some("t1"),
        qty: Some(3),
        ..Default::default()
    };
    made_up::reported(&mut tx, foreign).await;
    for sql in [
        "insert into site values ('ver', 'Locatie Ver', 'Europe/Amsterdam', 240, 750)",
        "insert into hall (id, site_id, name) values ('hal-x', 'ver', 'Hal X')",
        "insert into coach (id, name) values ('c1', 'Coen Coachman')",
        "insert into worker (id, name, group_id, active) values ('w7', 'Wout Elders', 'g3', true)",
        "insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w7', '2026-01-01')",
    ] {
        tx.run(sql, &[]).await.unwrap();
    }
    let photos = "insert into worker_photo (worker_id, content, stored_at)
         select id, '/9j/4A==', $1 from worker where id in ('w1', 'w7')";
    tx.run(photos, &[&made_up::now()]).await.unwrap();
    tx.run(
        "insert into device (id, name, kind, hall_id, secret_hash, paired_by, paired_at, seen_at)
         select 'd-own', 'Tablet bij de deur', 'tablet', 'hal-1', 'x', id, $1, $1 from account where login = 'tine'",
        &[&made_up::now()],
    )
    .await
    .unwrap();
    for (id, terminal) in [("q-own", Some(1_i64)), ("q-foreign", Some(5)), ("q-nobody", None)] {
        tx.run(
            "insert into quarantine (id, received_at, site_id, terminal, terminal_no, epoch, seq, why, detail, raw)
             values ($1, $2, 'stad', 't', $3, 7, 3, 'bad_json', 'd', '{')",
            &[&id, &made_up::now(), &terminal],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn viewers(pages: &Pages) -> Vec<Pages> {
    let mut all = Vec::new();
    for (login, roles) in VIEWERS {
        all.push(match (login, roles) {
            ("tablet", _) => pages.paired("tablet", "hal-1").await,
            ("pin", roles) => {
                account(pages.db(), login, "Iemand Verzonnen", roles).await;
                pages.give_pin(login).await;
                let tablet = pages.paired("tablet", "hal-1").await;
                tablet.sign_on(login).await;
                tablet
            }
            (_, []) => pages.elsewhere(),
            (login, roles) => pages.entered(login, roles).await,
        });
    }
    all
}

both!(everybody_may_what_the_table_says_and_nothing_else: Pages);
async fn everybody_may_what_the_table_says_and_nothing_else(pages: Pages) {
    more(&pages).await;
    let viewers = viewers(&pages).await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let (method, route, relation, address, fields, ..) = row;
        for (viewer, (name, _)) in viewers.iter().zip(VIEWERS) {
            let right = answer(row, name);
            let (status, to) = if *method == "get" {
                viewer.look(address).await
            } else {
                let answer = viewer.post(address, fields).await;
                (answer.status, answer.header("location").to_owned())
            };
            if status.as_u16() != right {
                wrong.push(format!(
                    "{method} {route} ({relation}) of {name}: {status}, not {right}"
                ));
            }
            let is_inside =
                name == "nobody" && right == 303 && !["/taal", "/afmelden"].contains(route);
            // A PIN is not enough: the page is asked for again after a full sign-in.
            let is_step_up = name == "pin" && right == 303 && named(row, name).is_none();
            if is_step_up && !to.starts_with("/aanmelden") {
                wrong.push(format!("{method} {route} of a PIN leads to '{to}'"));
            }
            if is_inside && !to.starts_with("/aanmelden") {
                wrong.push(format!("{method} {route} of nobody leads to '{to}'"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_viewer_whom_a_row_does_not_name_is_refused() {
    let row = |route, who| ("post", route, "own", route, NOTHING, 422, who);
    let answers = |route, who| VIEWERS.map(|(name, _)| answer(&row(route, who), name));
    let [door, none] = [303, 404];
    let desk = answers("/orders", "sales controller=200");
    assert_eq!(desk, [door, none, none, none, 422, none, 200, none, none, none, door]);
    let floor = answers("/vloer/{hall}/orders", "own");
    assert_eq!(floor, [door, 422, none, none, none, none, none, none, none, none, none]);
    let outside = answers("/tablet", "tablet accounts=303");
    assert_eq!(outside, [none, 303, 303, 303, 303, 303, 303, 303, 303, 422, none]);
    assert_eq!(answers("/taal", "everybody"), [422; 11]);
    let gone = OUTSIDE.iter().find(|route| !TABLE.iter().any(|row| row.1 == **route));
    assert_eq!(gone, None, "strike it off the list of routes outside the door");
}

/// The methods that a call of `route` takes.
pub(crate) fn methods(call: &Call) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for tree in call.arguments.get(1).into_iter().flatten() {
        if let TokenTree::Ident(name) = tree
            && ["get", "post", "put", "delete", "patch"].contains(&name.to_string().as_str())
        {
            found.insert(name.to_string());
        }
    }
    found
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut routes = BTreeSet::new();
    for call in service().iter().flat_map(Source::calls).filter(|c| c.name == "route") {
        let route =
            call.arguments.first().and_then(|a| only_text(a)).expect("a route is a literal");
        let methods = methods(&call);
        assert!(!methods.is_empty(), "{route} takes no method");
        if !ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == route) {
            routes.extend(methods.into_iter().map(|method| (method, route.clone())));
        }
    }
    let rows: BTreeSet<_> = TABLE.iter().map(|row| (row.0.to_owned(), row.1.to_owned())).collect();
    let without: Vec<_> = routes.difference(&rows).collect();
    assert!(without.is_empty(), "say who may ask for these: {without:?}");
    let gone: Vec<_> = rows.difference(&routes).collect();
    assert!(gone.is_empty(), "no such route any more: {gone:?}");
}

both!(a_board_shows_people_to_who_leads_or_coaches_them: Pages);
async fn a_board_shows_people_to_who_leads_or_coaches_them(pages: Pages) {
    more(&pages).await;
    let mut tx = pages.db().begin().await.unwrap();
    tx.run(
        "insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w5', '2026-01-01')",
        &[],
    )
    .await
    .unwrap();
    tx.run("insert into caseload (coach_id, worker_id, from_day, until_day) values ('c1', 'w1', '2025-01-01', '2026-11-19')", &[]).await.unwrap();
    tx.commit().await.unwrap();
    for (viewer, (name, _)) in viewers(&pages).await.iter().zip(VIEWERS).skip(1) {
        let board = viewer.get("/vloer/hal-1").await;
        let people = board.texts(".wv-people li");
        let right: &[&str] = match name {
            "own" | "pin" => &["Pluk T.", "Saar A.", "Mees Z."],
            "site" => &[
                "Pluk T.",
                "Saar A.",
                "Mees Z.",
                "Fenna M.",
                "Joris K.",
                "Bente D.",
                "een collega",
            ],
            "coach" => &["Joris K."],
            _ => &[],
        };
        assert_eq!(people, right, "{name}");
        let pages = board.attributes(".wv-people a", "href");
        // A PIN is good for the floor, not for a person's page; of who has no name there is none.
        let right: &[&str] = match name {
            "own" => &["/medewerkers/w1", "/medewerkers/w2", "/medewerkers/w3"],
            "site" => &[
                "/medewerkers/w1",
                "/medewerkers/w2",
                "/medewerkers/w3",
                "/medewerkers/w4",
                "/medewerkers/w5",
                "/medewerkers/w6",
            ],
            "coach" => &["/medewerkers/w5"],
            _ => &[],
        };
        assert_eq!(pages, right, "{name}");
        for page in &pages {
            assert_eq!(viewer.look(page).await.0, 200, "{name} opens {page}");
        }
        let comes = board.texts("#hulp button").len();
        assert_eq!(
            comes,
            match name {
                "own" | "pin" => 1,
                "site" => 2,
                _ => 0,
            },
            "{name}"
        );
        let to_stations = board.attributes(".wv-whole", "href").len();
        let right = match name {
            "own" | "pin" => 4,
            "coach" | "sales" | "administrator" | "privacy" | "tablet" => 0,
            _ => 8,
        };
        assert_eq!(to_stations, right, "{name}");
        if name != "privacy" {
            let mut stream = viewer.first_of_stream("/vloer/hal-1/stream").await;
            for hidden in ["Pluk T.", "Joris K.", "Fenna M."]
                .iter()
                .filter(|p| !people.contains(&(**p).to_owned()))
            {
                assert!(!stream.contains(hidden), "{name} hears of {hidden}");
            }
            stream.retain(|c| c != '\n');
            assert!(stream.contains("v2-01"), "{name}: the whole hall's work");
        }
    }
}

both!(lists_hold_the_viewers_own_and_the_bar_what_they_may_enter: Pages);
async fn lists_hold_the_viewers_own_and_the_bar_what_they_may_enter(pages: Pages) {
    more(&pages).await;
    let viewers = viewers(&pages).await;
    let of = |name: &str| &viewers[VIEWERS.iter().position(|(n, _)| *n == name).unwrap()];
    let list = of("own").get("/quarantaine").await;
    let links = ["/quarantaine/q-own", "/quarantaine/q8"];
    assert_eq!(list.attributes("tbody a", "href"), links);
    assert!(list.text(".wv-lead").contains("2 meldingen wachten"));
    for whole in ["site", "administrator"] {
        assert_eq!(
            of(whole).get("/quarantaine").await.attributes("tbody a", "href").len(),
            4,
            "{whole}"
        );
    }
    let days = of("site").get("/dagen").await;
    assert_eq!(days.texts("h2"), ["Locatie Stad"]);
    assert_eq!(
        of("planner").get("/dagen").await.texts("td a").len(),
        0,
        "who does not close sees no way to"
    );
    assert_eq!(of("controller").get("/dagen").await.texts("h2"), ["Locatie Stad", "Locatie Ver"]);
    assert_eq!(
        of("site").get("/").await.attributes(".wv-hall", "href"),
        ["/vloer/hal-1", "/vloer/hal-2"]
    );
    assert_eq!(
        of("own").get("/").await.header("location"),
        "/vloer/hal-1",
        "one hall is no choice"
    );
    assert_eq!(of("privacy").get("/").await.header("location"), "/logboek");
    assert_eq!(
        of("coach").get("/").await.header("location"),
        "/dashboards/begeleiding",
        "with their people"
    );
    assert_eq!(
        of("coach").get("/vloer").await.attributes(".wv-hall", "href").first().unwrap(),
        "/vloer/hal-1"
    );
    for (name, bar) in [
        ("own", "Vloer | Medewerkers | Quarantaine | Dashboards"),
        ("site", "Vloer | Medewerkers | Quarantaine | Dagen | Dashboards"),
        ("coach", "Vloer | Medewerkers | Dashboards"),
        ("sales", "Vloer | Dashboards"),
        ("planner", "Vloer | Dagen | Dashboards"),
        ("controller", "Vloer | Dagen | Dashboards"),
        ("administrator", "Vloer | Quarantaine | Apparaten | Gebruikers | Terminals"),
        ("privacy", "Logboek"),
    ] {
        assert_eq!(of(name).get("/mijn").await.text(".wv-bar nav a"), bar, "{name}");
    }
    assert_eq!(of("nobody").get("/aanmelden").await.text(".wv-bar nav a"), "");
}

both!(a_booking_stays_in_ones_own_groups: Pages);
async fn a_booking_stays_in_ones_own_groups(pages: Pages) {
    more(&pages).await;
    let own = pages.entered("own", &[(Role::Supervisor, "group:g1")]).await;
    let fields = |station| {
        [
            ("station", station),
            ("kind", "good"),
            ("task", "t1"),
            ("qty", "5"),
            ("at", "2026-11-20T09:00"),
            ("reason", "geteld"),
        ]
    };
    let foreign = own.post("/quarantaine/q-own/boeking", &fields("v2-01")).await;
    let unknown = own.post("/quarantaine/q-own/boeking", &fields("z-99")).await;
    for answer in [foreign, unknown] {
        assert_eq!(answer.status, 422);
        assert_eq!(answer.text("#boek-station-fout"), "Deze werkplek kennen we niet.");
    }
    let right = own.post("/quarantaine/q-own/boeking", &fields("v1-02")).await;
    assert_eq!(right.status, 303, "{}", right.text("main"));
}
