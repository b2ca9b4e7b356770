//! Back to the page somebody asked for, after signing in: an address of our own, never anybody else's.

use crate::web::language::{escaped, own_address, page_of_form};
use axum::http::{HeaderMap, Method, Uri};

/// The sign-in page that leads on to `back`.
pub(super) fn sign_in_page(back: &str) -> String {
    if back == "/" {
        "/aanmelden".to_owned()
    } else {
        format!("/aanmelden?terug={}", escaped(back))
    }
}

/// Where a request that was refused wanted to be. What was to be changed has no page of its own: then the page on which
/// the form stood.
pub(super) fn of_request(method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    if matches!(*method, Method::GET | Method::HEAD) {
        return checked(uri.path_and_query().map_or("/", |path| path.as_str())).to_owned();
    }
    checked(page_of_form(headers)).to_owned()
}

/// An address of our own that is worth going back to; else the start.
pub(super) fn checked(address: &str) -> &str {
    let own = own_address(address);
    let is_door =
        ["/aanmelden", "/afmelden", "/inrichten", "/demo/"].iter().any(|d| own.starts_with(d));
    if is_door { "/" } else { own }
}
