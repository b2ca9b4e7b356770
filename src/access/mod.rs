//! The door: who may come in, as what, and to what. Accounts, roles and scopes, signing in, sessions.
//!
//! A room asks one thing of it: an [`Access`] in its handler, and of that [`Access::may`] ("may this viewer do this to
//! that?") and [`Access::rows`] ("which rows are this viewer's?"). What the answers are stands in [`law`], and nowhere else.
//!
//! Reading order: [`law`] the law and `rows` its answers, [`role`] and [`grant`] who has which role for what, [`viewer`]
//! and [`layers`] how a request becomes somebody, [`sessions`] who is in, [`device`] and [`pairing`] tablets and displays, `check` and [`throttle`] how
//! passwords are looked at, [`proxies`] from where a request comes, [`change`] how accounts and roles change, [`once`] a form that is sent twice, [`keeping`] for how
//! long what is kept, `told` what the door writes in the trail, [`deciders()`] the names of those who decided something,
//! [`pages`] what people see.

pub mod accounts;
mod act;
mod acting;
mod address;
pub mod badge;
pub mod change;
mod check;
mod deciders;
pub mod demo;
pub mod device;
pub mod door;
mod enter;
pub mod grant;
pub mod hashing;
pub mod identities;
pub mod keeping;
pub mod law;
pub mod layers;
pub mod links;
pub mod once;
pub mod openid;
pub mod pages;
pub mod pairing;
mod password;
pub mod pin;
mod place;
pub mod proxies;
pub mod role;
mod rows;
pub mod second_factor;
pub mod sessions;
pub mod throttle;
mod told;
pub mod viewer;
mod visit;
mod way_back;

pub use act::{Act, Acted, Refusal, refused};
pub use address::Address;
pub use change::Change;
pub use deciders::{Deciders, deciders};
pub use door::{Door, OpenId, Settings};
pub use law::{Action, Rows, Target};
pub use once::Once;
pub use proxies::Proxies;
pub use role::Role;
pub use viewer::Access;
pub use visit::Visit;
