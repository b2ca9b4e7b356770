//! The ledger folded into tallies.

pub mod changes;
pub mod live;
pub mod stale;
