//! The law of the house as a table: every route, for everybody, with the refusals written out. A route without a row fails.

use crate::harness::account;
use crate::house::source::{Call, Source, only_text, service};
use crate::pages::{Pages, made_up};
use proc_macro2::TokenTree;
use std::collections::BTreeSet;
use werkvloer::access::Role;

/// The columns. Nobody is not signed in; Own leads group `g1`, Site leads the whole site. Tablet
/// is paired with `hal-1` and nobody is signed on at it; Pin leads group `g1` and signed on at such a tablet.
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

/// A method, a route, what it is about as seen by Own, an address, the form, and each viewer's answer. A form is one that is
/// refused at a field (422), so that whoever may send it changes nothing.
pub(crate) type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    [u16; 11],
);

const NOTHING: &[(&str, &str)] = &[];

#[rustfmt::skip]
pub(crate) const TABLE: &[Row] = &[
    //                                                                  nobody own  site coach sales plan  ctrl adm  priv tablet pin
    ("get", "/", "–", "/", NOTHING,                                     [303, 303, 200, 303, 200, 200, 200, 200, 303, 303, 303]),
    ("get", "/vloer", "–", "/vloer", NOTHING,                           [303, 303, 200, 200, 200, 200, 200, 200, 303, 303, 303]),
    ("get", "/vloer/{hall}", "own", "/vloer/hal-1", NOTHING,            [303, 200, 200, 200, 200, 200, 200, 200, 404, 200, 200]),
    ("get", "/vloer/{hall}", "foreign", "/vloer/hal-2", NOTHING,        [303, 404, 200, 200, 200, 200, 200, 200, 404, 404, 404]),
    ("get", "/vloer/{hall}", "elsewhere", "/vloer/hal-x", NOTHING,      [303, 404, 404, 200, 200, 200, 200, 200, 404, 404, 404]),
    ("get", "/vloer/{hall}", "unknown", "/vloer/hal-9", NOTHING,        [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/vloer/{hall}/stream", "own", "/vloer/hal-1/stream", NOTHING, [303, 200, 200, 200, 200, 200, 200, 200, 404, 200, 200]),
    ("get", "/vloer/{hall}/stream", "foreign", "/vloer/hal-2/stream", NOTHING, [303, 404, 200, 200, 200, 200, 200, 200, 404, 404, 404]),
    ("get", "/vloer/{hall}/{station}", "own", "/vloer/hal-1/v1-01", NOTHING, [303, 200, 200, 404, 404, 200, 200, 404, 404, 404, 200]),
    ("get", "/vloer/{hall}/{station}", "foreign", "/vloer/hal-1/v2-01", NOTHING, [303, 404, 200, 404, 404, 200, 200, 404, 404, 404, 404]),
    ("get", "/vloer/{hall}/{station}", "unknown", "/vloer/hal-1/v9-99", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/vloer/{hall}/{station}/hulp", "own", "/vloer/hal-1/v1-03/hulp", &[("sinds", "0")], [303, 303, 303, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/vloer/{hall}/{station}/hulp", "foreign", "/vloer/hal-1/v2-01/hulp", &[("sinds", "0")], [303, 404, 303, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", CORRECTION, "own", "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2", NOTHING, [303, 200, 200, 404, 404, 404, 404, 404, 404, 404, 200]),
    ("post", CORRECTION, "own", "/vloer/hal-1/v1-01/correctie/term-1/00000000000000aa/2", NOTHING, [303, 422, 422, 404, 404, 404, 404, 404, 404, 404, 422]),
    ("get", CORRECTION, "foreign", "/vloer/hal-1/v2-01/correctie/term-5/00000000000000aa/9", NOTHING, [303, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("post", CORRECTION, "foreign", "/vloer/hal-1/v2-01/correctie/term-5/00000000000000aa/9", NOTHING, [303, 404, 422, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", ATTENDANCE, "own", "/vloer/hal-1/v1-01/aanwezig", NOTHING,  [303, 200, 200, 404, 404, 404, 404, 404, 404, 404, 200]),
    ("post", ATTENDANCE, "own", "/vloer/hal-1/v1-01/aanwezig", NOTHING, [303, 422, 422, 404, 404, 404, 404, 404, 404, 404, 422]),
    ("get", ATTENDANCE, "foreign", "/vloer/hal-1/v2-01/aanwezig", NOTHING, [303, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("post", ATTENDANCE, "foreign", "/vloer/hal-1/v2-01/aanwezig", NOTHING, [303, 404, 422, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/quarantaine", "–", "/quarantaine", NOTHING,               [303, 200, 200, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/quarantaine/{id}", "own", "/quarantaine/q-own", NOTHING,  [303, 200, 200, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/quarantaine/{id}", "foreign", "/quarantaine/q-foreign", NOTHING, [303, 404, 200, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/quarantaine/{id}", "nobody's", "/quarantaine/q-nobody", NOTHING, [303, 404, 200, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/quarantaine/{id}", "unknown", "/quarantaine/q-none", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/quarantaine/{id}/boeking", "own", "/quarantaine/q-own/boeking", NOTHING, [303, 422, 422, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/quarantaine/{id}/boeking", "foreign", "/quarantaine/q-foreign/boeking", NOTHING, [303, 404, 422, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/quarantaine/{id}/afwijzing", "own", "/quarantaine/q-own/afwijzing", NOTHING, [303, 422, 422, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/quarantaine/{id}/afwijzing", "foreign", "/quarantaine/q-foreign/afwijzing", NOTHING, [303, 404, 422, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/dagen", "–", "/dagen", NOTHING,                           [303, 404, 200, 404, 404, 200, 200, 404, 404, 404, 303]),
    ("get", "/dagen/{site}/{day}", "own", "/dagen/stad/2026-11-19", NOTHING, [303, 404, 200, 404, 404, 200, 200, 404, 404, 404, 303]),
    ("get", "/dagen/{site}/{day}", "foreign", "/dagen/ver/2026-11-19", NOTHING, [303, 404, 404, 404, 404, 200, 200, 404, 404, 404, 303]),
    ("post", "/dagen/{site}/{day}/afsluiting", "own", "/dagen/stad/2026-11-19/afsluiting", NOTHING, [303, 404, 422, 404, 404, 404, 422, 404, 404, 404, 303]),
    ("post", "/dagen/{site}/{day}/afsluiting", "foreign", "/dagen/ver/2026-11-19/afsluiting", NOTHING, [303, 404, 404, 404, 404, 404, 422, 404, 404, 404, 303]),
    // The people one leads or coaches: w1 of g1, w7 of g3, coached by c1.
    ("get", "/medewerkers", "–", "/medewerkers", NOTHING,               [303, 200, 200, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}", "own", "/medewerkers/w1", NOTHING,     [303, 200, 200, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}", "foreign", "/medewerkers/w7", NOTHING, [303, 404, 200, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}", "unknown", "/medewerkers/w99", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/foto", "own", "/medewerkers/w1/foto", NOTHING, [303, 200, 200, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/foto", "foreign", "/medewerkers/w7/foto", NOTHING, [303, 404, 200, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/foto", "unknown", "/medewerkers/w99/foto", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/contact", "own", "/medewerkers/w1/contact", &[("telefoon", "x")], [303, 422, 422, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/contact", "foreign", "/medewerkers/w7/contact", &[("telefoon", "x")], [303, 404, 422, 422, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/contact", "unknown", "/medewerkers/w99/contact", &[("telefoon", "x")], [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/foto", "own", "/medewerkers/w1/foto", NOTHING, [303, 400, 400, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/foto", "foreign", "/medewerkers/w7/foto", NOTHING, [303, 404, 400, 400, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/foto", "unknown", "/medewerkers/w99/foto", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/foto/einde", "own", "/medewerkers/w1/foto/einde", NOTHING, [303, 303, 303, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/medewerkers/{id}/foto/einde", "foreign", "/medewerkers/w7/foto/einde", NOTHING, [303, 404, 303, 303, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/ingezien", "own", "/medewerkers/w1/ingezien", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 200, 404, 303]),
    ("get", "/medewerkers/{id}/ingezien", "foreign", "/medewerkers/w7/ingezien", NOTHING, [303, 404, 404, 200, 404, 404, 404, 404, 200, 404, 303]),
    ("get", "/medewerkers/{id}/ingezien", "unknown", "/medewerkers/w99/ingezien", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/indicatie", "own", "/medewerkers/w1/indicatie", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/indicatie", "foreign", "/medewerkers/w7/indicatie", NOTHING, [303, 404, 404, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/medewerkers/{id}/indicatie", "unknown", "/medewerkers/w99/indicatie", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "caseload", "/dashboards/begeleiding", NOTHING, [303, 404, 404, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "one's own person", "/dashboards/ontwikkeling?medewerker=w7", NOTHING, [303, 404, 404, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "another's person", "/dashboards/ontwikkeling?medewerker=w1", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}/{file}", "one's own person", "/dashboards/ontwikkeling/doelen.csv?medewerker=w7", NOTHING, [303, 404, 404, 200, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}/{file}", "another's person", "/dashboards/ontwikkeling/doelen.csv?medewerker=w1", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/logboek/medewerker", "–", "/logboek/medewerker", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 200, 404, 303]),
    ("post", "/logboek/medewerker", "–", "/logboek/medewerker", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 422, 404, 303]),
    // The door's own pages. What is one's own has no id in its address, so there is nothing foreign.
    ("get", "/mijn", "own", "/mijn", NOTHING,                           [303, 200, 200, 200, 200, 200, 200, 200, 200, 404, 303]),
    ("post", "/mijn/wachtwoord", "own", "/mijn/wachtwoord", NOTHING,    [303, 422, 422, 422, 422, 422, 422, 422, 422, 404, 303]),
    ("post", "/mijn/tweede-stap", "own", "/mijn/tweede-stap", NOTHING,  [303, 422, 422, 422, 422, 422, 422, 422, 422, 404, 303]),
    ("get", "/mijn/pin", "own", "/mijn/pin", NOTHING,                   [303, 200, 200, 200, 200, 200, 200, 200, 200, 404, 303]),
    ("post", "/mijn/pin", "own", "/mijn/pin", NOTHING,                  [303, 422, 422, 422, 422, 422, 422, 422, 422, 404, 303]),
    ("post", "/mijn/pin/intrekking", "own", "/mijn/pin/intrekking", NOTHING, [303, 303, 303, 303, 303, 303, 303, 303, 303, 404, 303]),
    ("post", "/rol", "not held", "/rol", &[("rol", "none")],            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/aanmelden", "–", "/aanmelden", NOTHING,                   [200, 303, 303, 303, 303, 303, 303, 303, 303, 200, 200]),
    ("post", "/aanmelden", "–", "/aanmelden", NOTHING,                  [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("get", "/aanmelden/code", "–", "/aanmelden/code", NOTHING,         [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("post", "/aanmelden/code", "–", "/aanmelden/code", NOTHING,        [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("get", "/aanmelden/tweede-stap", "–", "/aanmelden/tweede-stap", NOTHING, [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("post", "/aanmelden/tweede-stap", "–", "/aanmelden/tweede-stap", NOTHING, [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("get", "/aanmelden/openid", "not set", "/aanmelden/openid", NOTHING, [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/aanmelden/openid/terug", "not set", "/aanmelden/openid/terug", NOTHING, [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/inrichten/{token}/openid", "unknown", "/inrichten/0000/openid", NOTHING, [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/inrichten/{token}", "unknown", "/inrichten/0000", NOTHING, [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/inrichten/{token}", "unknown", "/inrichten/0000", NOTHING, [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("post", "/demo/aanmelden", "no demo", "/demo/aanmelden", &[("rol", "administrator")], [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    // Looking after the house.
    ("get", "/beheer/gebruikers", "–", "/beheer/gebruikers", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/gebruikers", "–", "/beheer/gebruikers", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/beheer/gebruikers/nieuw", "–", "/beheer/gebruikers/nieuw", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/gebruikers/nieuw", "–", "/beheer/gebruikers/nieuw", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/beheer/gebruikers/{id}", "known", "/beheer/gebruikers/a-olga", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/beheer/gebruikers/{id}", "unknown", "/beheer/gebruikers/a-none", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/rol", "known", "/beheer/gebruikers/a-olga/rol", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/rol", "unknown", "/beheer/gebruikers/a-none/rol", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/rol/einde", "known", "/beheer/gebruikers/a-olga/rol/einde", &[("rol", "sales"), ("bereik", "everything")], [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/rol/einde", "unknown", "/beheer/gebruikers/a-none/rol/einde", &[("rol", "sales"), ("bereik", "everything")], [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/toegang", "known", "/beheer/gebruikers/a-olga/toegang", &[("aan", "ja")], [303, 404, 404, 404, 404, 404, 404, 303, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/toegang", "unknown", "/beheer/gebruikers/a-none/toegang", &[("aan", "ja")], [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/badge", "known", "/beheer/gebruikers/a-olga/badge", &[("badge", "a b")], [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/badge", "unknown", "/beheer/gebruikers/a-none/badge", &[("badge", "a b")], [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/tweede-stap", "known", "/beheer/gebruikers/a-olga/tweede-stap", NOTHING, [303, 404, 404, 404, 404, 404, 404, 303, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/tweede-stap", "unknown", "/beheer/gebruikers/a-none/tweede-stap", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/link", "known", "/beheer/gebruikers/a-olga/link", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/link", "unknown", "/beheer/gebruikers/a-none/link", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/sessie/einde", "known", "/beheer/gebruikers/a-olga/sessie/einde", &[("sessie", "x")], [303, 404, 404, 404, 404, 404, 404, 303, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/sessie/einde", "unknown", "/beheer/gebruikers/a-none/sessie/einde", &[("sessie", "x")], [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/sessies/einde", "known", "/beheer/gebruikers/a-olga/sessies/einde", NOTHING, [303, 404, 404, 404, 404, 404, 404, 303, 404, 404, 303]),
    ("post", "/beheer/gebruikers/{id}/sessies/einde", "unknown", "/beheer/gebruikers/a-none/sessies/einde", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/beheer/terminals", "–", "/beheer/terminals", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/beheer/terminals/nieuw", "–", "/beheer/terminals/nieuw", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/terminals/nieuw", "–", "/beheer/terminals/nieuw", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/beheer/terminals/{site}/{terminal}", "known", "/beheer/terminals/stad/term-1", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/beheer/terminals/{site}/{terminal}", "unknown", "/beheer/terminals/stad/term-99", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/terminals/{site}/{terminal}/blokkering", "known", "/beheer/terminals/stad/term-1/blokkering", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/beheer/terminals/{site}/{terminal}/blokkering", "unknown", "/beheer/terminals/stad/term-99/blokkering", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/beheer/rechten", "–", "/beheer/rechten", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/rechten", "–", "/beheer/rechten", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/logboek", "–", "/logboek", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 200, 404, 303]),
    ("get", "/logboek/bestand", "–", "/logboek/bestand", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 200, 404, 303]),
    ("get", "/logboek/controle", "–", "/logboek/controle", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 200, 404, 303]),
    ("post", "/mijn/sessies/einde", "foreign", "/mijn/sessies/einde", &[("sessie", "x")], [303, 303, 303, 303, 303, 303, 303, 303, 303, 404, 303]),
    // Dashboards: of a shipped one the audience, and nobody else hears that it is there.
    //                                                                  nobody own  site coach sales plan  ctrl adm  priv tablet pin
    ("get", "/dashboards", "–", "/dashboards", NOTHING,                 [303, 200, 200, 200, 200, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/gegevens", "–", "/dashboards/gegevens", NOTHING, [303, 200, 200, 200, 200, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "turnover", "/dashboards/omzet", NOTHING, [303, 404, 404, 404, 200, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "occupancy", "/dashboards/bezetting", NOTHING, [303, 200, 200, 404, 404, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}", "unknown", "/dashboards/niets", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}/{file}", "turnover", "/dashboards/omzet/kern.csv", NOTHING, [303, 404, 404, 404, 200, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}/{file}", "occupancy", "/dashboards/bezetting/kern.xlsx", NOTHING, [303, 200, 200, 404, 404, 200, 200, 404, 404, 404, 303]),
    ("get", "/dashboards/{name}/{file}", "unknown", "/dashboards/omzet/niets.csv", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    // Devices.
    ("get", "/beheer/apparaten", "–", "/beheer/apparaten", NOTHING,     [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("post", "/beheer/apparaten/code", "–", "/beheer/apparaten/code", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/beheer/apparaten/{id}", "own", "/beheer/apparaten/d-own", NOTHING, [303, 404, 404, 404, 404, 404, 404, 200, 404, 404, 303]),
    ("get", "/beheer/apparaten/{id}", "unknown", "/beheer/apparaten/d-none", NOTHING, [303, 404, 404, 404, 404, 404, 404, 404, 404, 404, 303]),
    ("post", "/beheer/apparaten/{id}/naam", "own", "/beheer/apparaten/d-own/naam", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("post", "/beheer/apparaten/{id}/intrekking", "own", "/beheer/apparaten/d-own/intrekking", NOTHING, [303, 404, 404, 404, 404, 404, 404, 422, 404, 404, 303]),
    ("get", "/koppelen", "–", "/koppelen", NOTHING,                     [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("post", "/koppelen", "–", "/koppelen", NOTHING,                    [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422]),
    ("get", "/tablet", "–", "/tablet", NOTHING,                         [404, 404, 404, 404, 404, 404, 404, 404, 404, 200, 200]),
    ("post", "/tablet", "–", "/tablet", NOTHING,                        [404, 404, 404, 404, 404, 404, 404, 404, 404, 422, 422]),
    // What is for everybody.
    ("post", "/taal", "–", "/taal", &[("taal", "nl")],                  [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
    ("get", "/static/{file}", "unknown", "/static/x", NOTHING,          [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]),
    ("get", "/healthz", "–", "/healthz", NOTHING,                       [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("get", "/readyz", "–", "/readyz", NOTHING,                         [503, 503, 503, 503, 503, 503, 503, 503, 503, 503, 503]),
    // Last, because it ends the session.
    ("post", "/afmelden", "–", "/afmelden", NOTHING,                    [303, 303, 303, 303, 303, 303, 303, 303, 303, 303, 303]),
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

both! {
    async fn everybody_may_what_the_table_says_and_nothing_else(pages: Pages) {
        more(&pages).await;
        let viewers = viewers(&pages).await;
        let mut wrong = Vec::new();
        for (method, route, relation, address, fields, statuses) in TABLE {
            for ((viewer, (name, _)), right) in viewers.iter().zip(VIEWERS).zip(statuses) {
                let (status, to) = if *method == "get" {
                    viewer.look(address).await
                } else {
                    let answer = viewer.post(address, fields).await;
                    (answer.status, answer.header("location").to_owned())
                };
                if status.as_u16() != *right {
                    wrong.push(format!("{method} {route} ({relation}) of {name}: {status}, not {right}"));
                }
                let is_inside = name == "nobody" && *right == 303 && !["/taal", "/afmelden"].contains(route);
                // A PIN is not enough: the page is asked for again after a full sign-in.
                let is_step_up = name == "pin" && *right == 303 && statuses[0] == 303 && statuses[1] != 303;
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

both! {
    async fn a_board_shows_people_to_who_leads_or_coaches_them(pages: Pages) {
        more(&pages).await;
        let mut tx = pages.db().begin().await.unwrap();
        tx.run("insert into caseload (coach_id, worker_id, from_day) values ('c1', 'w5', '2026-01-01')", &[]).await.unwrap();
        tx.run("insert into caseload (coach_id, worker_id, from_day, until_day) values ('c1', 'w1', '2025-01-01', '2026-11-19')", &[]).await.unwrap();
        tx.commit().await.unwrap();
        for (viewer, (name, _)) in viewers(&pages).await.iter().zip(VIEWERS).skip(1) {
            let board = viewer.get("/vloer/hal-1").await;
            let people = board.texts(".wv-people li");
            let right: &[&str] = match name {
                "own" | "pin" => &["Pluk T.", "Saar A.", "Mees Z."],
                "site" => &["Pluk T.", "Saar A.", "Mees Z.", "Fenna M.", "Joris K.", "Bente D.", "een collega"],
                "coach" => &["Joris K."],
                _ => &[],
            };
            assert_eq!(people, right, "{name}");
            let pages = board.attributes(".wv-people a", "href");
            // A PIN is good for the floor, not for a person's page; of who has no name there is none.
            let right: &[&str] = match name {
                "own" => &["/medewerkers/w1", "/medewerkers/w2", "/medewerkers/w3"],
                "site" => &[
                    "/medewerkers/w1", "/medewerkers/w2", "/medewerkers/w3", "/medewerkers/w4", "/medewerkers/w5", "/medewerkers/w6",
                ],
                "coach" => &["/medewerkers/w5"],
                _ => &[],
            };
            assert_eq!(pages, right, "{name}");
            for page in &pages {
                assert_eq!(viewer.look(page).await.0, 200, "{name} opens {page}");
            }
            let comes = board.texts("#hulp button").len();
            assert_eq!(comes, match name { "own" | "pin" => 1, "site" => 2, _ => 0 }, "{name}");
            let to_stations = board.attributes(".wv-whole", "href").len();
            let right = match name {
                "own" | "pin" => 4,
                "coach" | "sales" | "administrator" | "privacy" | "tablet" => 0,
                _ => 8,
            };
            assert_eq!(to_stations, right, "{name}");
            if name != "privacy" {
                let mut stream = viewer.first_of_stream("/vloer/hal-1/stream").await;
                for hidden in ["Pluk T.", "Joris K.", "Fenna M."].iter().filter(|p| !people.contains(&(**p).to_owned())) {
                    assert!(!stream.contains(hidden), "{name} hears of {hidden}");
                }
                stream.retain(|c| c != '\n');
                assert!(stream.contains("v2-01"), "{name}: the whole hall's work");
            }
        }
    }
}

both! {
    async fn lists_hold_the_viewers_own_and_the_bar_what_they_may_enter(pages: Pages) {
        more(&pages).await;
        let viewers = viewers(&pages).await;
        let of = |name: &str| &viewers[VIEWERS.iter().position(|(n, _)| *n == name).unwrap()];
        let list = of("own").get("/quarantaine").await;
        let links = ["/quarantaine/q-own", "/quarantaine/q8"];
        assert_eq!(list.attributes("tbody a", "href"), links);
        assert!(list.text(".wv-lead").contains("2 meldingen wachten"));
        for whole in ["site", "administrator"] {
            assert_eq!(of(whole).get("/quarantaine").await.attributes("tbody a", "href").len(), 4, "{whole}");
        }
        let days = of("site").get("/dagen").await;
        assert_eq!(days.texts("h2"), ["Locatie Stad"]);
        assert_eq!(of("planner").get("/dagen").await.texts("td a").len(), 0, "who does not close sees no way to");
        assert_eq!(of("controller").get("/dagen").await.texts("h2"), ["Locatie Stad", "Locatie Ver"]);
        assert_eq!(of("site").get("/").await.attributes(".wv-hall", "href"), ["/vloer/hal-1", "/vloer/hal-2"]);
        assert_eq!(of("own").get("/").await.header("location"), "/vloer/hal-1", "one hall is no choice");
        assert_eq!(of("privacy").get("/").await.header("location"), "/logboek");
        assert_eq!(of("coach").get("/").await.header("location"), "/dashboards/begeleiding", "with their people");
        assert_eq!(of("coach").get("/vloer").await.attributes(".wv-hall", "href").first().unwrap(), "/vloer/hal-1");
        for (name, bar) in [
            ("own", "Vloer | Medewerkers | Quarantaine | Dashboards"), ("site", "Vloer | Medewerkers | Quarantaine | Dagen | Dashboards"),
            ("coach", "Vloer | Medewerkers | Dashboards"), ("sales", "Vloer | Dashboards"),
            ("planner", "Vloer | Dagen | Dashboards"), ("controller", "Vloer | Dagen | Dashboards"), ("administrator", "Vloer | Quarantaine | Apparaten | Gebruikers | Terminals"), ("privacy", "Logboek"),
        ] {
            assert_eq!(of(name).get("/mijn").await.text(".wv-bar nav a"), bar, "{name}");
        }
        assert_eq!(of("nobody").get("/aanmelden").await.text(".wv-bar nav a"), "");
    }
}

both! {
    async fn a_booking_stays_in_ones_own_groups(pages: Pages) {
        more(&pages).await;
        let own = pages.entered("own", &[(Role::Supervisor, "group:g1")]).await;
        let fields = |station| [
            ("station", station), ("kind", "good"), ("task", "t1"), ("qty", "5"), ("at", "2026-11-20T09:00"), ("reason", "geteld"),
        ];
        let foreign = own.post("/quarantaine/q-own/boeking", &fields("v2-01")).await;
        let unknown = own.post("/quarantaine/q-own/boeking", &fields("z-99")).await;
        for answer in [foreign, unknown] {
            assert_eq!(answer.status, 422);
            assert_eq!(answer.text("#boek-station-fout"), "Deze werkplek kennen we niet.");
        }
        let right = own.post("/quarantaine/q-own/boeking", &fields("v1-02")).await;
        assert_eq!(right.status, 303, "{}", right.text("main"));
    }
}
