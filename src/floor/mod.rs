//! The floor: sites and stations, who is here, what is made where.

pub mod board;
pub mod day;
pub mod groups;
pub mod help;
pub mod lookup;
pub mod places;
pub mod plan;
pub mod seated;
pub mod stations;
