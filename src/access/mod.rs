//! The door: who may come in, as what, and to what. Accounts, roles and scopes, signing in, sessions.
//!
//! A room asks one thing of it: an [`Access`] in its handler, and of that [`Access::may`] ("may this viewer do this to
//! that?") and [`Access::rows`] ("which rows are this viewer's?"). What the answers are stands in [`law`], and nowhere else.
//!
//! Reading order: [`law`] the law, [`role`] and [`grant`] who has which role for what, [`viewer`] and [`layers`] how a request
//! becomes somebody, [`sessions`] who is in, `check` and [`throttle`] how passwords are looked at, [`change`] how accounts and
//! roles change, `told` what the door writes in the trail, [`pages`] what people see.

pub mod accounts;
pub mod change;
mod check;
pub mod demo;
pub mod door;
mod enter;
pub mod grant;
pub mod hashing;
pub mod law;
pub mod layers;
pub mod links;
pub mod openid;
pub mod pages;
mod password;
mod place;
pub mod role;
pub mod second_factor;
pub mod sessions;
pub mod throttle;
mod told;
pub mod viewer;
mod way_back;

pub use change::Change;
pub use door::{Door, Settings};
pub use law::{Action, Rows, Target};
pub use role::Role;
pub use viewer::Access;
