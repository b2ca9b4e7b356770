//! The door: who comes in, for how long, and to what.

mod demo;
mod links;
mod openid;
mod openid_pages;
mod permissions;
mod second_factor;
mod sessions;
mod sign_in;
mod throttle;
mod users;
