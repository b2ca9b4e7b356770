//! The shell of every page: head, bar with the viewer's own entries, language switch, connection bar, where the page stands,
//! what was just done, landmarks.

use crate::lang::Lang;
use crate::web::menu::Section;
use crate::web::parts::{Way, flash, trail};
use crate::web::{Viewer, assets, bar};
use maud::{DOCTYPE, Markup, html};

/// What htmx may do: its stream extension and nothing else, no style of its own, no history in the browser's storage.
/// Streams come back at least every five seconds, and one that does not answer for ten is given up.
const HTMX: &str = r#"{"extensions":"sse","includeIndicatorCSS":false,"history":false,"prefix":"","sse":{"reconnectMaxDelay":5000,"connectTimeout":10000}}"#;

/// How large what one presses is, and the text with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// At a desk: 48 px, text of 16 px, tables.
    #[default]
    Office,
    /// On the floor, in gloves: 64 px, text of 18 px, and larger on a display on the wall.
    Floor,
    /// On a terminal at a station, pressed with a whole hand: 118 px, 20 mm on a panel of 10 inches, text of 24 px.
    Terminal,
}

impl Density {
    fn class(self) -> &'static str {
        match self {
            Self::Office => "wv-dicht",
            Self::Floor => "wv-ruim",
            Self::Terminal => "wv-terminal",
        }
    }
}

/// What a page puts into the shell.
#[derive(Default)]
pub struct Page<'a> {
    /// For the tab and the history; the page's `h1` says it again.
    pub title: &'a str,
    /// Which entry of the bar is lit.
    pub section: Option<Section>,
    /// How large things are.
    pub density: Density,
    /// The pages above this one.
    pub above: Vec<Way>,
    /// A live page: it asks again by itself, without a script after some seconds.
    pub live: bool,
    /// Between the bar and the end.
    pub body: Markup,
}

/// The whole page.
pub fn page(viewer: &Viewer, page: &Page<'_>) -> Markup {
    let lang = viewer.lang;
    let lost = if page.live { "shell.lost_live" } else { "shell.lost" };
    html! {
        (DOCTYPE)
        html lang=(lang.code()) class=(page.density.class()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX);
                title { (page.title) " · " (lang.text("app.name")) }
                link rel="stylesheet" href=(assets::STYLE.href());
                link rel="icon" type="image/svg+xml" href=(assets::ICON.href());
                script src=(assets::SCRIPT.href()) defer {}
                @if page.live { noscript { meta http-equiv="refresh" content="15"; } }
            }
            body.utrecht-document {
                a.utrecht-skip-link.utrecht-skip-link--visible-on-focus.wv-skip href="#inhoud" { (lang.text("shell.skip")) }
                header.wv-bar {
                    span.wv-brand { (lang.text("app.name")) }
                    nav.wv-nav aria-label=(lang.text("shell.nav")) {
                        @for section in &viewer.menu.sections {
                            a href=(section.href()) aria-current=[(page.section == Some(*section)).then_some("true")] {
                                (lang.text(section.text()))
                            }
                        }
                    }
                    (bar::person(viewer))
                    (switch(viewer))
                }
                (bar::demo_notice(viewer))
                p.wv-lost #wv-lost hidden data-text=(lang.text(lost)) {}
                main #inhoud tabindex="-1" {
                    (trail(lang, &page.above))
                    @if let Some(key) = viewer.done { (flash(lang.text(key))) }
                    (page.body)
                }
                p.wv-print { (lang.text("app.name")) }
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
                    aria-label={ (short) ", " (name) } aria-pressed=(viewer.lang == lang) { (short) }
            }
        }
    }
}
