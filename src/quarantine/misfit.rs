//! A misfit: what could not be understood or booked, on its way into quarantine, stored whole.

use crate::db::{Tx, Value, storable};
use crate::id;
use chrono::{DateTime, Utc};
use contract::{TerminalName, Why};
use sha2::{Digest as _, Sha256};

/// Something for quarantine.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    /// Who sent it.
    pub(crate) terminal: TerminalName,
    /// Its number; `None` when it is not enrolled.
    pub(crate) terminal_no: Option<i64>,
    /// Epoch bits and seq, where that much could be read.
    pub(crate) key: (Option<i64>, Option<i64>),
    /// Why.
    pub(crate) why: Why,
    /// What exactly, in English.
    pub(crate) detail: String,
    /// What came, as text.
    pub(crate) raw: String,
    /// When it came.
    pub(crate) received_at: DateTime<Utc>,
}

impl Misfit {
    /// The same thing that comes again on the same day is the same misfit: an acknowledgement can be lost.
    fn id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.terminal.to_string());
        for part in [self.key.0, self.key.1] {
            hash.update(part.unwrap_or(-1).to_be_bytes());
        }
        hash.update(self.why.word());
        hash.update(&self.raw);
        if self.key.1.is_none() {
            hash.update(self.received_at.date_naive().to_string());
        }
        id::hex(&hash.finalize()[..16])
    }
}

/// What came, as text, whole: bytes that are none are written out, or two different messages would become one.
pub(crate) fn as_text(payload: &[u8]) -> String {
    let mut text = String::with_capacity(payload.len());
    for chunk in payload.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().escape_ascii().map(char::from));
    }
    text
}

/// Puts things into quarantine.
pub(crate) async fn insert(tx: &mut Tx, misfits: &[Misfit]) -> sqlx::Result<()> {
    struct Row<'a> {
        misfit: &'a Misfit,
        id: String,
        site: &'a str,
        terminal: &'a str,
        why: &'static str,
        detail: String,
        raw: String,
    }
    let rows: Vec<Row<'_>> = misfits
        .iter()
        .map(|misfit| Row {
            misfit,
            id: misfit.id(),
            site: misfit.terminal.site(),
            terminal: misfit.terminal.name(),
            why: misfit.why.word(),
            detail: storable(&misfit.detail),
            raw: storable(&misfit.raw),
        })
        .collect();
    let values: Vec<[&dyn Value; 10]> = rows
        .iter()
        .map(|row| {
            let values: [&dyn Value; 10] = [
                &row.id,
                &row.misfit.received_at,
                &row.site,
                &row.terminal,
                &row.misfit.terminal_no,
                &row.misfit.key.0,
                &row.misfit.key.1,
                &row.why,
                &row.detail,
                &row.raw,
            ];
            values
        })
        .collect();
    tx.insert_many(
        "insert into quarantine (id, received_at, site_id, terminal, terminal_no, epoch, seq, why, detail, raw)",
        "on conflict (id) do nothing",
        &values,
    )
    .await
}
