//! What is held on one person, across all rooms: given to them in words they can read ([`held`], [`who_looked`]), erased on
//! request ([`erase`]), and kept no longer than needed ([`retention`]), by a clock that is not believed alone ([`guard`]). Each room gives and forgets its own part; here stands
//! what belongs together, and that it leaves a line in the trail.

pub mod erase;
pub mod guard;
pub mod held;
mod kind;
pub mod lines;
pub mod notes;
pub mod overview;
pub mod retention;
pub mod who_looked;

pub use retention::Terms;
