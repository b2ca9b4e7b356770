//! Dashboards: each is a file of questions, which the company can change without a programmer.
//!
//! Reading order: [`mod@file`] what a file can say, [`letters`] and [`sql`] what its queries may, [`source`] what they may ask
//! of, [`check`] every mistake at its place, [`trial`] what only a database can say, [`library`] all files there are;
//! [`period`], [`filter`] and [`chooser`] what a viewer chose, [`scope`] what they may see, [`looking`] of whom, [`run`] the
//! answer, `expected` when a line will be done; [`values`] and [`drawn`] how it is read, [`export`] as a file, [`pages`], [`described`] and [`meanings`] the pages,
//! [`indication`] the sheet beside them.

pub mod check;
pub mod chooser;
pub mod described;
pub mod drawn;
mod expected;
pub mod export;
pub mod file;
pub mod filter;
pub mod indication;
pub mod letters;
pub mod library;
pub mod looking;
pub mod meanings;
pub mod pages;
pub mod period;
mod plain;
pub mod run;
pub mod scope;
pub mod service;
pub mod source;
pub mod sources;
pub mod sql;
pub mod trial;
pub mod values;
pub mod words;

pub use library::Library;
pub use service::Reports;
