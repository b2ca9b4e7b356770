//! Every form that can be found, and what happens when its fields hold what nobody should type.

use crate::pages::{Answer, Pages};
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, VecDeque};

/// At most so many pages are visited.
const PAGES: usize = 60;
/// What would mark a page in which something typed was run.
pub(super) const MARK: &str = "wvx";

/// A form as a page holds it: where it is sent, and its fields with what is in them.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) action: String,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    /// Somebody can type in it.
    is_typed: bool,
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// What would do for a field, so that the others of the form can be looked at.
fn sensible(name: &str, kind: &str) -> &'static str {
    match (name, kind) {
        (_, "date") => "2026-11-19",
        (_, "datetime-local") => "2026-11-20T09:00:00",
        ("qty", _) => "5",
        ("station", _) => "v1-01",
        ("task", _) => "t1",
        ("aanmeldnaam", _) => "iemand.anders",
        ("terminal", _) => "nieuw-1",
        ("pin", _) => "471908",
        (_, "password") => "vier groene fietsen",
        _ => "Verzonnen",
    }
}

impl Form {
    fn read(form: ElementRef<'_>) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let selector =
            Selector::parse("input[name], select[name], textarea[name], button[name]").unwrap();
        for element in form.select(&selector) {
            let name = element.attr("name").unwrap().to_owned();
            let kind = element.attr("type").unwrap_or_default();
            let is_typed = matches!(
                kind,
                "text" | "password" | "date" | "datetime-local" | "search" | "number"
            ) || element.value().name() == "textarea";
            let first_option = || {
                let option = Selector::parse("option").unwrap();
                let values = element.select(&option).filter_map(|option| option.attr("value"));
                values
                    .filter(|value| !value.is_empty())
                    .map(str::to_owned)
                    .next()
                    .unwrap_or_default()
            };
            let value = match element.value().name() {
                "select" => first_option(),
                _ if is_typed => sensible(&name, kind).to_owned(),
                _ => element.attr("value").unwrap_or_default().to_owned(),
            };
            // Of tiles and buttons the first.
            if fields.iter().all(|field| field.name != name) {
                fields.push(Field { name, value, is_typed });
            }
        }
        Self { action: form.attr("action").unwrap_or_default().to_owned(), fields }
    }

    /// The names of the fields that somebody can type in.
    pub(super) fn typed(&self) -> Vec<&str> {
        self.fields.iter().filter(|field| field.is_typed).map(|field| field.name.as_str()).collect()
    }

    /// The names of the fields that a page fills in itself: hidden ones, choices, buttons.
    pub(super) fn given(&self) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|field| !field.is_typed)
            .map(|field| field.name.as_str())
            .collect()
    }

    /// Sends it with this in one of its fields.
    pub(super) async fn send(&self, viewer: &Pages, name: &str, text: &str) -> Answer {
        let key = werkvloer::id::hex(&werkvloer::id::random::<16>());
        let fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|field| match field.name.as_str() {
                own if own == name => (own, text),
                "sleutel" => ("sleutel", key.as_str()),
                other => (other, field.value.as_str()),
            })
            .collect();
        viewer.post(&self.action, &fields).await
    }
}

/// Every page that can be reached by links from here, by its address.
pub(super) async fn visit(viewer: &Pages, from: &[&str]) -> BTreeMap<String, Answer> {
    let mut seen = BTreeMap::new();
    let mut waiting: VecDeque<String> = from.iter().map(|path| (*path).to_owned()).collect();
    while let Some(path) = waiting.pop_front() {
        let is_page =
            path.starts_with('/') && !path.starts_with("/static/") && !path.contains("/bestand");
        // Days and sheets without end are the same page.
        let is_new =
            !seen.contains_key(&path) && !path.contains("dag=") && !path.contains("sorteer=");
        if !is_page || !is_new || seen.len() == PAGES {
            continue;
        }
        let answer = viewer.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        let page = Html::parse_document(&answer.body);
        let links = all(&page, "a[href]").into_iter().map(|link| link.attr("href").unwrap());
        waiting.extend(links.map(|href| href.split('#').next().unwrap_or_default().to_owned()));
        if answer.status == 303 {
            waiting.push_back(answer.header("location").to_owned());
        }
        seen.insert(path, answer);
    }
    seen
}

/// Every form of these pages, each once, but those that end what the viewer stands on.
pub(super) fn forms(pages: &BTreeMap<String, Answer>) -> Vec<Form> {
    let mut found: BTreeMap<String, Form> = BTreeMap::new();
    for answer in pages.values() {
        let page = Html::parse_document(&answer.body);
        for form in all(&page, "form[method=post]").into_iter().map(Form::read) {
            found.entry(form.action.clone()).or_insert(form);
        }
    }
    found.into_values().filter(|form| form.action != "/afmelden").collect()
}

/// Nothing in the page runs, and none of its links leads to something that would.
pub(super) fn assert_plain(what: &str, body: &str) {
    let page = Html::parse_document(body);
    let scripts = all(&page, "script");
    assert!(
        scripts.len() <= 1 && scripts.iter().all(|script| script.inner_html().is_empty()),
        "{what}: {body}"
    );
    assert!(
        all(&page, "iframe, object, embed, base, style, svg script, main img, main link")
            .is_empty(),
        "{what}: {body}"
    );
    for element in all(&page, "*") {
        for (name, value) in element.value().attrs() {
            assert!(
                !name.starts_with("on") && name != "srcdoc" && name != "style",
                "{what}: {name}={value}"
            );
            let is_address = ["href", "src", "action", "formaction"].contains(&name);
            let scheme = value.trim_start().to_ascii_lowercase();
            let runs = scheme.starts_with("javascript:")
                || scheme.starts_with("data:")
                || scheme.starts_with("//");
            assert!(!(is_address && runs), "{what}: {name}={value}");
        }
    }
}
