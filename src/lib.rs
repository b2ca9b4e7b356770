//! Werkvloer: the production floor of a *werkleerbedrijf*, from what a terminal reports to tallies on a live board.
//!
//! The map of the house, in reading order. Foundations: [`clock`], [`id`], [`lang`], [`db`]. The stream: [`intake`] brings
//! what terminals report into the ledger, [`output`] folds the ledger into tallies. The company: [`orders`], [`people`],
//! [`floor`], [`coaching`], [`turnover`], and [`company`], which reads and writes all of it as CSV files. What people see:
//! [`web`], the shell of every page, and [`board`], the live floor, gathered by [`app`]; what goes wrong on the way is
//! [`error`]; [`config`] and [`service`] put a running whole together. To try it: [`terminal`], a virtual one, [`demo`] and
//! [`simulate`], which are made of many. And [`cli`], one file a command.

pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod fault;
pub mod id;
pub mod lang;

pub mod intake;
pub mod output;

pub mod coaching;
pub mod floor;
pub mod orders;
pub mod people;
pub mod turnover;

pub mod access;
pub mod company;
pub mod web;

pub mod board;

pub mod app;
pub mod service;

pub mod terminal;

pub mod demo;
pub mod simulate;

pub mod cli;
