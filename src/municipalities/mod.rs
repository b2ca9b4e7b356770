//! What the municipalities that own the company want to know: places, movement and attendance, a quarter or a year at a time.
//!
//! Reading order: [`merge`] is the rule that nothing is told of fewer than ten people, [`figures`] are made of dated rows
//! about persons and hold none, [`mod@reckon`] keeps them where dashboards can read them.

pub mod figures;
pub mod merge;
pub mod reckon;

pub use reckon::{keep_in_step, reckon};
