//! The database facade and the schema, on both engines.

mod facade;
mod opening;
mod schema;
mod views;
