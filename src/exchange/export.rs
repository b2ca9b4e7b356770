//! Writing a company to files: UTF-8 with its mark (without it a Dutch spreadsheet takes the files for Windows-1252 and
//! spoils names), `;`, Dutch decimals and dates, rows in the order of their keys on either engine.

use super::table::guarded;
use super::{Company, Record};
use crate::db::Db;
use anyhow::Context as _;
use chrono::NaiveDate;
use std::path::Path;

/// Writes every file into `folder`, which is made if missing; files of the same names are replaced. Gives each file's name
/// and number of records.
pub async fn export(db: &Db, folder: &Path) -> anyhow::Result<Vec<(&'static str, usize)>> {
    let company = snapshot(db).await.context("cannot read the database")?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut written = Vec::new();
    for (file, records, bytes) in company.files() {
        let path = folder.join(file);
        std::fs::write(&path, &bytes)
            .with_context(|| format!("cannot write {}", path.display()))?;
        written.push((file, records));
    }
    Ok(written)
}

/// Everything, as it is at one moment: an order must not appear between reading the orders and reading their lines.
async fn snapshot(db: &Db) -> sqlx::Result<Company> {
    let mut tx = db.begin().await?;
    tx.run_either("select 1", "set transaction isolation level repeatable read", &[]).await?;
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    Company::load(&mut tx, first, last).await
}

/// The content of one file.
pub(super) fn file<T: Record>(records: &[T]) -> Vec<u8> {
    let mut rows: Vec<(Vec<String>, &T)> = records.iter().map(|r| (r.key(), r)).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let header = T::COLUMNS.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    for cells in std::iter::once(header).chain(rows.into_iter().map(|(_, record)| record.write())) {
        writer
            .write_record(cells.iter().map(|cell| guarded(cell).into_owned()))
            .expect("writing rows of equal width into memory cannot fail");
    }
    writer.into_inner().expect("flushing into memory cannot fail")
}
