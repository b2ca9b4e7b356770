//! Which passwords will do: long enough, and not what everybody tries first. No rules about capitals and signs, which only
//! make people write `Welkom01!`; a sentence is the best password, so spaces and every letter are welcome.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The fewest characters.
const SHORTEST: usize = 10;
/// The most; nothing is cut off silently.
const LONGEST: usize = 128;

/// What everybody tries first; the file says where the list comes from.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// What is wrong with a password, as the key of a sentence. `own` are words that others know about its owner: the login
/// name, the name, the host of the service.
pub(super) fn problem(password: &str, own: &[&str]) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some("access.password_short");
    }
    if length > LONGEST {
        return Some("access.password_long");
    }
    let plain = password.to_lowercase();
    let bare = plain.trim_matches(|c: char| !c.is_alphabetic());
    if COMMON.contains(plain.as_str()) || COMMON.contains(bare) || is_monotonous(&plain) {
        return Some("access.password_common");
    }
    // Without what is its owner's there must be enough left to guess.
    let left = own
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 4)
        .fold(plain.clone(), |left, word| left.replace(&word.to_lowercase(), ""));
    let left = left.replace("werkvloer", "").chars().filter(|c| c.is_alphabetic()).count();
    let has_own = left < plain.chars().filter(|c| c.is_alphabetic()).count();
    (has_own && left < 6).then_some("access.password_own")
}

/// `aaaaaaaaaa`, `abababab…`, `1234567890`: a few characters again and again, or one step up or down each time.
fn is_monotonous(text: &str) -> bool {
    let characters: Vec<u32> = text.chars().map(u32::from).collect();
    let different: HashSet<_> = characters.iter().collect();
    let steps: HashSet<i64> =
        characters.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0])).collect();
    different.len() < 4 || steps.len() == 1
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_everybody_tries_is_refused_and_a_sentence_is_not() {
        let own = ["tine", "Tine Testpersoon", "werkvloer.example"];
        let long = "x1y2z3 ".repeat(18);
        let too_long = "x1y2z3 ".repeat(19);
        for (password, wrong) in [
            ("kort woord", None),
            ("te kort !", Some("access.password_short")),
            ("Wachtwoord2026!", Some("access.password_common")),
            ("!!Welkom123", Some("access.password_common")),
            ("qwertyuiop", Some("access.password_common")),
            ("aaaaaaaaaaaa", Some("access.password_common")),
            ("ababababab12", None),
            ("abababababab", Some("access.password_common")),
            ("bcdefghijklm", Some("access.password_common")),
            ("Testpersoon12", Some("access.password_own")),
            ("tine-werkvloer", Some("access.password_own")),
            ("tine eet graag spinazie", None),
            ("vier groene fietsen", None),
            ("ñandú 🐦 vliegt niet", None),
            (long.as_str(), None),
            (too_long.as_str(), Some("access.password_long")),
        ] {
            assert_eq!(problem(password, &own), wrong, "{password}");
        }
    }
}
