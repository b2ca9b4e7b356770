//! Changes are asked for by our own pages only.
//!
//! A browser says where a request comes from and a page cannot forge it: `Sec-Fetch-Site`, or on older tablets `Origin`,
//! which must then name our own address: the public one when that is set, else the very host that is asked. A request with
//! neither is refused: a script that wants to post says
//! `Sec-Fetch-Site: none`. No token in the form is needed, so forms stay plain and a page left open for days still works.

use crate::error::Error;
use crate::web::public_url::PublicUrl;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The layer: refuses every unsafe method that does not come from our own pages.
pub async fn own_pages_only(
    State(public): State<Option<PublicUrl>>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_ours(request.headers(), request.uri(), public.as_ref()) {
        next.run(request).await
    } else {
        Error::CrossSite.into_response()
    }
}

fn is_ours(headers: &HeaderMap, uri: &Uri, public: Option<&PublicUrl>) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let host = headers.get(HOST).and_then(|h| h.to_str().ok()).or_else(|| uri.host());
    let origin = headers.get(ORIGIN).and_then(|o| o.to_str().ok());
    if let Some(public) = public {
        return origin.is_some_and(|origin| origin.eq_ignore_ascii_case(public.origin()));
    }
    let (Some(host), Some(origin)) = (host, origin) else { return false };
    // Behind a proxy that ends TLS we cannot know our own scheme; the host and its port are what tells sites apart.
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}
