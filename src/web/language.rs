//! The language switch: the cookie that keeps the choice in a browser, and the way back to where the viewer was. The switch
//! itself is the door's, which knows who chooses.

use crate::lang::Lang;
use axum::http::header::{HOST, REFERER};
use axum::http::{HeaderMap, HeaderValue};

/// The cookie that keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "wv-lang";

/// Takes the choice out of the browser.
pub const NO_LANGUAGE: HeaderValue =
    HeaderValue::from_static("wv-lang=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");

/// Keeps a choice in the browser for a year.
pub fn language_cookie(lang: Lang) -> HeaderValue {
    HeaderValue::from_static(match lang {
        Lang::Nl => "wv-lang=nl; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        Lang::En => "wv-lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
    })
}

/// The page of ours on which the form stood that a request sends; the start when the browser does not say.
pub fn page_of_form(headers: &HeaderMap) -> &str {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let page = text(REFERER).zip(text(HOST)).and_then(|(page, host)| {
        let rest = page.strip_prefix("https://").or_else(|| page.strip_prefix("http://"))?;
        rest.strip_prefix(host)
    });
    own_address(page.unwrap_or("/"))
}

/// Only an address of ours: it starts with one slash (`//host` and `/\host` are other sites) and has no control character.
pub fn own_address(text: &str) -> &str {
    let ours = text.starts_with('/')
        && !text[1..].starts_with(['/', '\\'])
        && text.bytes().all(|b| (0x21..=0x7e).contains(&b));
    if ours { text } else { "/" }
}

/// Every byte by its number but those that mean nothing in the value of a query.
pub fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_house() {
        assert_eq!(own_address("/vloer/hal-1?x=1"), "/vloer/hal-1?x=1");
        for foreign in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/é"]
        {
            assert_eq!(own_address(foreign), "/", "{foreign:?}");
        }
    }
}
