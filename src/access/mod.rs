//! The door: who may come in, as what, and to what. Accounts, roles and scopes, signing in, sessions.
//!
//! A page takes a [`Visit`] and asks it two things: [`Visit::must`] ("may this viewer do this to that?") and [`Visit::rows`]
//! ("which rows are this viewer's?"). What the answers are stands in [`law`], and nowhere else. What changes something goes
//! through [`Visit::act`].
//!
//! Reading order: [`law`] the law and `rows` its answers, [`role`], [`grant`] and `acting` who has which role for what, [`viewer`]
//! and [`layers`] how a request becomes somebody, [`sessions`] who is in, [`device`] and [`pairing`] tablets and displays, `check`
//! and [`throttle`] how passwords are looked at, `address` and [`proxies`] from where a request comes, `visit`, `act` and [`once`]
//! how a page changes something, [`change`] how accounts and roles change, [`keeping`] for how long what is kept, `told` what the
//! door writes in the trail, [`deciders()`] the names of those who decided something, [`pages`] what people see.

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
