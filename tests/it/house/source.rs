//! The program's own source as tokens. Tokens rather than syntax trees, because a macro's braces hide nothing in them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) struct Source {
    /// Its path in the repository.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A call of a method or function: `name(arguments)`, with or without a turbofish.
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) arguments: Vec<Vec<TokenTree>>,
}

/// A string literal.
pub(crate) struct Text {
    pub(crate) line: usize,
    pub(crate) value: String,
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends in `suffix`, in order of path.
pub(crate) fn files(folder: &str, suffix: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), suffix, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no {suffix} below {folder}");
    let read = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root()).unwrap().display().to_string(),
    };
    found.into_iter().map(read).collect()
}

/// Every Rust file of the service.
pub(crate) fn service() -> Vec<Source> {
    files("src", ".rs")
}

fn collect(folder: &Path, suffix: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Built, or made by others.
        if path.ends_with("target") || path.ends_with("vendor") {
            continue;
        }
        if path.is_dir() {
            collect(&path, suffix, found);
        } else if path.to_string_lossy().ends_with(suffix) {
            found.push(path);
        }
    }
}

impl Source {
    pub(crate) fn tokens(&self) -> Vec<TokenTree> {
        let tokens = self.text.parse::<TokenStream>();
        tokens.unwrap_or_else(|e| panic!("{}: {e}", self.path)).into_iter().collect()
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        let mut found = Vec::new();
        for_each_level(&self.tokens(), &mut |level| calls_in(level, &mut found));
        found
    }

    pub(crate) fn texts(&self) -> Vec<Text> {
        let mut found = Vec::new();
        for_each_level(&self.tokens(), &mut |level| {
            found.extend(level.iter().filter_map(|tree| {
                Some(Text { line: tree.span().start().line, value: text(tree)? })
            }));
        });
        found
    }
}

/// Visits a list of tokens and the lists inside its brackets, at every depth.
pub(crate) fn for_each_level(level: &[TokenTree], visit: &mut impl FnMut(&[TokenTree])) {
    visit(level);
    for tree in level {
        if let TokenTree::Group(group) = tree {
            for_each_level(&inside(group), visit);
        }
    }
}

fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn calls_in(level: &[TokenTree], found: &mut Vec<Call>) {
    for (at, tree) in level.iter().enumerate() {
        let TokenTree::Ident(name) = tree else { continue };
        let after = &level[at + 1..];
        let after = &after[turbofish(after)..];
        if let Some(TokenTree::Group(group)) = after.first()
            && group.delimiter() == Delimiter::Parenthesis
        {
            found.push(Call {
                name: name.to_string(),
                line: name.span().start().line,
                arguments: arguments(group),
            });
        }
    }
}

/// How many tokens a leading `::<…>` takes; 0 when there is none.
fn turbofish(tokens: &[TokenTree]) -> usize {
    if ![":", ":", "<"].iter().zip(tokens).all(|(want, tree)| tree.to_string() == *want) {
        return 0;
    }
    let mut depth = 0;
    for (at, tree) in tokens.iter().enumerate() {
        match tree.to_string().as_str() {
            "<" => depth += 1,
            ">" => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    0
}

/// The tokens between the commas of a bracket.
pub(crate) fn arguments(group: &Group) -> Vec<Vec<TokenTree>> {
    let tokens = inside(group);
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ',');
    let mut parts: Vec<_> = tokens.split(is_comma).map(<[_]>::to_vec).collect();
    if parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}

/// The value of a string literal.
pub(crate) fn text(tree: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = tree else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|l| l.value())
}

/// The value of an argument that is one string literal.
pub(crate) fn only_text(argument: &[TokenTree]) -> Option<String> {
    match argument {
        [tree] => text(tree),
        _ => None,
    }
}

#[test]
fn calls_are_found_in_macros_too() {
    let source = Source {
        path: "example.rs".to_owned(),
        text: r#"fn f() { html! { p { (db.one::<(i64, Vec<u8>)>("select 1", &[&a, &b]).await?) } } g(); }"#
            .to_owned(),
    };
    let calls = source.calls();
    let one = calls.iter().find(|c| c.name == "one").unwrap();
    assert_eq!(one.arguments.len(), 2);
    assert_eq!(only_text(&one.arguments[0]).as_deref(), Some("select 1"));
    assert!(calls.iter().find(|c| c.name == "g").unwrap().arguments.is_empty());
}
