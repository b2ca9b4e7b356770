//! Every page is looked at by a browser: `tests/browser/pages.js` has a line for it, or it stands here with the reason why not.

use super::source::{Source, only_text, root, service};
use crate::access::permissions::methods;
use std::collections::{BTreeMap, BTreeSet};

/// What a browser need not look at.
const NOT_LOOKED_AT: [(&str, &str); 14] = [
    ("/vloer/{hall}/stream", "a part of the board, which live.js follows"),
    ("/medewerkers/{id}/foto", "a picture"),
    ("/logboek/bestand", "a file for a spreadsheet"),
    ("/dashboards/{name}/{file}", "a file for a spreadsheet"),
    ("/static/{file}", "styles, scripts and letters, which every page loads"),
    ("/healthz", "for machines"),
    ("/readyz", "for machines"),
    ("/metrics", "for machines, on a listener of its own"),
    ("/aanmelden/openid", "leads to the issuer"),
    ("/aanmelden/openid/terug", "leads on from the issuer; what goes wrong is a page as 'fout' is"),
    ("/inrichten/{token}/openid", "leads to the issuer"),
    ("/inrichten/{token}", "a link that works once; the same parts as 'aanmelden'"),
    (
        "/aanmelden/code",
        "only between a password and its second step; the same parts as 'aanmelden'",
    ),
    (
        "/aanmelden/tweede-stap",
        "only between a password and its second step; the same parts as 'aanmelden'",
    ),
];

/// The routes that answer a GET.
fn routes() -> BTreeSet<String> {
    let calls = service().iter().flat_map(Source::calls).collect::<Vec<_>>();
    let routes = calls.iter().filter(|call| call.name == "route" && methods(call).contains("get"));
    routes.filter_map(|call| only_text(call.arguments.first()?)).collect()
}

/// The addresses that the browser looks at, without what is asked in them.
fn looked_at() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/browser/pages.js")).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let all = lines
        .flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    all.filter(|text| text.starts_with('/'))
        .map(|path| path.split('?').next().unwrap_or_default().to_owned())
        .collect()
}

/// How many parts of a route an address has by name; `None` when it is another's.
fn fits(route: &str, path: &str) -> Option<usize> {
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    let is_open = |part: &str| part.starts_with('{');
    let fits = route.len() == path.len()
        && route.iter().zip(&path).all(|(own, part)| is_open(own) || own == part);
    fits.then(|| route.iter().filter(|part| !is_open(part)).count())
}

#[test]
fn a_browser_looks_at_every_page_or_it_is_said_why_not() {
    let routes = routes();
    assert!(routes.len() > 30, "{routes:?}");
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for path in looked_at() {
        let best =
            routes.iter().filter_map(|route| Some((fits(route, &path)?, route.as_str()))).max();
        if let Some((_, route)) = best {
            *of.entry(route).or_default() += 1;
        }
    }
    let excused: BTreeSet<&str> = NOT_LOOKED_AT.iter().map(|(route, _)| *route).collect();
    let without: Vec<_> = routes
        .iter()
        .filter(|route| !of.contains_key(route.as_str()) && !excused.contains(route.as_str()))
        .collect();
    assert!(
        without.is_empty(),
        "a line in tests/browser/pages.js, or here the reason: {without:?}"
    );
    let needless: Vec<_> = excused
        .iter()
        .filter(|route| !routes.contains(**route) || of.contains_key(**route))
        .collect();
    assert!(needless.is_empty(), "no such page, or it is looked at: {needless:?}");
}

#[test]
fn an_address_is_of_the_route_that_names_most_of_it() {
    assert_eq!(fits("/dashboards/{name}", "/dashboards/gegevens"), Some(2));
    assert_eq!(fits("/dashboards/gegevens", "/dashboards/gegevens"), Some(3));
    assert_eq!(fits("/dashboards/{name}", "/dashboards"), None);
    assert_eq!(fits("/", "/"), Some(2));
}
