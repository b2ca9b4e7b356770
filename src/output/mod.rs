//! The ledger folded into tallies.

pub mod fold;
pub mod tally;
