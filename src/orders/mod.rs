//! Client orders: clients, orders with lines and prices, tasks in steps, norms.

pub mod billing;
pub mod lookup;
pub mod packs;
pub mod progress;
pub mod sales;
pub mod tasks;
pub mod terms;
