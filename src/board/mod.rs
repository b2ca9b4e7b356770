//! The live board: a hall at a glance, put together out of what each room knows, and sent to whoever looks; and behind each
//! card the station's day, where a count can be corrected.
//!
//! Here are also the days of a site with the form that closes one, and the card that a terminal shows.
//!
//! A room of its own, without tables: it asks floor, terminals, ledger, output, quarantine, orders and people, and none of them
//! knows it.

pub mod attendance;
mod cards;
pub mod correction;
pub mod days;
mod events;
pub mod help;
pub mod live;
pub mod pages;
pub mod station;
pub mod task_cards;
pub mod view;
