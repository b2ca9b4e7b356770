//! The floor: sites and stations, who is here, what is made where.

pub mod board;
mod cards;
pub mod day;
pub mod live;
pub mod pages;
pub mod view;
