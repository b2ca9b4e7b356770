//! Clients, orders, their lines and the tasks they are made of.

pub mod progress;
