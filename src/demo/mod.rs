//! A made-up company that lives: its people work at virtual terminals.

pub mod floor;
mod station;
