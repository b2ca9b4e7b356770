//! Clients, what they ordered, and the tasks it is made with.

pub mod sales;
pub mod tasks;
