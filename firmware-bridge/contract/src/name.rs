//! Who speaks: a terminal of a site, and the incarnation of its spool.

use std::fmt;
use std::str::FromStr;

/// True for an id that may travel in a topic: 1 to 32 characters out of `a-z`, `0-9` and `-`.
pub fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Foreign text as it may stand in a sentence: short, on one line, without characters that a database refuses.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// A terminal's full name, written `<site>/<terminal>`; it is also its MQTT user name and its certificate's common name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TerminalName {
    site: String,
    name: String,
}

impl TerminalName {
    /// Both parts must be ids ([`is_id`]).
    pub fn new(site: &str, name: &str) -> Option<Self> {
        (is_id(site) && is_id(name)).then(|| Self { site: site.to_owned(), name: name.to_owned() })
    }

    /// The site's id.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The terminal's id within its site.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for TerminalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.site, self.name)
    }
}

impl FromStr for TerminalName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once('/').and_then(|(site, name)| Self::new(site, name)).ok_or_else(|| {
            format!(
                "'{}' is not a terminal name: write <site>/<terminal>, each 1 to 32 characters out of a-z, 0-9 and -",
                shown(text)
            )
        })
    }
}

/// The incarnation of a spool: random, made when the spool is created, written as 16 hexadecimal digits. It keeps a
/// re-flashed terminal, which counts from 1 again, from looking like a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(pub u64);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Epoch {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 16
            && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        digits.then(|| u64::from_str_radix(text, 16).ok()).flatten().map(Self).ok_or_else(|| {
            format!("'{}' is not an epoch: 16 digits out of 0-9 and a-f", shown(text))
        })
    }
}
