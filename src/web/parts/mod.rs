//! What pages are put together from: each part a function that gives markup, so that a page says what it means and looks
//! like every other page. They know no room and no database.
//!
//! Classes that begin with `utrecht-` are of NL Design System, `wv-` are our own. A class of Utrecht that no page used
//! before needs `src/web/assets/vendor.sh` once, which leaves out what is not used. `/stijl` shows every part.

pub mod alert;
pub mod badge;
pub mod button;
pub mod dialog;
pub mod figures;
pub mod icon;
pub mod table;
pub mod ways;

pub use alert::{alert, flash};
pub use badge::{Tone, badge};
pub use button::{Weight, link, submit};
pub use dialog::{dialog, opens};
pub use figures::{Figure, facts, figures, progress};
pub use icon::{Icon, icon};
pub use table::{Column, Holds, Order, Row, Table};
pub use ways::{Way, sheets, tabs, trail};

use maud::{Markup, html};

/// A part of a page with a heading and a border.
pub fn card(heading: &str, body: &Markup) -> Markup {
    html! { section.wv-card { h2 { (heading) } (body) } }
}
