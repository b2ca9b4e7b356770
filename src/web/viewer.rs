//! Who looks: the language, and the number of the request.
//!
//! Dutch first. What somebody who is in chose is kept with their account, and the door says so; else a choice made by the switch
//! is kept in a cookie; without it the browser's own preference counts, and without that Dutch. The cookie holds two letters
//! and nothing about a person.

use crate::error::Error;
use crate::lang::Lang;
use crate::web::cookie::cookie;
use crate::web::done;
use crate::web::language::{LANGUAGE_COOKIE, page_of_form};
use crate::web::menu::Menu;
use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use std::sync::Arc;

/// Who looks at a page. An extractor.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The language to answer in.
    pub lang: Lang,
    /// The number of this request, as it stands in the log.
    pub request: Arc<str>,
    /// Where the language switch comes back to: this page when it can be asked for again, else the one of the form it answers.
    pub here: Arc<str>,
    /// What the bar offers.
    pub menu: Arc<Menu>,
    /// What the viewer just did: the key of the sentence that says so.
    pub done: Option<&'static str>,
}

impl Viewer {
    /// Reads a request's headers.
    pub fn of(parts: &Parts, request: &str, default: Lang) -> Self {
        let here = match (&parts.method, parts.uri.path_and_query()) {
            (&Method::GET, Some(path)) => path.as_str(),
            // The answer to a refused form stands at the form's address, which may have no page of its own.
            _ => page_of_form(&parts.headers),
        };
        Self {
            lang: chosen(&parts.headers).or_else(|| preferred(&parts.headers)).unwrap_or(default),
            request: request.into(),
            here: here.into(),
            menu: Arc::default(),
            done: done::to_say(&parts.headers),
        }
    }

    /// The same on the page at this address, whichever form it answers: a form that is refused twice does not know any more.
    #[must_use]
    pub fn at(&self, here: &str) -> Self {
        Self { here: here.into(), ..self.clone() }
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let viewer = parts.extensions.get::<Self>().cloned();
        viewer.ok_or_else(|| Error::Internal(anyhow::anyhow!("a page outside of the dress layer")))
    }
}

fn chosen(headers: &HeaderMap) -> Option<Lang> {
    cookie(headers, LANGUAGE_COOKIE).and_then(Lang::from_code)
}

/// The language with the highest weight that we have; of equals the first.
fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best = None;
    for range in header.split(',').take(32) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let Some(lang) = Lang::from_code(&primary) else { continue };
        let weight: f32 = parts
            .find_map(|p| p.trim().strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if weight > 0.0 && best.is_none_or(|(_, w)| weight > w) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::COOKIE;

    fn accepts(text: &'static str) -> Option<Lang> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(text));
        preferred(&headers)
    }

    #[test]
    fn the_browsers_preference_is_weighed() {
        assert_eq!(accepts("en-GB,en;q=0.9,nl;q=0.8"), Some(Lang::En));
        assert_eq!(accepts("de,nl;q=0.5,en;q=0.4"), Some(Lang::Nl));
        assert_eq!(accepts("en;q=0,fr"), None);
        assert_eq!(accepts(";;,=,q=1,en;q=x"), None);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=b; wv-lang=en; c"));
        assert_eq!(chosen(&headers), Some(Lang::En));
        headers.insert(COOKIE, HeaderValue::from_static("wv-lang=xx"));
        assert_eq!(chosen(&headers), None);
    }
}
