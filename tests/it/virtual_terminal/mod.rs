//! The virtual terminal: what its spool keeps, and how it holds out against a line and a service that fail.

mod conversation;
mod heal;
mod server;
mod spool;
