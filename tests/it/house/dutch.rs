//! No Dutch text sits in code: what a user reads stands in the `text.toml` of a room. Three rules, because no list of words
//! is a language: a page's text is never a literal, no sentence holds a word that only Dutch has, and no literal is what
//! such a file says already. Addresses and names of fields are Dutch, and are no sentences.

use super::source::{Source, service, text};
use proc_macro2::{Delimiter, TokenTree};
use std::collections::BTreeSet;
use werkvloer::lang::Lang;

/// Words without which hardly a Dutch sentence is made, and which no English one has.
const ONLY_DUTCH: [&str; 40] = [
    "aan", "alleen", "bij", "deze", "dit", "een", "eerst", "gaat", "geen", "heeft", "hebben",
    "het", "hij", "hoe", "iemand", "jaar", "jouw", "kunt", "maar", "meer", "moet", "naar", "niet",
    "niets", "nieuwe", "nog", "onze", "ook", "opnieuw", "tot", "uur", "voor", "waar", "waarom",
    "werd", "wij", "wordt", "worden", "zijn", "zonder",
];

/// Files that hold Dutch all the same, with the reason.
const EXCEPT: [(&str, &str); 1] = [(
    "src/demo/",
    "a made-up company: its orders, goals and agreements are data, as a company's own are",
)];

/// A literal, where it stands, and whether a page shows it as it is.
struct Literal {
    line: usize,
    value: String,
    is_shown: bool,
}

/// Every literal of the program itself: without its tests and without comments.
fn literals(source: &Source) -> Vec<Literal> {
    let program = source.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    walk(&Source { path: source.path.clone(), text: program }.tokens(), false, &mut found);
    found
}

fn is_sign(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == sign)
}

fn is_word(tree: Option<&TokenTree>, word: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(name)) if name == word)
}

/// Walks a list of tokens; `in_page` says that it is what an `html!` shows.
fn walk(level: &[TokenTree], in_page: bool, found: &mut Vec<Literal>) {
    for (at, tree) in level.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|at| level.get(at));
        // `="…"`, `#{ … }`, `.{ … }` and `[…]` make attributes; `"…" =>` is a pattern.
        let is_attribute = ['=', '#', '.'].iter().any(|sign| is_sign(before(1), *sign));
        if let TokenTree::Group(group) = tree {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            if is_sign(before(1), '#') && is_word(inside.first(), "doc") {
                continue;
            }
            let is_html = is_sign(before(1), '!') && is_word(before(2), "html");
            let shows = group.delimiter() == Delimiter::Brace && !is_attribute;
            walk(&inside, is_html || (in_page && shows), found);
        } else if let Some(value) = text(tree) {
            let is_pattern = is_sign(level.get(at + 1), '=') && is_sign(level.get(at + 2), '>');
            let is_shown = in_page && !is_attribute && !is_pattern;
            found.push(Literal { line: tree.span().start().line, value, is_shown });
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// What is wrong with a file.
fn wrong(source: &Source, said: &BTreeSet<&str>) -> Vec<String> {
    let mut wrong = Vec::new();
    for Literal { line, value, is_shown } in literals(source) {
        let at = format!("{}:{line}", source.path);
        // A part of an address, or the ending of a file's name.
        let is_name = value.starts_with(['/', '.']) && !value.contains(' ');
        if is_shown && !is_name && words(&value).any(|word| word.chars().count() > 1) {
            wrong.push(format!("{at}: a page says '{value}' by itself"));
        } else if value.contains(' ')
            && words(&value).any(|word| ONLY_DUTCH.contains(&word.as_str()))
        {
            wrong.push(format!("{at}: '{value}' is Dutch"));
        } else if said.contains(value.as_str()) {
            wrong.push(format!("{at}: '{value}' stands in a text.toml"));
        }
    }
    wrong
}

/// What the files say in Dutch words of its own, and not as a part of an address or of a form: those are small letters.
fn said() -> BTreeSet<&'static str> {
    let english = Lang::En.words();
    let is_own = |key: &str, text: &str| {
        text.starts_with(char::is_uppercase) && english.get(key).is_none_or(|other| other != text)
    };
    Lang::Nl
        .words()
        .iter()
        .filter(|(key, text)| is_own(key, text))
        .map(|(_, text)| text.as_str())
        .collect()
}

#[test]
fn no_dutch_text_sits_in_code() {
    let said = said();
    let is_looked_at =
        |source: &Source| !EXCEPT.iter().any(|(path, _)| source.path.starts_with(path));
    let wrong: Vec<_> =
        service().iter().filter(|s| is_looked_at(s)).flat_map(|s| wrong(s, &said)).collect();
    assert!(
        wrong.is_empty(),
        "say it in the room's text.toml, in both languages:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn dutch_is_found_where_a_user_would_read_it() {
    let found = |text: &str| {
        let source = Source { path: "example.rs".to_owned(), text: text.to_owned() };
        wrong(&source, &said()).len()
    };
    for dutch in [
        r#"fn f() -> Markup { html! { p { "Opslaan" } } }"#,
        r#"fn f() -> Markup { html! { @if x { strong { (y) " stuks" } } } }"#,
        r#"fn f() -> Markup { html! { (card(lang, &html! { p { "stuks" } })) } }"#,
        r#"fn f() { wrong.add("naam", "Vul een naam in."); }"#,
        r#"fn f() { bail!("dit bestand is niet te lezen"); }"#,
        r#"const TITLE: &str = "Rechten nakijken";"#,
    ] {
        assert_eq!(found(dutch), 1, "{dutch}");
    }
    for fine in [
        r#"fn f() -> Markup { html! { a.wv-way #naam href={ "/beheer/gebruikers/" (id) } { code { (name) ".toml" } " · " } } }"#,
        r#"fn f() -> Markup { html! { form #{ "rol-" (n) } action="/aan/uit" { (submit("admin.make")) } } }"#,
        r#"fn f() -> Markup { html! { @match x { "nieuw" => { (y) } _ => {} } } }"#,
        "/// Says \"dit is niet van een mens\".\nfn f() {}",
        "#[cfg(test)]\nmod tests { const DUTCH: &str = \"dit mag hier wel, het is een proef\"; }",
    ] {
        assert_eq!(found(fine), 0, "{fine}");
    }
}
