//! What a query is written with, before it is read as a query: plain words, whole strings, a few signs. What an engine could
//! read otherwise than we do has no place here.

use sqlparser::dialect::GenericDialect;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

/// Words, signs and strings of a query at most. Reading goes as deep as a query is long, so its length is what keeps it from
/// the end of the stack.
const LONGEST: usize = 3_000;

/// Words by which Postgres tells about itself without a parenthesis, so that they look like columns.
const TELLING: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "system_user",
    "user",
];

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line of the query, from 1; 0 when it is about the whole.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// The sentence.
    pub what: String,
}

impl Wrong {
    /// At a place of the query's text.
    pub fn at(place: Location, what: impl Into<String>) -> Self {
        Self { line: place.line, column: place.column, what: what.into() }
    }
}

/// The query in its parts, when each is of a kind that is known.
pub fn plain(text: &str) -> Result<Vec<TokenWithSpan>, Wrong> {
    let tokens = Tokenizer::new(&GenericDialect {}, text)
        .tokenize_with_location()
        .map_err(|error| Wrong::at(error.location, error.message))?;
    if let Some(more) = tokens.iter().filter(|token| !is_space(token)).nth(LONGEST) {
        let what = format!("the query is too long: more than {LONGEST} words and signs");
        return Err(Wrong::at(more.span.start, what));
    }
    for token in &tokens {
        look(&token.token).map_err(|what| Wrong::at(token.span.start, what))?;
    }
    Ok(tokens)
}

fn is_space(token: &TokenWithSpan) -> bool {
    matches!(token.token, Token::Whitespace(_))
}

fn look(token: &Token) -> Result<(), String> {
    match token {
        Token::Word(word) => {
            if word.quote_style.is_some() || !is_word(&word.value) {
                return Err(format!(
                    "{token}: a name is written without quotes, with letters a to z, digits and _"
                ));
            }
            if TELLING.contains(&word.value.to_lowercase().as_str()) {
                return Err(format!("'{token}' is not for dashboards"));
            }
            Ok(())
        }
        // A backslash before a quote is an end to some and none to others.
        Token::SingleQuotedString(text) => {
            if text.chars().any(|c| c == '\\' || c.is_control()) || text.contains("''") {
                return Err(
                    "a text has no backslash, no line's end and no two quotes together".to_owned()
                );
            }
            Ok(())
        }
        Token::Placeholder(name) if name.starts_with(':') => Ok(()),
        Token::Number(digits, false) if digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            Ok(())
        }
        Token::Whitespace(
            Whitespace::Space
            | Whitespace::Newline
            | Whitespace::Tab
            | Whitespace::SingleLineComment { .. }
            | Whitespace::MultiLineComment(_),
        )
        | Token::Comma
        | Token::Period
        | Token::Colon
        | Token::LParen
        | Token::RParen
        | Token::Eq
        | Token::Neq
        | Token::Lt
        | Token::Gt
        | Token::LtEq
        | Token::GtEq
        | Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::Mod
        | Token::StringConcat
        | Token::EOF => Ok(()),
        Token::DoubleColon => Err("write cast(… as …) instead of '::'".to_owned()),
        Token::SemiColon => Err("a query is one select, without ';'".to_owned()),
        other => Err(format!("'{other}' is not for dashboards")),
    }
}

/// A word that every engine reads as itself.
pub fn is_word(word: &str) -> bool {
    word.len() <= 60
        && word.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The place at the end of a parser's message: `… at Line: 3, Column: 5`. The message without it.
pub fn placed(message: &str) -> Wrong {
    let read = |text: &str| {
        let (line, column) = text.split_once(", Column: ")?;
        Some(Location::new(line.parse().ok()?, column.trim().parse().ok()?))
    };
    match message.rsplit_once(" at Line: ") {
        Some((what, place)) => Wrong::at(read(place).unwrap_or(Location::empty()), what.to_owned()),
        None => Wrong::at(Location::empty(), message.to_owned()),
    }
}
