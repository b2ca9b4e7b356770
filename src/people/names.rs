//! Names for a board that hangs where everybody sees it: a first name and an initial, and nothing else about a person.

use crate::db::{Db, bound, slots};
use std::collections::HashMap;

/// Short names of these workers, by id; unknown and erased ones are left out.
pub async fn short_names<'a>(
    db: &Db,
    workers: impl IntoIterator<Item = &'a str>,
) -> sqlx::Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for some in slots(workers) {
        let rows: Vec<(String, String)> = db
            .all(
                "select id, name
                   from worker
                  where name <> '' and id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        found.extend(rows.into_iter().map(|(id, name)| (id, short(&name))));
    }
    Ok(found)
}

/// `Anna van der Berg` is `Anna B.`
fn short(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {}.", initial.to_uppercase()),
        None => first.to_owned(),
    }
}

/// `Anna van der Berg` is `AB`: what stands where there is no photo.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{initials, short};

    #[test]
    fn a_first_name_and_an_initial() {
        assert_eq!(short("Anna van der Berg"), "Anna B.");
        assert_eq!(short("  Örjan   åberg "), "Örjan Å.");
        assert_eq!(short("Cher"), "Cher");
        assert_eq!(short(""), "");
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Anna van der Berg"), "AB");
        assert_eq!(initials(" örjan "), "Ö");
        assert_eq!(initials(""), "");
    }
}
