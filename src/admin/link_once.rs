//! A one-time link on the answer to the form that made it, and nowhere else: only its hash is kept.

use crate::access::Visit;
use crate::access::sessions::Token;
use crate::web::Page;
use crate::web::menu::Section;
use crate::web::parts::button::row;
use crate::web::parts::{Tone, Way, Weight, alert, link};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use maud::{Markup, html};

/// The page that shows a link to an account's password.
pub(super) fn shown(visit: &Visit, headers: &HeaderMap, account: &str, token: &Token) -> Markup {
    let lang = visit.lang();
    let title = lang.text("admin.link_title");
    let body = html! {
        h1 { (title) }
        (alert(Tone::Warning, html! { p { (lang.text("admin.link_once")) } }))
        p { (lang.text("admin.link_hint")) }
        p.wv-secret { (origin(visit, headers)) "/inrichten/" (token.reveal()) }
        (row(&html! {
            (link(Weight::Primary, &format!("/beheer/gebruikers/{account}"), None, lang.text("admin.link_done")))
        }))
    };
    let above = vec![Way::new("/beheer/gebruikers", lang.text("admin.accounts"))];
    let section = Some(Section::Accounts);
    visit.page(&Page { title, section, above, body, ..Page::default() })
}

/// The address people type; without that setting the one under which this browser came.
fn origin(visit: &Visit, headers: &HeaderMap) -> String {
    let known = visit.public_url().map(|url| url.origin().to_owned());
    known.unwrap_or_else(|| {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        format!("http://{}", host.unwrap_or_default())
    })
}
