//! A one-time link on the answer to the form that made it, and nowhere else: only its hash is kept.

use crate::access::Door;
use crate::access::sessions::Token;
use crate::web::menu::Section;
use crate::web::parts::button::row;
use crate::web::parts::{Tone, Way, Weight, alert, link};
use crate::web::{Page, Viewer, page};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use maud::{Markup, html};

/// The page that shows a link to an account's password.
pub(super) fn shown(
    (viewer, door): (&Viewer, &Door),
    headers: &HeaderMap,
    account: &str,
    token: &Token,
) -> Markup {
    let lang = viewer.lang;
    let title = lang.text("admin.link_title");
    let body = html! {
        h1 { (title) }
        (alert(Tone::Warning, html! { p { (lang.text("admin.link_once")) } }))
        p { (lang.text("admin.link_hint")) }
        p.wv-secret { (origin(door, headers)) "/inrichten/" (token.reveal()) }
        (row(&html! {
            (link(Weight::Primary, &format!("/beheer/gebruikers/{account}"), None, lang.text("admin.link_done")))
        }))
    };
    let above = vec![Way::new("/beheer/gebruikers", lang.text("admin.accounts"))];
    let section = Some(Section::Accounts);
    page(viewer, &Page { title, section, above, body, ..Page::default() })
}

/// The address people type; without that setting the one under which this browser came.
fn origin(door: &Door, headers: &HeaderMap) -> String {
    let known = door.settings().public_url.as_ref().map(|url| url.origin().to_owned());
    known.unwrap_or_else(|| {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        format!("http://{}", host.unwrap_or_default())
    })
}
