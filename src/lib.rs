//! Werkvloer: the production floor of a *werkleerbedrijf*, from what a terminal reports to tallies on a live board.
//!
//! The map of the house, in reading order. Foundations: [`clock`], [`id`], [`lang`], [`db`], [`listen`], what a connection may
//! cost, and [`trail`], in which every room writes who did or read what of whom. The stream: [`intake`] brings what terminals report into the ledger, [`output`]
//! folds the ledger into tallies. The company: [`orders`], [`people`], [`floor`], [`coaching`], [`turnover`], [`owners`], what municipalities
//! want to know, [`company`],
//! which reads and writes all of it as CSV files, and [`privacy`]: what is held on one person, given, erased, and kept no
//! longer than needed. What people see: [`web`], the shell of every page, [`access`], the door with its law, [`board`], the
//! live floor, [`person`], the people one leads or coaches, [`report`], dashboards out of files, and [`admin`], looking after the house, gathered by [`app`];
//! what goes wrong on the way is [`error`]; [`config`] and [`service`] put a running whole together. To try it:
//! [`terminal`], a virtual one, [`demo`] and [`simulate`], which are made of many. And [`cli`], one file a command.

pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod fault;
pub mod id;
pub mod lang;
pub mod listen;
pub mod trail;

pub mod intake;
pub mod lease;
pub mod ledger;
pub mod output;
pub mod quarantine;
pub mod terminals;

pub mod coaching;
pub mod floor;
pub mod municipalities;
pub mod orders;
pub mod people;
pub mod turnover;

pub mod exchange;
pub mod privacy;
pub mod web;

pub mod access;

pub mod admin;
pub mod board;
pub mod report;
pub mod workers;

pub mod app;
pub mod service;

pub mod virtual_terminal;

pub mod demo;
pub mod simulate;

pub mod cli;
