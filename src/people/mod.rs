//! Workers. Names are kept here and nowhere else.

pub mod lookup;
