//! The company's master data as plain values: what `import` reads, `export` writes and `demo` makes up.
//!
//! One file and one list a kind. Each kind belongs to a room, which keeps it; here stands how it travels ([`Record`]), what
//! must hold between kinds, and that an import is all or nothing, tells everything that is wrong at once, and changes only
//! what changed. Nothing is ever deleted by leaving it out: files say what is, not what is not.

mod cells;
mod check;
mod closed;
mod day;
mod export;
mod import;
mod kinds;
mod problem;
mod read;
mod record;
mod references;
mod store;
mod table;
mod terms;

pub use export::export;
pub use import::{Done, Outcome, import};
pub use problem::{Problem, Problems};
pub use record::Record;
pub use store::Changes;
pub use table::guarded;

use crate::db::Tx;
use crate::floor::plan::Assignment;
use crate::{coaching, floor, orders, people, turnover};
use chrono::NaiveDate;
use record::Sheet;

/// Every kind once, in an order in which what is referred to comes first: its list, its record, how its room reads
/// it and stores it, and after what when records change. The plan comes after all of them and is
/// replaced by seat, so it stands on its own.
macro_rules! kinds {
    ($($list:ident: $record:ty, $load:path, $store:path $(, after $before:path)?;)*) => {
        /// The master data of a company, or a part of it: an empty list says nothing.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Company {
            $(#[doc = concat!("Records of [`", stringify!($record), "`].")] pub $list: Vec<$record>,)*
            /// The plan.
            pub assignments: Vec<Assignment>,
        }

        /// A company as it stands in files.
        #[derive(Default)]
        struct Sheets {
            $($list: Sheet<$record>,)*
            assignments: Sheet<Assignment>,
        }

        /// Every file with its columns.
        pub const FILES: &[(&str, &[&str])] = &[
            $((<$record as Record>::FILE, <$record as Record>::COLUMNS),)*
            (Assignment::FILE, Assignment::COLUMNS),
        ];

        impl Company {
            /// What the database holds, with the plan of the days `from` up to and with `to`.
            pub async fn load(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> sqlx::Result<Self> {
                Ok(Self {
                    $($list: $load(tx).await?,)*
                    assignments: floor::plan::load(tx, from, to).await?,
                })
            }

            /// Stores what is new in or differs from `had`; gives what happened to each list.
            async fn store_against(&self, tx: &mut Tx, had: &Self) -> sqlx::Result<Vec<Changes>> {
                let mut changes = Vec::new();
                $(
                    let diff = store::diff(&had.$list, &self.$list);
                    $($before(tx, &diff.changed).await?;)?
                    $store(tx, &diff.rows()).await?;
                    changes.push(diff.changes());
                )*
                changes.push(store::plan(tx, &had.assignments, &self.assignments).await?);
                Ok(changes)
            }

            /// Every file with its number of records and its content, in stable order.
            fn files(&self) -> Vec<(&'static str, usize, Vec<u8>)> {
                vec![
                    $((<$record as Record>::FILE, self.$list.len(), export::file(&self.$list)),)*
                    (Assignment::FILE, self.assignments.len(), export::file(&self.assignments)),
                ]
            }

            fn define(&self, references: &mut references::References) {
                $(references.define_all(&self.$list);)*
            }
        }

        impl Sheets {
            fn read(folder: &mut read::Folder<'_>) -> anyhow::Result<Self> {
                Ok(Self {
                    $($list: folder.sheet()?,)*
                    assignments: folder.sheet()?,
                })
            }

            /// The files that were there.
            fn present(&self) -> Vec<&'static str> {
                let files = [
                    $((<$record as Record>::FILE, self.$list.present),)*
                    (Assignment::FILE, self.assignments.present),
                ];
                files.into_iter().filter(|(_, present)| *present).map(|(file, _)| file).collect()
            }

            fn into_company(self, had: &Company) -> Company {
                Company {
                    $($list: self.$list.into_records(&had.$list),)*
                    assignments: self.assignments.into_records(&had.assignments),
                }
            }
        }
    };
}

kinds! {
    municipalities: floor::places::Municipality, floor::places::municipalities, floor::places::store_municipalities;
    sites: floor::places::Site, floor::places::sites, floor::places::store_sites;
    halls: floor::places::Hall, floor::places::halls, floor::places::store_halls;
    groups: floor::places::Group, floor::places::groups, floor::places::store_groups;
    stations: floor::places::Station, floor::places::stations, floor::places::store_stations;
    workers: people::Worker, people::workers, people::store_workers, after people::release_badges;
    clients: orders::sales::Client, orders::sales::clients, orders::sales::store_clients;
    orders: orders::sales::Order, orders::sales::orders, orders::sales::store_orders;
    order_lines: orders::sales::OrderLine, orders::sales::lines, orders::sales::store_lines;
    line_prices: orders::billing::LinePrice, orders::billing::line_prices, orders::billing::store_line_prices;
    tasks: orders::tasks::Task, orders::tasks::tasks, orders::tasks::store_tasks, after orders::tasks::set_steps_aside;
    norms: orders::tasks::Norm, orders::tasks::norms, orders::tasks::store_norms;
    invoices: orders::billing::Invoice, orders::billing::invoices, orders::billing::store_invoices;
    costs: orders::billing::Cost, orders::billing::costs, orders::billing::store_costs;
    coaches: coaching::Coach, coaching::coaches, coaching::store_coaches;
    caseloads: coaching::Caseload, coaching::caseloads, coaching::store_caseloads;
    enrolments: people::employment::Enrolment, people::employment::enrolments, people::employment::store_enrolments;
    contracts: people::employment::Contract, people::employment::contracts, people::employment::store_contracts;
    placements: people::employment::Placement, people::employment::placements, people::employment::store_placements;
    targets: people::employment::Target, people::employment::targets, people::employment::store_targets;
    goals: coaching::growth::Goal, coaching::growth::goals, coaching::growth::store_goals;
    measurements: coaching::growth::Measurement, coaching::growth::measurements, coaching::growth::store_measurements;
    agreements: coaching::growth::Agreement, coaching::growth::agreements, coaching::growth::store_agreements;
    contacts: coaching::growth::Contact, coaching::growth::contacts, coaching::growth::store_contacts;
    budgets: turnover::Budget, turnover::budgets, turnover::store_budgets;
}

impl Company {
    /// Stores all of it; what is stored already stays as it is. It trusts its records, as [`import()`] does not: a reference
    /// to nothing is an error of the database.
    pub async fn store(&self, tx: &mut Tx) -> sqlx::Result<Vec<Changes>> {
        let had = self.counterpart(tx).await?;
        self.store_against(tx, &had).await
    }

    /// What the database holds, with the plan of the days that `self` plans.
    async fn counterpart(&self, tx: &mut Tx) -> sqlx::Result<Self> {
        let days = || self.assignments.iter().map(|a| a.day);
        // Who plans nothing compares with a day on which nothing was planned.
        let (from, to) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
        Self::load(tx, from, to).await
    }
}
