//! What a person just did, said once on the page that follows. The answer to a form is a redirect, so the sentence travels
//! in a cookie of a minute: its key, never anything that was typed. Each room has its own sentences. Their keys begin
//! with `done_`, and the cookie can ask for no other text.

use crate::lang::Lang;
use crate::web::cookie::cookie;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};

const COOKIE: &str = "wv-gedaan";
const BEGINNING: &str = "done_";

/// Takes the cookie away, once it was read.
pub const SAID: HeaderValue =
    HeaderValue::from_static("wv-gedaan=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");

/// On to `path`, where the sentence with this key is said.
pub fn done(key: &str, path: &str) -> Response {
    let cookie = format!("{COOKIE}={key}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], Redirect::to(path)).into_response()
}

/// The key of the sentence to say, if the browser brings one that we know.
pub(super) fn to_say(headers: &HeaderMap) -> Option<&'static str> {
    let key = cookie(headers, COOKIE)?;
    key.split_once('.').filter(|(_, word)| word.starts_with(BEGINNING))?;
    Lang::Nl.words().get_key_value(key).map(|(key, _)| key.as_str())
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
        assert_eq!(said("wv-gedaan=correction.done_corrected"), Some("correction.done_corrected"));
        assert_eq!(said("a=b; wv-gedaan=correction.done_no_such; c=d"), None);
        assert_eq!(said("wv-gedaan=correction.title"), None);
        assert_eq!(said("wv-gedaan="), None);
        let answer = done("correction.done_corrected", "/dagen");
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("wv-gedaan=correction.done_corrected; "), "{cookie}");
    }
}
