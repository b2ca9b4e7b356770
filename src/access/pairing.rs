//! Pairing: an administrator says which device it will be and gets a code; who stands at the device types it there. A code
//! works once and for a quarter of an hour, and only its hash is kept. It is short, because it is typed in gloves: 39
//! random bits, which the [throttle](super::throttle) makes too many to try.

use super::device::Kind;
use super::sessions::Token;
use crate::db::Tx;
use crate::id;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

/// How long a code works.
const LASTS: TimeDelta = TimeDelta::minutes(15);
/// How many letters and digits it has.
const LENGTH: usize = 8;
/// Without 0 and O, 1, I and L, and U, which looks like V.
const LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Which device it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What people call it.
    pub name: String,
    /// What kind.
    pub kind: Kind,
    /// Id of the hall whose board it shows.
    pub hall: String,
}

/// Makes a code.
pub async fn make(
    tx: &mut Tx,
    wish: &Wish,
    made_by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<String> {
    tx.run("delete from pairing_code where expires_at <= $1", &[&now]).await?;
    let code = new_code();
    tx.run(
        "insert into pairing_code (code_hash, name, kind, hall_id, made_by, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        &[&hash(&code), &wish.name, &wish.kind, &wish.hall, &made_by, &(now + LASTS)],
    )
    .await?;
    Ok(code)
}

/// Uses a code up: the device is paired from now on. Gives its id and what its cookie must hold; `None` when the code is
/// not (any more) one.
pub(super) async fn pair(
    tx: &mut Tx,
    typed: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Paired>> {
    let hash = hash(&plain(typed));
    let row: Option<(String, String, String, String)> = tx
        .maybe(
            "select name, kind, hall_id, made_by from pairing_code where code_hash = $1 and expires_at > $2",
            &[&hash, &now],
        )
        .await?;
    let Some((name, kind, hall, made_by)) = row else { return Ok(None) };
    // Of two who type it at once, one takes the row away.
    if tx.run("delete from pairing_code where code_hash = $1", &[&hash]).await? == 0 {
        return Ok(None);
    }
    let (id, secret) = (id::new(now), Token::new());
    tx.run(
        "insert into device (id, name, kind, hall_id, secret_hash, paired_by, paired_at, seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        &[&id, &name, &kind, &hall, &secret.hash(), &made_by, &now],
    )
    .await?;
    Ok(Some(Paired { id, kind, hall, made_by, secret }))
}

/// A device that was just paired.
pub(super) struct Paired {
    /// Its id.
    pub(super) id: String,
    /// The word of its kind.
    pub(super) kind: String,
    /// Its hall's id.
    pub(super) hall: String,
    /// The account of who made the code.
    pub(super) made_by: String,
    /// For its cookie.
    pub(super) secret: Token,
}

fn new_code() -> String {
    std::iter::repeat_with(id::random::<16>)
        .flatten()
        // Bytes above the last multiple of thirty would make some letters likelier than others.
        .filter(|byte| *byte < 240)
        .map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]))
        .take(LENGTH)
        .collect()
}

/// As it was made: people type small letters, and a dash or a space where the page shows one.
fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// In fours, as people read it aloud.
pub fn spaced(code: &str) -> String {
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first} {second}")
}

/// Under which it is stored. A fast hash will do for a quarter of an hour.
fn hash(code: &str) -> String {
    id::hex(&Sha256::digest(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_typed_as_it_is_read() {
        let code = new_code();
        assert_eq!(code.len(), LENGTH);
        assert!(code.bytes().all(|letter| LETTERS.contains(&letter)), "{code}");
        assert_ne!(code, new_code());
        let shown = spaced(&code);
        assert_eq!(shown.len(), LENGTH + 1);
        assert_eq!(plain(&shown.to_lowercase()), code);
        assert_eq!(plain(" ab-cd é!"), "ABCD");
    }
}
