//! What a request holds. The framework's own extractors refuse with a bare line of English; these refuse with an
//! [`Error`], and so with a page.

use crate::error::Error;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The parts of the address that a route names.
pub struct Path<T>(pub T);

/// What follows the question mark.
pub struct Query<T>(pub T);

/// The fields of a posted form.
pub struct Form<T>(pub T);

#[expect(clippy::disallowed_types, reason = "this wraps it")]
impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        // Postgres keeps no NUL, so nothing is named by one.
        if parts.uri.path().contains("%00") {
            return Err(Error::NO_PAGE);
        }
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            // An address that cannot be read names nothing.
            Err(_) => Err(Error::NO_PAGE),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Error::Unreadable("a NUL in the query".to_owned()));
        }
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(e) => Err(Error::Unreadable(e.body_text())),
        }
    }
}

#[expect(clippy::disallowed_types, reason = "this wraps it")]
impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum::Form::from_request(request, state).await {
            Ok(axum::Form(value)) => Ok(Self(value)),
            Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Error::TooLarge),
            Err(e) => Err(Error::Unreadable(e.body_text())),
        }
    }
}
