//! Ids that the program makes. Ids of the company's own things (stations, tasks, workers, orders) come from the company.

use chrono::{DateTime, Utc};
use rand::TryRng as _;
use rand::rngs::SysRng;

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("an operating system without random numbers cannot run the service");
    bytes
}

/// A new id of 32 hexadecimal digits that sorts by time of making: 48 bits of milliseconds, then random.
pub fn new(now: DateTime<Utc>) -> String {
    let mut bytes: [u8; 16] = random();
    bytes[..6].copy_from_slice(&now.timestamp_millis().to_be_bytes()[2..]);
    hex(&bytes)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
