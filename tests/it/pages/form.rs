//! A form as it stands on its page: read there, filled in, and sent as a browser would send it.

use super::{Answer, Pages};
use scraper::{ElementRef, Html, Selector};
use werkvloer::web::form::KEY_FIELD;

/// A form of a page, with every field that it has and what that holds.
pub(crate) struct Form<'p> {
    pages: &'p Pages,
    action: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    value: Option<String>,
    /// What can be chosen; empty for what is typed.
    options: Vec<String>,
}

impl Pages {
    /// The form of the page at `path` that leads to `action`, as it is shown to whoever is signed in.
    pub(crate) async fn form(&self, path: &str, action: &str) -> Form<'_> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text("main"));
        Form::on(self, &answer, action)
    }
}

impl<'p> Form<'p> {
    /// The form of this answer that leads to `action`.
    pub(crate) fn on(pages: &'p Pages, answer: &Answer, action: &str) -> Self {
        let page = Html::parse_document(&answer.body);
        let all = selector("form");
        let mut forms = page.select(&all).filter(|form| form.attr("action") == Some(action));
        let form = forms.next().unwrap_or_else(|| {
            let there: Vec<_> = page.select(&all).filter_map(|form| form.attr("action")).collect();
            panic!("no form leads to {action}; there are {there:?}")
        });
        Self { pages, action: action.to_owned(), fields: fields(form) }
    }

    fn field(&mut self, name: &str) -> &mut Field {
        let names: Vec<_> = self.fields.iter().map(|field| field.name.clone()).collect();
        let found = self.fields.iter_mut().find(|field| field.name == name);
        found.unwrap_or_else(|| panic!("no field '{name}'; there are {names:?}"))
    }

    /// What a field holds.
    pub(crate) fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|field| field.name == name);
        field.and_then(|field| field.value.as_deref()).unwrap_or_default()
    }

    /// Its key.
    pub(crate) fn key(&self) -> &str {
        self.value(KEY_FIELD)
    }

    /// Types into a field, or chooses in it.
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        let field = self.field(name);
        let is_offered = field.options.is_empty() || field.options.iter().any(|o| o == value);
        assert!(is_offered, "'{value}' cannot be chosen in '{name}': {:?}", field.options);
        field.value = Some(value.to_owned());
        self
    }

    /// Sends it; it can be sent again.
    pub(crate) async fn send(&self) -> Answer {
        self.send_by(self.pages).await
    }

    /// Another browser sends what was filled in here.
    pub(crate) async fn send_by(&self, pages: &Pages) -> Answer {
        let given = |field: &Field| Some((field.name.clone(), field.value.clone()?));
        let given: Vec<(String, String)> = self.fields.iter().filter_map(given).collect();
        let pairs: Vec<(&str, &str)> = given.iter().map(|(n, v)| (&**n, &**v)).collect();
        pages.post(&self.action, &pairs).await
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn fields(form: ElementRef<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let (all, option) = (selector("input[name], select[name], textarea[name]"), selector("option"));
    for element in form.select(&all) {
        let name = element.attr("name").unwrap().to_owned();
        let value = element.attr("value").unwrap_or_default().to_owned();
        let is_checked = element.attr("checked").is_some();
        let (value, options) = match (element.value().name(), element.attr("type")) {
            ("select", _) => {
                let value = |o: ElementRef<'_>| o.attr("value").unwrap_or_default().to_owned();
                let options: Vec<_> = element.select(&option).map(value).collect();
                let mut chosen = element.select(&option).filter(|o| o.attr("selected").is_some());
                let chosen = chosen.next().map(value).or_else(|| options.first().cloned());
                (chosen, options)
            }
            ("textarea", _) => (Some(element.text().collect()), Vec::new()),
            (_, Some("radio")) => {
                let chosen = is_checked.then(|| value.clone());
                // The tiles of one field stand one after another.
                if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                    field.options.push(value);
                    field.value = field.value.take().or(chosen);
                    continue;
                }
                (chosen, vec![value])
            }
            (_, Some("checkbox")) => (is_checked.then(|| value.clone()), vec![value]),
            _ => (Some(value), Vec::new()),
        };
        fields.push(Field { name, value, options });
    }
    fields
}
