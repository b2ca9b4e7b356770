//! (stub)

pub mod places;
pub mod plan;
