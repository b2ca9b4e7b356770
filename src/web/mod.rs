//! What every page shares: the shell, the language of the viewer, safe extractors, the stylesheet and script, and the
//! layers around every answer. Knows no room; rooms know it.
//!
//! Reading order: [`viewer`] who looks, [`page()`] the shell with its [`menu`] and its [`person`], [`extract`] what a request holds, [`guard`] and [`dress`] the
//! two layers, [`assets`] and [`health`] what is not for reading.

pub mod assets;
pub mod cookie;
pub mod dress;
pub mod extract;
pub mod form;
pub mod format;
pub mod guard;
pub mod health;
pub mod language;
pub mod menu;
pub mod page;
pub mod person;
pub mod public_url;
pub mod viewer;

pub use extract::{Form, Path, Query};
pub use page::{Page, page};
pub use viewer::Viewer;
