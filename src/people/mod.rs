//! Workers. The only room that knows their names.

pub mod names;
