//! Numbers as people and their spreadsheets write them.
//!
//! The rules: a comma begins the decimals; a dot before it separates thousands and then stands at every third digit
//! (`1.234,56`). Without a comma, several dots separate thousands (`1.234.567`); a single dot begins the decimals
//! (`0.0375`, `12.5`), but where it could be either (`1.234`) the number is refused, because a wrong guess is wrong by a
//! factor of thousand. In a whole number a dot always separates thousands. A `€` in front is allowed, a minus is not.

use std::fmt;

/// Why a text is not the number that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is no number in any of the forms.
    NotANumber,
    /// A dot could separate thousands or begin the decimals.
    Ambiguous,
    /// More decimals than are kept.
    TooManyDecimals,
    /// Below zero.
    Negative,
    /// Too large to be kept.
    TooLarge,
}

/// Reads an amount, in units of its last decimal: `parse("1,5", 4)` is 15,000.
pub fn parse(text: &str, decimals: u32) -> Result<i64, NumberError> {
    let body = body(text)?;
    let (whole, fraction) = match (body.split_once(','), body.matches('.').count()) {
        (Some((_, "")), _) => return Err(NumberError::NotANumber),
        (Some((whole, fraction)), _) => (without_dots(whole)?, fraction),
        (None, 1) => {
            let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
            if fraction.is_empty() {
                return Err(NumberError::NotANumber);
            }
            if fraction.len() == 3 && without_dots(body).is_ok() {
                return Err(NumberError::Ambiguous);
            }
            (whole.to_owned(), fraction)
        }
        (None, _) => (without_dots(body)?, ""),
    };
    if !is_digits(&whole) || !(fraction.is_empty() || is_digits(fraction)) {
        return Err(NumberError::NotANumber);
    }
    let kept = usize::try_from(decimals).map_err(|_| NumberError::TooManyDecimals)?;
    let fraction = if fraction.len() > kept { fraction.trim_end_matches('0') } else { fraction };
    if fraction.len() > kept {
        return Err(NumberError::TooManyDecimals);
    }
    format!("{whole}{fraction:0<kept$}").parse().map_err(|_| NumberError::TooLarge)
}

/// As [`parse`], with a minus in front for what goes the other way.
pub fn parse_signed(text: &str, decimals: u32) -> Result<i64, NumberError> {
    match parse(text, decimals) {
        Err(NumberError::Negative) => parse(&text.replacen('-', "", 1), decimals).map(|n| -n),
        other => other,
    }
}

/// Reads a whole number.
pub fn parse_whole(text: &str) -> Result<i64, NumberError> {
    let body = body(text)?;
    let digits = without_dots(body)?;
    if !is_digits(&digits) {
        return Err(NumberError::NotANumber);
    }
    digits.parse().map_err(|_| NumberError::TooLarge)
}

/// Writes an amount the Dutch way, with at least `least` decimals and no more than it needs.
pub fn write(amount: i64, decimals: u32, least: usize) -> impl fmt::Display {
    let unit = 10_u64.pow(decimals);
    let width = decimals as usize;
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    let mut fraction = format!("{:0width$}", amount % unit);
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    if decimals == 0 || fraction.is_empty() {
        format!("{sign}{}", amount / unit)
    } else {
        format!("{sign}{},{fraction}", amount / unit)
    }
}

fn body(text: &str) -> Result<&str, NumberError> {
    let body = text.trim().trim_start_matches('€').trim();
    match body.strip_prefix('-') {
        Some(rest) if rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) => {
            Err(NumberError::Negative)
        }
        _ => Ok(body),
    }
}

/// Takes out the dots of thousands; other text is left for the caller to refuse.
fn without_dots(text: &str) -> Result<String, NumberError> {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = (1..=3).contains(&first.len()) && !first.starts_with('0');
    if rest.is_empty() || grouped && rest.iter().all(|group| group.len() == 3) {
        Ok(first.to_owned() + &rest.concat())
    } else {
        Err(NumberError::NotANumber)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::NumberError::{Ambiguous, Negative, NotANumber, TooLarge, TooManyDecimals};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, ten_thousandths) in [
            ("0,0375", 375),
            ("0.0375", 375),
            ("0.375", 3_750),
            ("€ 1.234,56", 12_345_600),
            ("1.234.567", 12_345_670_000),
            ("12.5", 125_000),
            ("1234.567", 12_345_670),
            ("12", 120_000),
            ("0,03750", 375),
            ("007", 70_000),
        ] {
            assert_eq!(parse(text, 4), Ok(ten_thousandths), "{text}");
        }
        for (text, cents) in [("-12,50", -1_250), ("€ -3", -300), ("7,5", 750), ("-0", 0)] {
            assert_eq!(parse_signed(text, 2), Ok(cents), "{text}");
        }
        assert_eq!(parse_signed("--3", 2), Err(NotANumber));
        assert_eq!(parse_whole("1.234"), Ok(1_234));
        assert_eq!(parse_whole("48.000"), Ok(48_000));
    }

    #[test]
    fn refuses_what_could_be_something_else() {
        for (text, why) in [
            ("1.234", Ambiguous),
            ("", NotANumber),
            (",5", NotANumber),
            ("5,", NotANumber),
            ("5.", NotANumber),
            (".5", NotANumber),
            ("1,234.56", NotANumber),
            ("1.23,45", NotANumber),
            ("1.23.456", NotANumber),
            ("1e3", NotANumber),
            ("twaalf", NotANumber),
            ("-", NotANumber),
            ("٣", NotANumber),
            ("0,00001", TooManyDecimals),
            ("-3", Negative),
            ("99999999999999999999", TooLarge),
        ] {
            assert_eq!(parse(text, 4), Err(why), "{text}");
        }
        for text in ["1,5", "1.5", "0.125", "1.0"] {
            assert_eq!(parse_whole(text), Err(NotANumber), "{text}");
        }
    }

    #[test]
    fn writes_no_more_decimals_than_needed() {
        assert_eq!(write(375, 4, 2).to_string(), "0,0375");
        assert_eq!(write(125_000, 4, 2).to_string(), "12,50");
        assert_eq!(write(87_500, 3, 0).to_string(), "87,5");
        assert_eq!(write(120_000, 3, 0).to_string(), "120");
        assert_eq!(write(-5_000, 4, 2).to_string(), "-0,50");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount in 0..=i64::MAX, decimals in 0_u32..=6, least in 0_usize..=4) {
            let text = write(amount, decimals, least).to_string();
            prop_assert_eq!(parse(&text, decimals), Ok(amount), "{}", text);
            let other_way = write(-amount, decimals, least).to_string();
            prop_assert_eq!(parse_signed(&other_way, decimals), Ok(-amount), "{}", other_way);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}", decimals in 0_u32..=6) {
            let _ = parse(&text, decimals);
            let _ = parse_whole(&text);
        }
    }
}
