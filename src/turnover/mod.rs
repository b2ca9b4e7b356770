//! Turnover: what output is worth, against what was budgeted.
//!
//! [`mod@line`] says what an order line is worth, [`reckon`] keeps that for every day and group where dashboards can read it, and
//! [`keep`] does so while the service runs. [`hours`] is the time it took, told of enough people only, and [`budget`] is what was
//! hoped for.

pub mod budget;
pub mod hours;
pub mod keep;
pub mod line;
pub mod reckon;

pub use budget::{Budget, budgets, store_budgets};
