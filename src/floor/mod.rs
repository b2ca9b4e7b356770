//! The floor: sites and stations, who is here, what is made where.

pub mod board;
mod cards;
pub mod day;
pub mod live;
pub mod lookup;
pub mod pages;
pub mod places;
pub mod plan;
pub mod stations;
pub mod task_cards;
pub mod view;
