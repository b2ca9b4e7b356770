//! A question above the page. The link that opens it leads to a page that asks the same, for who has no script; so a dialog
//! is always a second way and never the only one.

use super::button::Weight;
use maud::{Markup, html};

/// What opens the dialog `id`; without a script it leads to `href`.
pub fn opens(id: &str, href: &str, text: &str) -> Markup {
    html! {
        a.utrecht-button-link.utrecht-button-link--html-a.utrecht-button-link--secondary-action
            href=(href) data-wv-dialog=(id) aria-haspopup="dialog" { (text) }
    }
}

/// The dialog; `close` is the word on the button that leaves everything as it is.
pub fn dialog(id: &str, title: &str, body: &Markup, close: &str) -> Markup {
    let heading = format!("{id}-kop");
    html! {
        dialog.wv-dialog #(id) aria-labelledby=(heading) {
            h2 #(heading) { (title) }
            (body)
            form method="dialog" { button class=(Weight::Quiet.button()) type="submit" { (close) } }
        }
    }
}
