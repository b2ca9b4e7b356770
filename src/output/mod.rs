//! (stub)

pub mod stale;
