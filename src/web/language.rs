//! The language switch: keeps the choice in a cookie and goes back to where the viewer was.

use crate::lang::Lang;
use crate::web::Form;
use crate::web::viewer::LANGUAGE_COOKIE;
use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use serde::Deserialize;

/// `/taal`
pub fn router() -> Router {
    Router::new().route("/taal", post(choose))
}

#[derive(Deserialize)]
struct Choice {
    taal: String,
    #[serde(default)]
    terug: String,
}

async fn choose(Form(choice): Form<Choice>) -> Response {
    let back = Redirect::to(own_address(&choice.terug));
    match Lang::from_code(&choice.taal) {
        Some(lang) => {
            let code = lang.code();
            let cookie = format!(
                "{LANGUAGE_COOKIE}={code}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
            );
            ([(SET_COOKIE, cookie)], back).into_response()
        }
        None => back.into_response(),
    }
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
