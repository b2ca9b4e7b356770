//! What a request holds. The framework's own extractors refuse with a bare line of English; these refuse with an
//! [`Error`], and so with a page.

use crate::error::Error;
use crate::web::form::KEY_FIELD;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// The parts of the address that a route names.
pub struct Path<T>(pub T);

/// What follows the question mark.
pub struct Query<T>(pub T);

/// The fields of a posted form.
pub struct Form<T>(pub T);

/// A posted form with a file in it, not looked at yet: first it is asked whether its sender may.
pub struct Upload(Request);

/// What a form with a file holds.
#[derive(Default)]
pub struct Uploaded {
    /// The form's key.
    pub key: String,
    /// The file; `None` when none was chosen.
    pub file: Option<Bytes>,
    /// It is larger than anything that is read; then the key may be missing too.
    pub is_too_large: bool,
}

impl Upload {
    /// The key, and the file in a field. A form that cannot hold a file has neither.
    pub async fn read(self, field: &str) -> Result<Uploaded, Error> {
        let mut read = Uploaded::default();
        let Ok(mut parts) = Multipart::from_request(self.0, &()).await else { return Ok(read) };
        match read.fill(&mut parts, field).await {
            Err(Error::TooLarge) => read.is_too_large = true,
            filled => filled?,
        }
        Ok(read)
    }
}

impl Uploaded {
    async fn fill(&mut self, parts: &mut Multipart, field: &str) -> Result<(), Error> {
        while let Some(part) = parts.next_field().await.map_err(|e| refused(&e))? {
            if part.name() == Some(KEY_FIELD) {
                self.key = part.text().await.map_err(|e| refused(&e))?;
            } else if part.name() == Some(field) {
                let bytes = part.bytes().await.map_err(|e| refused(&e))?;
                self.file = Some(bytes).filter(|bytes| !bytes.is_empty());
            }
        }
        Ok(())
    }
}

fn refused(e: &MultipartError) -> Error {
    match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Unreadable(e.body_text()),
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        Ok(Self(request))
    }
}

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
