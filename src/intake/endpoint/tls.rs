//! TLS from PEM files. Changed files are picked up while the service runs; a change that cannot be used is logged and the
//! previous certificate stays in use, so that a half-written file locks nobody out.

use anyhow::{Context as _, Result, anyhow, bail};
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_rustls::TlsAcceptor;
use x509_parser::prelude::{AttributeTypeAndValue, FromDer as _, X509Certificate};

/// Where certificates are.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The server's certificate chain, its own certificate first (PEM).
    pub certificates: PathBuf,
    /// Its private key (PEM).
    pub key: PathBuf,
    /// Whose client certificates are trusted (PEM); without it terminals have no certificates.
    pub client_ca: Option<PathBuf>,
}

/// The TLS side of a listener.
pub struct Tls {
    files: TlsFiles,
    current: Mutex<Current>,
    /// One look at a time, so that an older look never replaces what a newer one found.
    looking: tokio::sync::Mutex<()>,
}

struct Current {
    /// A digest of the files' contents when they were last looked at.
    seen: [u8; 32],
    config: Arc<ServerConfig>,
}

impl Tls {
    /// Reads the files. An error is a sentence that names the file.
    pub async fn load(files: TlsFiles) -> Result<Self> {
        let contents = Contents::read(&files).await?;
        let current = Current { seen: contents.digest(), config: contents.config(&files)? };
        Ok(Self { files, current: Mutex::new(current), looking: tokio::sync::Mutex::default() })
    }

    /// Looks at the files again; true when new ones are in use from now on.
    pub async fn refresh(&self) -> bool {
        let _one = self.looking.lock().await;
        let contents = match Contents::read(&self.files).await {
            Ok(contents) => contents,
            Err(error) => {
                tracing::warn!(error = %error, "the previous TLS certificate stays in use");
                return false;
            }
        };
        let seen = contents.digest();
        if self.current().seen == seen {
            return false;
        }
        let config = contents.config(&self.files);
        let mut current = self.current();
        current.seen = seen;
        match config {
            Ok(config) => {
                current.config = config;
                tracing::info!("TLS certificates changed and are in use");
                true
            }
            Err(error) => {
                tracing::warn!(error = %error, "the previous TLS certificate stays in use");
                false
            }
        }
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current().config.clone())
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Contents {
    certificates: Vec<u8>,
    key: Vec<u8>,
    client_ca: Option<Vec<u8>>,
}

impl Contents {
    async fn read(files: &TlsFiles) -> Result<Self> {
        let client_ca = match &files.client_ca {
            Some(path) => Some(read("the client CA", path).await?),
            None => None,
        };
        Ok(Self {
            certificates: read("the certificate chain", &files.certificates).await?,
            key: read("the private key", &files.key).await?,
            client_ca,
        })
    }

    fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [Some(&self.certificates), Some(&self.key), self.client_ca.as_ref()] {
            let part = part.map(Vec::as_slice).unwrap_or_default();
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    fn config(&self, files: &TlsFiles) -> Result<Arc<ServerConfig>> {
        let chain = certificates("The certificate chain", &files.certificates, &self.certificates)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| {
            anyhow!("The file {} holds no private key in PEM form.", files.key.display())
        })?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .context("The TLS library has no protocol version.")?;
        let builder = match (&files.client_ca, &self.client_ca) {
            (Some(path), Some(pem)) => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates("The client CA", path, pem)? {
                    roots.add(certificate).map_err(|error| {
                        anyhow!(
                            "A certificate in the client CA file {} cannot be used: {error}.",
                            path.display()
                        )
                    })?;
                }
                // A terminal without a certificate still has its secret.
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                        .allow_unauthenticated()
                        .build()
                        .with_context(|| {
                            format!("The client CA file {} cannot be used.", path.display())
                        })?;
                builder.with_client_cert_verifier(verifier)
            }
            _ => builder.with_no_client_auth(),
        };
        let config = builder.with_single_cert(chain, key).map_err(|error| {
            anyhow!(
                "The private key in {} and the certificate in {} cannot be used together: {error}.",
                files.key.display(),
                files.certificates.display()
            )
        })?;
        Ok(Arc::new(config))
    }
}

async fn read(what: &str, path: &Path) -> Result<Vec<u8>> {
    tokio::fs::read(path)
        .await
        .map_err(|error| anyhow!("Cannot read {what} {}: {error}.", path.display()))
}

fn certificates(what: &str, path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| anyhow!("{what} {} is not in PEM form: {error}.", path.display()))?;
    if certificates.is_empty() {
        bail!("{what} {} holds no certificate in PEM form.", path.display());
    }
    Ok(certificates)
}

/// The common name of a verified client certificate; `None` without a certificate, an error when it has no usable one.
pub(super) fn common_name(
    chain: Option<&[CertificateDer<'_>]>,
) -> Result<Option<String>, &'static str> {
    let Some(first) = chain.and_then(<[_]>::first) else { return Ok(None) };
    let (_, certificate) =
        X509Certificate::from_der(first).map_err(|_| "the certificate cannot be read")?;
    let mut names = certificate.subject().iter_common_name();
    match (names.next().map(AttributeTypeAndValue::as_str), names.next()) {
        (Some(Ok(name)), None) => Ok(Some(name.to_owned())),
        _ => Err("the certificate does not have one common name"),
    }
}
