//! The stylesheet, the script, the letters and the icon: compiled in, compressed once, and named after their content, so
//! that a browser keeps them for ever and still gets the new ones at once after an upgrade.
//!
//! What others made stands in `assets/vendor`, put there by `assets/vendor.sh`; the rest is ours.

use crate::error::Error;
use crate::web::Path;
use axum::Router;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::LazyLock;

/// How long an answer may be kept when its address changes with its content.
pub const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file that pages load.
pub struct Asset {
    name: String,
    kind: &'static str,
    content: Bytes,
    /// The same compressed; `None` where that saves nothing.
    gzip: Option<Bytes>,
}

/// The stylesheet: the design system cut down, its tokens, our values of them, our own parts.
pub static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let css = [
        include_str!("assets/vendor/utrecht.css"),
        include_str!("assets/vendor/tokens.css"),
        include_str!("assets/theme.css"),
        include_str!("assets/base.css"),
        include_str!("assets/shell.css"),
        include_str!("assets/parts.css"),
        include_str!("assets/floor.css"),
        include_str!("assets/print.css"),
    ]
    .concat();
    let css = css
        .replace("atkinson-latin.woff2", &LETTERS.href())
        .replace("atkinson-latin-ext.woff2", &MORE_LETTERS.href());
    Asset::text("wv", "css", "text/css; charset=utf-8", css)
});
/// The script: htmx, its streams, and what is ours.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let js = [
        include_str!("assets/vendor/htmx.min.js"),
        include_str!("assets/vendor/hx-sse.min.js"),
        include_str!("assets/wv.js"),
    ]
    .join(";\n");
    Asset::text("wv", "js", "text/javascript; charset=utf-8", js)
});
/// The icon in the browser's tab.
pub static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::text("wv", "svg", "image/svg+xml", include_str!("assets/wv.svg").to_owned())
});
/// Atkinson Hyperlegible Next, the letters of western Europe.
static LETTERS: LazyLock<Asset> =
    LazyLock::new(|| Asset::font("atkinson", include_bytes!("assets/vendor/atkinson-latin.woff2")));
/// The same, for names from further away.
static MORE_LETTERS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::font("atkinson-ext", include_bytes!("assets/vendor/atkinson-latin-ext.woff2"))
});

impl Asset {
    fn text(stem: &str, extension: &str, kind: &'static str, text: String) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let written = gzip.write_all(text.as_bytes()).and_then(|()| gzip.finish());
        let asset = Self::new(stem, extension, kind, text.into());
        Self { gzip: written.ok().map(Bytes::from), ..asset }
    }

    fn font(stem: &str, content: &'static [u8]) -> Self {
        Self::new(stem, "woff2", "font/woff2", Bytes::from_static(content))
    }

    fn new(stem: &str, extension: &str, kind: &'static str, content: Bytes) -> Self {
        let digest = Sha256::digest(&content);
        let hash = crate::id::hex(&digest[..8]);
        Self { name: format!("{stem}-{hash}.{extension}"), kind, content, gzip: None }
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

async fn serve(headers: HeaderMap, Path(file): Path<String>) -> Result<Response, Error> {
    let asset = [&*STYLE, &*SCRIPT, &*ICON, &*LETTERS, &*MORE_LETTERS]
        .into_iter()
        .find(|asset| asset.name == file)
        .ok_or(Error::NO_PAGE)?;
    let kept = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (CACHE_CONTROL, FOR_EVER),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    Ok(match &asset.gzip {
        Some(gzip) if takes_gzip(&headers) => {
            let gzipped = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (kept, gzipped, gzip.clone()).into_response()
        }
        _ => (kept, asset.content.clone()).into_response(),
    })
}

/// Every browser does; what refuses it in words (`gzip;q=0`) gets the plain file.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let asked = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    asked.unwrap_or_default().split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}
