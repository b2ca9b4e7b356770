//! Walking the whole chain, from where it begins to where it must end. Works while lines are being written: it looks at one
//! moment.

use super::chain::{Broken, Head, Walk};
use super::entry::{Action, Kind};
use super::store::{Filter, page};
use crate::db::{Db, row};
use std::collections::HashMap;

/// Lines read at a time.
const PAGE: i64 = 2_000;

/// A trail that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines there are.
    pub lines: i64,
    /// Where it ends.
    pub head: Head,
    /// How many of the noted heads are of lines that retention took away.
    pub too_old: usize,
}

row! {
    struct Ends {
        no: i64,
        hash: String,
        base_no: i64,
        base_hash: String,
    }
}

/// Walks the chain, past every head that was `noted` at some time. The inner error names the first line that is wrong.
pub async fn verify(db: &Db, noted: &[Head]) -> sqlx::Result<Result<Verified, Broken>> {
    let mut tx = db.reading().await?;
    let ends: Ends =
        tx.one("select no, hash, base_no, base_hash from trail_head where id = 1", &[]).await?;
    let base = Head { no: ends.base_no, hash: ends.base_hash };
    let mut expected: HashMap<i64, Vec<&str>> = HashMap::new();
    for head in noted {
        expected.entry(head.no).or_default().push(&head.hash);
    }
    let differs = |no: i64, hash: &str| {
        expected.get(&no).is_some_and(|hashes| hashes.iter().any(|expected| *expected != hash))
    };
    if differs(base.no, &base.hash) {
        return Ok(Err(Broken::Rewritten(base.no)));
    }
    let mut walk = Walk::from(base.clone());
    let mut said = None;
    loop {
        let lines = page(&mut tx, &Filter::default(), walk.head().no, PAGE).await?;
        for line in &lines {
            if line.no > ends.no {
                return Ok(Err(Broken::Added(line.no)));
            }
            if let Err(broken) = walk.step(line) {
                return Ok(Err(broken));
            }
            if differs(line.no, &line.hash) {
                return Ok(Err(Broken::Rewritten(line.no)));
            }
            if line.action == Action::Forget.word() && line.object_kind == Kind::Trail.word() {
                said = Some((line.object_id.clone(), line.note.clone()));
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    let head = walk.head().clone();
    let furthest = noted.iter().map(|noted| noted.no).max().unwrap_or_default().max(ends.no);
    if head.no < furthest {
        return Ok(Err(Broken::Cut(head.no + 1)));
    }
    if head.hash != ends.hash {
        return Ok(Err(Broken::Rewritten(head.no)));
    }
    if base.no > 0 && said != Some((base.no.to_string(), Some(base.hash))) {
        return Ok(Err(Broken::Base(base.no + 1)));
    }
    let too_old = noted.iter().filter(|noted| noted.no < base.no).count();
    Ok(Ok(Verified { lines: head.no - base.no, head, too_old }))
}
