//! Requests to the issuer: few, small, never followed elsewhere, and off the threads that serve pages.

use anyhow::Context as _;
use futures_util::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// An answer is awaited so long; a person sits before the screen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest answer that is read: a set of keys is a few kilobytes.
const LARGEST: u64 = 512 * 1024;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// The way there, or the answer.
    #[error(transparent)]
    Request(#[from] ureq::Error),
    /// The service stops.
    #[error("the request was given up")]
    Ended(#[from] tokio::task::JoinError),
}

/// Asks over HTTP.
#[derive(Clone, Debug)]
pub(super) struct Http(Agent);

impl Http {
    /// Trusts the system's authorities, and the one in `ca` (PEM).
    pub(super) fn new(ca: Option<&Path>) -> anyhow::Result<Self> {
        let mut roots: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
            .certs
            .iter()
            .map(|found| Certificate::from_der(found).to_owned())
            .collect();
        if let Some(path) = ca {
            let at = || format!("cannot read the issuer's authority {}", path.display());
            for found in CertificateDer::pem_file_iter(path).with_context(at)? {
                roots.push(Certificate::from_der(&found.with_context(at)?).to_owned());
            }
        }
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(PATIENCE))
            // Who is asked is set by the administrator; a redirect would let the issuer choose what this machine asks next.
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Ok(Self(config.new_agent()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let agent = self.0.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let (parts, body) = agent.run(request)?.into_parts();
            let body = body.into_with_config().limit(LARGEST).read_to_vec()?;
            Ok::<_, ureq::Error>(HttpResponse::from_parts(parts, body))
        });
        Box::pin(async move { Ok(answer.await??) })
    }
}
