//! What machines ask: does the process live, can it store, and its figures.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use std::sync::Arc;

/// `/healthz` and `/readyz`; `ready` says that the service can store, in words, or why it cannot.
pub fn router(
    ready: impl Fn() -> Result<String, String> + Clone + Send + Sync + 'static,
) -> Router {
    let readyz = async move || match ready() {
        Ok(words) => (StatusCode::OK, format!("{words}\n")),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    };
    Router::new().route("/healthz", get(async || "alive\n")).route("/readyz", get(readyz))
}

/// `/metrics`, for a listener of its own on loopback: figures of the company are not for everybody who sees a page.
pub fn metrics_router(registry: Arc<Registry>) -> Router {
    Router::new().route("/metrics", get(async move || metrics(&registry)))
}

fn metrics(registry: &Registry) -> Response {
    let mut text = String::new();
    match encode(&mut text, registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
