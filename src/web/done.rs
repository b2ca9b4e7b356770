//! What a person just did, said once on the page that follows. The answer to a form is a redirect, so the sentence travels
//! in a cookie of a minute: the last part of its key among the words of `[done]`, never anything that was typed.

use crate::lang::Lang;
use crate::web::cookie::cookie;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};

const COOKIE: &str = "wv-gedaan";
const SECTION: &str = "done.";

/// Takes the cookie away, once it was read.
pub const SAID: HeaderValue =
    HeaderValue::from_static("wv-gedaan=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");

/// On to `path`, where the sentence with this key, of the section `done`, is said.
pub fn done(key: &str, path: &str) -> Response {
    let word = key.strip_prefix(SECTION).unwrap_or_default();
    let cookie = format!("{COOKIE}={word}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], Redirect::to(path)).into_response()
}

/// The key of the sentence to say, if the browser brings one that we know.
pub(super) fn to_say(headers: &HeaderMap) -> Option<&'static str> {
    let key = format!("{SECTION}{}", cookie(headers, COOKIE)?);
    Lang::Nl.words().get_key_value(&key).map(|(key, _)| key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE as HEADER;

    #[test]
    fn only_our_own_sentences_are_said() {
        let said = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_static(text));
            to_say(&headers)
        };
        assert_eq!(said("wv-gedaan=corrected"), Some("done.corrected"));
        assert_eq!(said("a=b; wv-gedaan=no_such; c=d"), None);
        assert_eq!(said("wv-gedaan="), None);
        let answer = done("done.corrected", "/dagen");
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("wv-gedaan=corrected; "), "{cookie}");
    }
}
