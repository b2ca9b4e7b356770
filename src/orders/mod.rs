//! Clients, orders, lines and tasks.

pub mod packs;
