//! Ways to other pages: where a page stands, the next sheet of a list, other sides of the same thing.

use super::icon::{Icon, icon};
use crate::lang::Lang;
use maud::{Markup, html};

/// A page with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where.
    pub href: String,
    /// What is there.
    pub text: String,
}

impl Way {
    /// To `href`.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// The pages above this one, from the start on.
pub fn trail(lang: Lang, above: &[Way]) -> Markup {
    html! {
        @if !above.is_empty() {
            nav.utrecht-breadcrumb-nav.wv-trail aria-label=(lang.text("parts.trail")) {
                ol.utrecht-breadcrumb-nav__list.utrecht-breadcrumb-nav__list--html-ol {
                    @for way in above {
                        li.utrecht-breadcrumb-nav__item {
                            a.utrecht-breadcrumb-nav__link.utrecht-link.utrecht-link--html-a href=(way.href) { (way.text) }
                            (icon(Icon::Right))
                        }
                    }
                }
            }
        }
    }
}

/// Sheets of a long list; nothing when there is one. `to` gives the address of a sheet.
pub fn sheets(lang: Lang, number: i64, last: i64, to: impl Fn(i64) -> String) -> Markup {
    let link = "utrecht-pagination__relative-link";
    html! {
        @if last > 1 {
            nav.utrecht-pagination.wv-paging aria-label=(lang.text("parts.paging")) {
                @if number > 1 {
                    a class={ (link) " utrecht-pagination__relative-link--prev" } rel="prev" href=(to(number - 1)) {
                        (icon(Icon::Left)) (lang.text("parts.previous"))
                    }
                }
                span { (lang.fill("parts.sheet", &[("n", &number), ("last", &last)])) }
                @if number < last {
                    a class={ (link) " utrecht-pagination__relative-link--next" } rel="next" href=(to(number + 1)) {
                        (lang.text("parts.next")) (icon(Icon::Right))
                    }
                }
            }
        }
    }
}

/// Other sides of the same thing, each a page of its own; `current` says which one this is.
pub fn tabs(label: &str, ways: &[Way], current: usize) -> Markup {
    html! {
        nav.wv-tabs aria-label=(label) {
            @for (at, way) in ways.iter().enumerate() {
                a href=(way.href) aria-current=[(at == current).then_some("page")] { (way.text) }
            }
        }
    }
}
