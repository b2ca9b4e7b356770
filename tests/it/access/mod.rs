//! The door: who comes in, for how long, and to what.

mod act;
mod demo;
mod device;
mod language;
mod links;
mod once;
mod openid;
mod openid_pages;
pub(crate) mod permissions;
mod second_factor;
mod sessions;
mod sign_in;
mod tablet;
mod throttle;
mod users;
