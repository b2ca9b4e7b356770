//! PINs: six digits with which somebody signs on at a paired tablet, for a short while and for floor work only. A PIN is
//! worth nothing without the tablet. It is hashed like a password; what keeps it from being guessed is the
//! [throttle](super::throttle).

use super::sessions;
use crate::db::{Db, Tx};
use chrono::{DateTime, NaiveDate, Utc};

/// How many digits it has.
const LENGTH: usize = 6;

/// Digits, and as many as there must be.
pub(super) fn is_pin(typed: &str) -> bool {
    typed.len() == LENGTH && typed.bytes().all(|digit| digit.is_ascii_digit())
}

/// What is wrong with a PIN, as the key of a sentence. `badge` is what stands on its owner's badge, for all to read.
pub(super) fn problem(pin: &str, badge: Option<&str>) -> Option<&'static str> {
    if !is_pin(pin) {
        return Some("tablet.pin_form");
    }
    let digits: Vec<i32> = pin.bytes().map(|digit| i32::from(digit - b'0')).collect();
    // 123456, 890123, 654321, 024680, and 777777: each digit as far from the one before it as the next.
    let steps: Vec<i32> =
        digits.windows(2).map(|pair| (pair[1] - pair[0]).rem_euclid(10)).collect();
    let is_row = steps.iter().all(|step| *step == steps[0]);
    let repeats = [2, 3].into_iter().any(|part| pin[part..] == pin[..LENGTH - part]);
    let mut different = digits;
    different.sort_unstable();
    different.dedup();
    if is_row || repeats || different.len() < 3 {
        return Some("tablet.pin_common");
    }
    if badge.is_some_and(|badge| badge.contains(pin)) {
        return Some("tablet.pin_badge");
    }
    is_day(pin).then_some("tablet.pin_day")
}

/// A birthday is what others know: 150385 and 850315, and a leap day of any year.
fn is_day(pin: &str) -> bool {
    let day_of = |day: &str, month: &str| {
        let (day, month) = (day.parse().ok()?, month.parse().ok()?);
        NaiveDate::from_ymd_opt(2000, month, day)
    };
    day_of(&pin[..2], &pin[2..4]).or_else(|| day_of(&pin[4..], &pin[2..4])).is_some()
}

/// Sets it; whoever was signed on at a tablet with the former one is so no longer.
pub async fn set(tx: &mut Tx, account: &str, hash: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.run(
        "insert into tablet_pin (account_id, pin_hash, set_at) values ($1, $2, $3)
         on conflict (account_id) do update set pin_hash = excluded.pin_hash, set_at = excluded.set_at",
        &[&account, &hash, &now],
    )
    .await?;
    sessions::end_brief(tx, account).await
}

/// Takes it away, with whoever was signed on with it. False when there was none.
pub(super) async fn remove(tx: &mut Tx, account: &str) -> sqlx::Result<bool> {
    let rows = tx.run("delete from tablet_pin where account_id = $1", &[&account]).await?;
    sessions::end_brief(tx, account).await?;
    Ok(rows > 0)
}

/// The hash of an account's PIN; `None` while it has none.
pub(super) async fn hash_of(db: &Db, account: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        db.maybe("select pin_hash from tablet_pin where account_id = $1", &[&account]).await?;
    Ok(row.map(|(hash,)| hash))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_others_try_first_is_refused() {
        for (pin, wrong) in [
            ("12345", Some("tablet.pin_form")),
            ("1234567", Some("tablet.pin_form")),
            ("12345a", Some("tablet.pin_form")),
            ("１２３４５６", Some("tablet.pin_form")),
            ("000000", Some("tablet.pin_common")),
            ("123456", Some("tablet.pin_common")),
            ("654321", Some("tablet.pin_common")),
            ("890123", Some("tablet.pin_common")),
            ("246802", Some("tablet.pin_common")),
            ("121212", Some("tablet.pin_common")),
            ("472472", Some("tablet.pin_common")),
            ("477447", Some("tablet.pin_common")),
            ("150385", Some("tablet.pin_day")),
            ("850315", Some("tablet.pin_day")),
            ("290204", Some("tablet.pin_day")),
            ("804713", Some("tablet.pin_badge")),
            ("471908", None),
            ("309477", None),
        ] {
            assert_eq!(problem(pin, Some("B804713")), wrong, "{pin}");
        }
    }
}
