//! A made-up company that lives: what it is, what its floor would have reported in the past year, and its people at work
//! at virtual terminals now. Everything follows from a seed.

mod calendar;
mod company;
mod dice;
pub mod floor;
mod halls;
mod history;
mod log;
mod people;
pub mod prepare;
mod station;
mod words;
mod work;

pub use calendar::{is_working_day, working_day};
pub use company::company;
pub use history::{History, StationDay, day};
