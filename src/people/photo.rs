//! A worker's photo, small: it is there to recognise somebody by, not to look at. What kind of picture it is, its own first
//! bytes say, never its name; a drawing that could hold a script (SVG) is none.

use crate::db::{Db, Tx, bound, slots};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use std::collections::HashSet;

/// The largest photo, in bytes.
pub const LARGEST: usize = 40 * 1024;

/// A photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// What kind of picture, as browsers call it.
    pub kind: &'static str,
    /// The picture.
    pub bytes: Vec<u8>,
}

/// Why something is no photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPhoto {
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It is no JPEG and no PNG.
    OtherKind,
}

const KINDS: [(&str, &[u8]); 2] =
    [("image/jpeg", b"\xff\xd8\xff"), ("image/png", b"\x89PNG\r\n\x1a\n")];

impl Photo {
    /// Looks at what somebody sent.
    pub fn new(bytes: &[u8]) -> Result<Self, NoPhoto> {
        if bytes.len() > LARGEST {
            return Err(NoPhoto::TooLarge);
        }
        let kind = KINDS.iter().find(|(_, begin)| bytes.starts_with(begin));
        let (kind, _) = kind.ok_or(NoPhoto::OtherKind)?;
        Ok(Self { kind, bytes: bytes.to_vec() })
    }

    /// How a file of this kind ends.
    pub fn ending(&self) -> &'static str {
        if self.kind == "image/png" { "png" } else { "jpg" }
    }

    /// As it is stored and stands in a file for machines.
    fn text(&self) -> String {
        BASE64.encode(&self.bytes)
    }
}

/// For machines: the picture in base64.
impl serde::Serialize for Photo {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text())
    }
}

/// The photo of a worker.
pub async fn photo(tx: &mut Tx, worker: &str) -> sqlx::Result<Option<Photo>> {
    let row: Option<(String,)> =
        tx.maybe("select content from worker_photo where worker_id = $1", &[&worker]).await?;
    let Some((content,)) = row else { return Ok(None) };
    let bytes = BASE64.decode(content.as_bytes());
    let bytes = bytes.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Photo::new(&bytes).ok())
}

/// Which of these workers have one.
pub async fn with_photo<'a>(
    db: &Db,
    workers: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashSet<String>> {
    let mut found = HashSet::new();
    for some in slots(workers) {
        let rows: Vec<(String,)> = db
            .all(
                "select worker_id from worker_photo
                  where worker_id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|(worker,)| worker));
    }
    Ok(found)
}

/// Keeps a photo of somebody who works here, in the place of the one before. False when it is that one already, or when they
/// no longer work here.
pub async fn set_photo(
    tx: &mut Tx,
    worker: &str,
    photo: &Photo,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    // Touches the worker first: who is erased meanwhile must not keep a photo, and erasing touches the same row.
    let here =
        tx.run("update worker set active = active where id = $1 and active", &[&worker]).await?;
    if here == 0 {
        return Ok(false);
    }
    let changed = tx
        .run(
            "insert into worker_photo (worker_id, content, stored_at) values ($1, $2, $3)
             on conflict (worker_id) do update
             set content = excluded.content, stored_at = excluded.stored_at
             where worker_photo.content <> excluded.content",
            &[&worker, &photo.text(), &now],
        )
        .await?;
    Ok(changed > 0)
}

/// Takes a photo away. False when there was none.
pub async fn remove_photo(tx: &mut Tx, worker: &str) -> sqlx::Result<bool> {
    let gone = tx.run("delete from worker_photo where worker_id = $1", &[&worker]).await?;
    Ok(gone > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_told_by_its_first_bytes() {
        assert_eq!(Photo::new(b"\xff\xd8\xff\xe0 and more").map(|p| p.kind), Ok("image/jpeg"));
        assert_eq!(Photo::new(b"\x89PNG\r\n\x1a\nIHDR").map(|p| p.kind), Ok("image/png"));
        let others: [&[u8]; 6] = [
            b"",
            b"<svg onload='x'/>",
            b"<?xml version='1.0'?><svg/>",
            b"GIF89a",
            b"\xff\xd8",
            b" \xff\xd8\xff",
        ];
        for other in others {
            assert_eq!(Photo::new(other), Err(NoPhoto::OtherKind), "{other:?}");
        }
        let large = [&b"\xff\xd8\xff"[..], &vec![0; LARGEST]].concat();
        assert_eq!(Photo::new(&large), Err(NoPhoto::TooLarge));
        assert!(Photo::new(&large[..LARGEST]).is_ok_and(|photo| photo.text().len() == 54_616));
    }
}
