//! One test binary, in through the doors people and terminals use. `tests/run` starts it with everything it needs;
//! `tests/run -- NAME` runs the tests whose name holds NAME.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[macro_use]
mod harness;

mod access;
mod admin;
mod asvs;
mod booked_undone;
mod broker;
mod browser;
mod days;
mod db;
mod demo;
mod endpoint;
mod exactness;
mod exchange;
mod faults;
mod fold;
mod growth;
mod harness_works;
mod house;
mod http;
mod lease;
mod municipalities;
mod municipalities_small;
mod odd_messages;
mod pages;
mod plan_of_closed_day;
mod privacy;
mod process;
mod receipts;
mod report;
mod simulate;
mod snapshots;
mod start;
mod trail;
mod turnover;
mod virtual_terminal;
mod workers;
