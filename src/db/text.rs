//! Text on its way into a column.

/// Text as both engines can store it: Postgres knows no NUL.
pub fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
