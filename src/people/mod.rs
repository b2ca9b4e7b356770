//! The workers. The only room that keeps a worker's name; everywhere else a worker is an id.

pub mod badges;
mod erasing;
pub mod lookup;
pub mod names;
pub mod workers;

pub use erasing::{Standing, erase, erased, headcount, standing};
pub use workers::{Worker, release_badges, store_workers, workers};
