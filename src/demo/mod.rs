//! A made-up company, and what its floor would have reported. Everything follows from a seed.

mod calendar;
mod company;
mod dice;
mod floor;
mod history;
mod log;
mod people;
mod words;
mod work;

pub use calendar::{is_working_day, working_day};
pub use company::company;
pub use history::{History, StationDay, day};
