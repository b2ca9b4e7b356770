//! Hours as people write them.

use crate::money::Seconds;
use crate::number;

/// Reads `1:05`, `1u05`, `1u`, `0u30`, and hours with decimals: `1,5`. A day and more is fine; a minute above 59 is not.
pub(super) fn parse(text: &str) -> Option<Seconds> {
    let text = text.trim().to_lowercase();
    let parts = text.split_once(':').or_else(|| text.split_once(['u', 'h']));
    let Some((hours, minutes)) = parts else {
        // Ten-thousandths of an hour are 0.36 seconds each.
        let parsed = number::parse(&text, 4).ok()?;
        return Some(Seconds::from_stored(parsed.checked_mul(3_600)?.checked_add(5_000)? / 10_000));
    };
    let whole = |text: &str, most: i64| {
        let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = is_digits.then(|| text.parse::<i64>().ok()).flatten();
        number.filter(|number| (0..=most).contains(number))
    };
    let minutes = minutes.trim().trim_end_matches("min").trim_end_matches('m').trim_end();
    let minutes = match (minutes, text.contains(':')) {
        ("", false) => 0,
        (minutes, is_clock) if !is_clock || minutes.len() == 2 => whole(minutes, 59)?,
        _ => return None,
    };
    Some(Seconds::minutes(whole(hours.trim(), 9_999)? * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("1:05", 65),
            ("0:30", 30),
            ("1u30", 90),
            ("1 u 30", 90),
            ("2u", 120),
            ("1h5", 65),
            ("1u 30 min", 90),
            ("1,5", 90),
            ("1.5", 90),
            ("7", 420),
            ("0,25", 15),
            ("36", 2_160),
        ] {
            assert_eq!(parse(text), Some(Seconds::minutes(minutes)), "{text}");
        }
        assert_eq!(parse("0,33"), Some(Seconds::from_stored(1_188)));
    }

    #[test]
    fn what_could_be_something_else_is_no_hours() {
        for text in [
            "", ":", "1:", "1:5", "1:60", "1:75", "-1", "u30", "een", "1:05:00", "1e3", "99999:00",
            "1.250",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
