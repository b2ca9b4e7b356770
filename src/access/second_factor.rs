//! The second factor: a code of six digits that an app on a telephone makes from a shared secret and the time (RFC 6238),
//! and ten recovery codes for when the telephone is gone. Each code works once.
//!
//! The secret stands in the database as it is, because a code must be computed from it: who can read the database file can
//! make codes, but has no password yet. Why it is not enciphered says decision 11.

use super::accounts;
use crate::db::Tx;
use crate::id;
use crate::web::language::escaped;
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use qrcodegen::{QrCode, QrCodeEcc};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// Seconds of a time step.
const STEP: i64 = 30;
/// How many steps a telephone's clock may be off.
const OFF: i64 = 1;
/// How many recovery codes there are.
const RECOVERY: usize = 10;

/// A new secret, in the letters that apps take.
pub fn new_secret() -> String {
    BASE32_NOPAD.encode(&id::random::<20>())
}

/// The code of a secret in a time step.
fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0f);
    let word =
        u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", word % 1_000_000)
}

/// The code that an app shows at a moment; `None` for a secret that cannot be read.
pub fn code_at(secret: &str, at: DateTime<Utc>) -> Option<String> {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
    Some(code(&secret, at.timestamp().div_euclid(STEP)))
}

/// The time step of which this is the code, now or one step off.
pub fn step_of(secret: &str, typed: &str, now: DateTime<Utc>) -> Option<i64> {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let step = now.timestamp().div_euclid(STEP);
    (step - OFF..=step + OFF).find(|step| is_same(&code(&secret, *step), &typed))
}

/// Compares without telling by its time how much was right.
fn is_same(right: &str, typed: &str) -> bool {
    right.len() == typed.len()
        && right.bytes().zip(typed.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Uses a code of the app or a recovery code. True when it is right and was not used before.
pub async fn accept(
    tx: &mut Tx,
    account: &str,
    secret: &str,
    typed: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    if let Some(step) = step_of(secret, typed, now) {
        return accounts::use_step(tx, account, step).await;
    }
    let used = tx
        .run(
            "update recovery_code set used_at = $3
              where account_id = $1 and code_hash = $2 and used_at is null",
            &[&account, &recovery_hash(typed), &now],
        )
        .await?;
    Ok(used > 0)
}

/// Sets the second factor, in the place of another. Gives the recovery codes, which are shown once.
pub async fn set(tx: &mut Tx, account: &str, secret: &str) -> sqlx::Result<Vec<String>> {
    accounts::set_second_factor(tx, account, Some(secret)).await?;
    let codes: Vec<String> = (0..RECOVERY)
        .map(|_| {
            let letters = BASE32_NOPAD.encode(&id::random::<10>()).to_lowercase();
            format!("{}-{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..12], &letters[12..])
        })
        .collect();
    for code in &codes {
        tx.run(
            "insert into recovery_code (account_id, code_hash) values ($1, $2)",
            &[&account, &recovery_hash(code)],
        )
        .await?;
    }
    Ok(codes)
}

/// However it is typed: with or without dashes, spaces and capitals. A fast hash will do for 80 random bits.
fn recovery_hash(code: &str) -> String {
    let letters: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    id::hex(&Sha256::digest(letters.as_bytes()))
}

/// What an app reads from the picture. The name after the colon is what it shows.
pub fn address(secret: &str, login: &str) -> String {
    let name = escaped(login);
    format!(
        "otpauth://totp/Werkvloer:{name}?secret={secret}&issuer=Werkvloer&algorithm=SHA1&digits=6&period=30"
    )
}

/// A picture of an address: the width in squares, and the dark squares as the path of an SVG.
pub fn picture(address: &str) -> Option<(i32, String)> {
    use std::fmt::Write as _;
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
        }
    }
    Some((code.size() + 8, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(&secret, at(seconds)).unwrap(), code);
            let step = seconds / 30;
            assert_eq!(step_of(&secret, code, at(seconds)), Some(step));
            assert_eq!(
                step_of(&secret, &format!(" {} {} ", &code[..3], &code[3..]), at(seconds)),
                Some(step)
            );
            assert_eq!(
                step_of(&secret, code, at(seconds + 30)),
                Some(step),
                "a clock that is slow"
            );
            assert_eq!(step_of(&secret, code, at(seconds + 90)), None);
            assert_eq!(step_of(&secret, "", at(seconds)), None);
        }
    }

    #[test]
    fn a_picture_holds_the_address() {
        let address = address("ABC", "jan@x");
        assert!(address.starts_with("otpauth://totp/Werkvloer:jan%40x?secret=ABC&"), "{address}");
        let (width, path) = picture(&address).unwrap();
        assert!(width > 29 && path.starts_with('M'), "{width}");
    }
}
