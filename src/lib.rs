//! Werkvloer: the production floor of a *werkleerbedrijf*, from what a terminal reports to tallies on a live board.
//!
//! The map of the house, from the ground up. Rooms know each other in one direction, which a test holds; none knows a room of a
//! later line.
//!
//! - **Foundations**: [`clock`], [`id`], [`money`], [`number`], [`lang`], [`db`], [`error`], what can go wrong on the way;
//!   [`listen`] says what a connection may cost; in [`trail`] every room writes who did or read what about whom.
//! - **Every page**: [`web`], the shell that all share, and [`access`], the door with its law.
//! - **The company**: [`people`], [`floor`], [`orders`], [`coaching`].
//! - **The stream**: [`terminals`] and the [`ledger`] of what they reported; [`lease`] says which process leads a site;
//!   [`output`] folds the ledger into tallies; [`quarantine`] keeps what could not be booked until a person decides;
//!   [`intake`] is the way in, with two doors and one desk.
//! - **What follows from it**: [`turnover`], and what [`municipalities`] want to know.
//! - **Across rooms**: [`exchange`] reads and writes company data as CSV files; [`privacy`] gives, erases and forgets what is
//!   held on one person.
//! - **Pages**: [`board`], the live floor; [`workers`], the people somebody leads or coaches; [`report`], dashboards out of
//!   files; [`admin`], looking after the house.
//! - **To try it**: [`virtual_terminal`], and [`demo`] and [`simulate`], which are made of many.
//! - **Together**: [`config`], [`app`] gathers the pages, [`service`] a running whole, and [`cli`] has a file for each command.

pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod fault;
pub mod id;
pub mod lang;
pub mod listen;
pub mod money;
pub mod number;
pub mod trail;

pub mod coaching;
pub mod floor;
pub mod orders;
pub mod people;

pub mod intake;
pub mod lease;
pub mod ledger;
pub mod output;
pub mod quarantine;
pub mod terminals;

pub mod municipalities;
pub mod turnover;

pub mod exchange;
pub mod privacy;

pub mod access;
pub mod admin;
pub mod board;
pub mod report;
pub mod web;
pub mod workers;

pub mod app;
pub mod cli;
pub mod service;

pub mod demo;
pub mod simulate;
pub mod virtual_terminal;
