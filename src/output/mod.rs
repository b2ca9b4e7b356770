//! The ledger folded into tallies: pieces, net working time and waiting time per production day, station, task and worker.

mod behind;
pub mod beside;
pub mod changes;
pub mod close;
pub mod fold;
pub mod folder;
pub mod hall_day;
pub mod help_hour;
pub mod latest_day;
pub mod live;
pub mod rebuild;
pub mod reference;
pub mod snapshot;
pub mod stale;
mod state_text;
pub mod store;
pub mod tally;
pub mod terms;
pub mod unreckoned;
pub mod window;
mod writing;
