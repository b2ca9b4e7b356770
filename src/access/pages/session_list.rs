//! Where somebody is in, as a list: which browser, from where roughly, since when; each can be ended but the one in which the
//! list is looked at, for which there is signing out.

use crate::access::grant::ZONE;
use crate::access::sessions::{Session, Stage};
use crate::lang::Lang;
use crate::web::format::moment;
use crate::web::parts::{Column, Holds, Icon, Row, Table, Tone, Weight, badge, submit};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// The list, under its heading. Ending one posts its `sessie` to `action`; `this` is the session of who looks at
/// their own.
pub fn session_list(
    lang: Lang,
    now: DateTime<Utc>,
    sessions: &[Session],
    action: &str,
    this: Option<&str>,
) -> Markup {
    let heads = [
        ("sessions.browser", Holds::Name),
        ("sessions.address", Holds::Line),
        ("access.role", Holds::Line),
        ("sessions.since", Holds::Line),
        ("sessions.seen", Holds::Line),
        ("sessions.end", Holds::Actions),
    ];
    let columns = heads.map(|(key, holds)| Column::new(lang.text(key), holds));
    let is_own = this.is_some();
    let title = lang.text(if is_own { "sessions.title" } else { "sessions.title_other" });
    let table =
        Table { label: title, columns: &columns, empty: lang.text("sessions.none"), order: None };
    let today = now.with_timezone(&ZONE).date_naive();
    let time = |at| moment(lang, at, ZONE, today);
    let row = |session: &Session| {
        let browser = match session.place.browser.as_str() {
            "" => lang.text("sessions.unknown_browser"),
            browser => browser,
        };
        let role = match session.stage {
            Stage::Full(role) => lang.text(role.text()),
            Stage::Code | Stage::Enrol => "",
        };
        let since = time(session.made_at);
        let end = html! {
            @if this == Some(session.hash.as_str()) {
                (badge(Tone::Good, Icon::Going, lang.text("sessions.this")))
            } @else {
                form method="post" action=(action) {
                    input type="hidden" name="sessie" value=(session.hash);
                    (submit(Weight::Secondary, html! {
                        (lang.text("sessions.end")) span.wv-unseen { ": " (browser) ", " (since) }
                    }))
                }
            }
        };
        let cells = vec![
            html! { (browser) },
            html! { (session.place.address) },
            html! { (role) },
            html! { (since) },
            html! { (time(session.seen_at)) },
            end,
        ];
        Row { cells, is_past: false }
    };
    let rows: Vec<Row> = sessions.iter().map(row).collect();
    html! { h2 { (title) } (table.draw(lang, &rows, None)) }
}
