//! A made-up company that lives: what it is, what its floor would have reported in the past year, and its people at work
//! at virtual terminals now. Everything follows from a seed.

mod agreed;
mod budgets;
mod calendar;
mod company;
mod dice;
mod employment;
pub mod floor;
mod halls;
mod history;
mod log;
mod people;
pub mod prepare;
mod station;
mod stories;
mod words;
mod work;

pub use calendar::{is_working_day, working_day};
pub use company::{company, company_since};
pub use history::{History, StationDay, day};
