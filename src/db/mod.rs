//! Two engines, one SQL text: SQLite embedded by default, Postgres when one machine is not enough.
//!
//! Reads take `&Db`, writes take `&mut Tx`; a use case is one transaction. SQL is a literal at the call, from the subset
//! both engines know, so that one test can prepare every statement on both. What only one engine can say goes through
//! [`Tx::run_either`] and can be counted by grep. The queries of dashboards, which come from files, go through [`Db::ask`].

mod ask;
mod connect;
mod lock;
mod made;
mod marks;
mod migrate;
mod migrations;
mod place;
mod query;
mod row;
mod slots;
mod text;
mod views;
mod words;

pub use ask::{Bounds, Cell, Question, Storage, Unanswered};
pub use connect::{Open, Settings, empty_in_memory};
pub use lock::Lock;
pub use marks::{Subject, any_change, mark, mark_from, marked, marked_in};
pub use place::{Displaced, Place, displaced};
pub use query::{Db, OptText, Row, Tx, Value};
pub use row::row;
pub use slots::{bound, bound_after, sixteens, slots};
pub use text::storable;
pub(crate) use words::words;
