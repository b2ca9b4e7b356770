//! Listeners, and what one connection or one address may cost: nobody who merely opens connections, says nothing or reads
//! nothing keeps others out.
//!
//! [`files`] shares out what the process may have open, so that terminals leave room for pages and both for the database;
//! [`http`] serves pages and figures within limits of time and number. The terminals' own limits stand in
//! [`crate::intake::endpoint`].

pub mod accept;
pub mod files;
pub mod http;
pub mod seldom;
pub mod socket;
