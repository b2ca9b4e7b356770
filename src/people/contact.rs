//! How a worker is reached. Both ways may be missing; what is given is kept as it was typed, after a look whether it can be a
//! telephone number or an address at all.

use crate::db::Tx;

/// The longest that is kept of either; an e-mail address cannot be longer.
const LONGEST: usize = 254;

/// True for what can be a telephone number: digits, with the signs people set between them. A country's own rules are not
/// asked, because people here have numbers of many countries.
pub fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let (first, rest) = text.split_at_checked(1).unwrap_or((text, ""));
    let is_first = |c: char| c.is_ascii_digit() || "+(".contains(c);
    let is_part = |c: char| c.is_ascii_digit() || " -()/.".contains(c);
    // E.164 has fifteen digits at most; an extension within the house has three at least.
    (3..=15).contains(&digits)
        && text.len() <= 30
        && first.chars().all(is_first)
        && rest.chars().all(is_part)
}

/// True for what can be an e-mail address: a name, one `@`, and a domain of at least two parts. Whether anybody reads it, only
/// a letter would tell.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_name = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[],;:\\\"".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= LONGEST
        && !name.is_empty()
        && name.chars().all(is_name)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// How somebody is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// What became of a change of how somebody is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactSet {
    /// It is changed.
    Changed,
    /// It was so already.
    Same,
    /// Somebody else changed it meanwhile, to this.
    Outdated(Contact),
    /// They no longer work here.
    Gone,
}

/// Changes how somebody who works here is reached, when it is still what the form showed.
pub async fn set_contact(
    tx: &mut Tx,
    worker: &str,
    shown: &Contact,
    new: &Contact,
) -> sqlx::Result<ContactSet> {
    // The update first: of two at once the second waits here, and then finds what the first wrote.
    let changed = tx
        .run(
            "update worker set phone = $2, email = $3
              where id = $1 and active
                and coalesce(phone, '') = coalesce($4, '') and coalesce(email, '') = coalesce($5, '')",
            &[&worker, &new.phone, &new.email, &shown.phone, &shown.email],
        )
        .await?;
    if changed > 0 {
        return Ok(if shown == new { ContactSet::Same } else { ContactSet::Changed });
    }
    let present: Option<(Option<String>, Option<String>)> =
        tx.maybe("select phone, email from worker where id = $1 and active", &[&worker]).await?;
    let Some((phone, email)) = present else { return Ok(ContactSet::Gone) };
    let present = Contact { phone, email };
    Ok(if present == *new { ContactSet::Same } else { ContactSet::Outdated(present) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_with_signs_between_them() {
        for right in ["0612345678", "06 1234 5678", "+31 (0)10-123 45 67", "(010) 1234567", "112"] {
            assert!(is_phone(right), "{right}");
        }
        for wrong in [
            "",
            "12",
            "zes",
            "06-1234567x",
            "0612345678901234",
            "06+12345",
            "=1+1 234",
            "٠٦١٢٣",
            "é12345",
        ] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for right in ["pluk@voorbeeld.example", "a.b+c@x-y.co.example", "zoë@büro.example"] {
            assert!(is_email(right), "{right}");
        }
        for wrong in [
            "",
            "pluk",
            "pluk@",
            "@voorbeeld.example",
            "pluk@voorbeeld",
            "a@b@voorbeeld.example",
            "a b@voorbeeld.example",
            "a@.example",
            "a@-x.example",
            "a@x..example",
            "<a@x.example>",
            "a@x.example\0",
        ] {
            assert!(!is_email(wrong), "{wrong:?}");
        }
        assert!(!is_email(&format!("{}@x.example", "a".repeat(260))));
    }
}
