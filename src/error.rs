//! What goes wrong at the edge, in the words of who asked. A handler returns it with `?`; the outermost layer
//! ([`crate::web::dress`]) turns it into a page in the viewer's language with the number of the request, so that a
//! person can name the request and the log tells the rest. What went wrong inside is never shown.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Postgres takes no NUL in a text, and nobody types one: whoever sends it is no page of ours.
const NO_TEXT: &str = "22021";

/// Why a request gets no answer of its own.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is there; the key of a sentence that says what is missing.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The address is there, but not for this method.
    #[error("method not allowed")]
    Method,
    /// The request cannot be understood: a field missing, a body that is no form.
    #[error("unreadable request: {0}")]
    Unreadable(String),
    /// More bytes than any form of ours holds.
    #[error("request too large")]
    TooLarge,
    /// A body that came too slowly.
    #[error("the request's body came too slowly")]
    Late,
    /// A change asked for by a page of somebody else.
    #[error("cross-site request refused")]
    CrossSite,
    /// The database cannot be reached now.
    #[error("the database cannot be reached")]
    Unavailable(#[source] anyhow::Error),
    /// Our mistake.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// Nothing at this address.
    pub const NO_PAGE: Self = Self::NotFound("error.no_page");

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Late => StatusCode::REQUEST_TIMEOUT,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of the sentence that tells the viewer what happened.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::NotFound(key) => key,
            Self::Method => "error.method",
            Self::Unreadable(_) => "error.unreadable",
            Self::TooLarge => "error.too_large",
            Self::Late => "error.late",
            Self::CrossSite => "error.cross_site",
            Self::Unavailable(_) => "error.unavailable",
            Self::Internal(_) => "error.internal",
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NO_PAGE,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::Unavailable(error.into())
            }
            sqlx::Error::Database(error) if error.code().as_deref() == Some(NO_TEXT) => {
                Self::Unreadable("a NUL in a text".to_owned())
            }
            other => Self::Internal(other.into()),
        }
    }
}

/// Bare: who dresses the answer finds the error in its extensions.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
