//! What every page shares: the shell, the language of the viewer, safe extractors, the stylesheet and script, and the
//! layers around every answer. Knows no room; rooms know it.
//!
//! Reading order: [`viewer`] who looks, [`page()`] the shell with its [`menu`] and its [`mod@bar`], [`parts`],
//! [`mod@form`] and [`chart`] what a page is put together from, [`extract`] what a request holds, [`mod@done`] what is said after it,
//! [`guard`] and [`dress`] the two layers, [`assets`] and [`health`] what is not for reading, [`style`] the page that shows
//! every part.

pub mod assets;
pub mod bar;
pub mod chart;
pub mod cookie;
pub mod done;
pub mod dress;
pub mod extract;
pub mod form;
pub mod format;
pub mod guard;
pub mod health;
pub mod language;
pub mod menu;
pub mod page;
pub mod parts;
pub mod public_url;
pub mod style;
pub mod viewer;

pub use done::done;
pub use extract::{Form, Path, Query, Upload};
pub use page::{Density, Page, page};
pub use viewer::Viewer;
