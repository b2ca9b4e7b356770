//! The workers. The only room that keeps a worker's name; everywhere else a worker is an id.

pub mod badges;
