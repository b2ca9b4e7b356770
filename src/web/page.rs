//! The shell of every page: head, bar, language switch, landmarks.

use crate::lang::Lang;
use crate::web::menu::Section;
use crate::web::{Viewer, assets, person};
use maud::{DOCTYPE, Markup, html};

/// What a page puts into the shell.
#[derive(Default)]
pub struct Page<'a> {
    /// For the tab and the history; the page's `h1` says it again.
    pub title: &'a str,
    /// Which entry of the bar is lit.
    pub section: Option<Section>,
    /// A live page: loads the script, and without it asks again after some seconds.
    pub live: bool,
    /// Between the bar and the end.
    pub body: Markup,
}

/// The whole page.
pub fn page(viewer: &Viewer, page: &Page<'_>) -> Markup {
    let lang = viewer.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · " (lang.text("app.name")) }
                link rel="stylesheet" href=(assets::STYLE.href());
                link rel="icon" type="image/svg+xml" href=(assets::ICON.href());
                @if page.live {
                    script src=(assets::SCRIPT.href()) defer {}
                    noscript { meta http-equiv="refresh" content="15"; }
                }
            }
            body {
                a.wv-skip href="#inhoud" { (lang.text("shell.skip")) }
                header.wv-bar {
                    nav aria-label=(lang.text("shell.nav")) {
                        @for section in &viewer.menu.sections {
                            a href=(section.href()) aria-current=[(page.section == Some(*section)).then_some("true")] {
                                (lang.text(section.text()))
                            }
                        }
                    }
                    (person::person(viewer))
                    (switch(viewer))
                }
                (person::demo_notice(viewer))
                main #inhoud tabindex="-1" { (page.body) }
            }
        }
    }
}

/// A form, because choosing changes something; each language names itself.
fn switch(viewer: &Viewer) -> Markup {
    html! {
        form.wv-languages method="post" action="/taal" aria-label=(viewer.lang.text("shell.language")) {
            input type="hidden" name="terug" value=(viewer.here);
            @for (lang, short, name) in [(Lang::Nl, "NL", "Nederlands"), (Lang::En, "EN", "English")] {
                button type="submit" name="taal" value=(lang.code()) lang=(lang.code()) title=(name)
                    aria-label=(name) aria-pressed=(viewer.lang == lang) { (short) }
            }
        }
    }
}
