//! The contract's promises: golden files keep their meaning, each reason has its example, and the laws hold for any input.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod golden;
mod laws;
mod names;
mod parsing;
