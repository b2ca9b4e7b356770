//! The stylesheet, the script and the icon: compiled in, named after their content, so that a browser keeps them for ever
//! and still gets the new ones at once after an upgrade.

use crate::error::Error;
use crate::web::Path;
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// How long an answer may be kept when its address changes with its content.
pub const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file that pages load.
pub struct Asset {
    name: String,
    kind: &'static str,
    content: &'static str,
}

/// The stylesheet.
pub static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("wv", "css", "text/css; charset=utf-8", include_str!("assets/wv.css"))
});
/// The script of the live board.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("wv", "js", "text/javascript; charset=utf-8", include_str!("assets/wv.js"))
});
/// The icon in the browser's tab.
pub static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("wv", "svg", "image/svg+xml", include_str!("assets/wv.svg")));

impl Asset {
    fn new(stem: &str, extension: &str, kind: &'static str, content: &'static str) -> Self {
        let digest = Sha256::digest(content.as_bytes());
        let hash = crate::id::hex(&digest[..8]);
        Self { name: format!("{stem}-{hash}.{extension}"), kind, content }
    }

    /// The address a page writes.
    pub fn href(&self) -> String {
        format!("/static/{}", self.name)
    }
}

/// `/static/…`
pub fn router() -> Router {
    Router::new().route("/static/{file}", get(serve))
}

async fn serve(Path(file): Path<String>) -> Result<Response, Error> {
    let asset = [&*STYLE, &*SCRIPT, &*ICON]
        .into_iter()
        .find(|asset| asset.name == file)
        .ok_or(Error::NO_PAGE)?;
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(asset.kind)), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, asset.content).into_response())
}
