//! The issuer: where to send a browser, and who came back.

use super::http::Http;
use crate::clock::Clock;
use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError,
    TokenResponse as _,
};
use std::path::PathBuf;
use std::sync::Mutex;

/// What the issuer says of itself is asked again after so long.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);

/// A key that is not known makes us ask sooner, but not more often than this: anybody can send a token with a made-up key.
const ASKED_AT_MOST_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Two clocks may differ by this.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// How issuers may sign: with keys of their own. Not with the shared secret, which would let us sign as well.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Which issuer, and who we are to it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer's address, exactly as it writes itself.
    pub issuer: String,
    /// Our name at the issuer.
    pub client: String,
    /// What proves that name; none for a public client.
    pub secret: Option<String>,
    /// Who signs the issuer's certificate (PEM), when the system's authorities do not.
    pub ca: Option<PathBuf>,
}

/// The issuer as we know it.
pub struct Provider {
    client: ClientId,
    secret: Option<ClientSecret>,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    http: Http,
    clock: Clock,
    known: Mutex<Option<(DateTime<Utc>, CoreProviderMetadata)>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// A sign-in on its way; it belongs to one browser and is kept there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the signed token.
    pub nonce: String,
    /// Proves that who began is who ends.
    pub verifier: String,
}

/// A sign-in that begins.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What the browser keeps.
    pub attempt: Attempt,
}

/// What the browser brings back.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Answer {
    /// To be exchanged for a token.
    pub code: Option<String>,
    /// As in [`Attempt::state`].
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Who came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// Its own name for this person; with the issuer the only key to an account.
    pub subject: String,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The person stopped at the issuer, or the issuer refused.
    #[error("the issuer refused: {0}")]
    Declined(String),
    /// What came back does not belong to what this browser began, or is not true.
    #[error("the answer cannot be trusted: {0}")]
    Untrusted(String),
    /// The issuer cannot be asked.
    #[error("the issuer cannot be asked")]
    Unreachable(#[source] anyhow::Error),
}

impl Provider {
    /// `redirect`: where the issuer sends the browser back to, as registered there.
    pub fn new(settings: &Settings, redirect: &str, clock: Clock) -> anyhow::Result<Self> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .with_context(|| format!("openid_issuer = '{}' is no address", settings.issuer))?;
        let host = issuer.url().host_str().unwrap_or_default();
        let is_here = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        ensure!(
            issuer.url().scheme() == "https" || is_here,
            "openid_issuer = '{}' must begin with https://",
            settings.issuer
        );
        Ok(Self {
            client: ClientId::new(settings.client.clone()),
            secret: settings.secret.clone().map(ClientSecret::new),
            issuer,
            redirect: RedirectUrl::new(redirect.to_owned())
                .with_context(|| format!("public_url gives no address: '{redirect}'"))?,
            http: Http::new(settings.ca.as_deref())?,
            clock,
            known: Mutex::new(None),
        })
    }

    /// Begins a sign-in.
    pub async fn begin(&self) -> Result<Begun, Refusal> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(
            self.metadata(KNOWN_FOR).await?,
            self.client.clone(),
            self.secret.clone(),
        )
        .set_redirect_uri(self.redirect.clone());
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let attempt = Attempt {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok(Begun { url: url.into(), attempt })
    }

    /// Ends a sign-in.
    pub async fn finish(&self, attempt: Attempt, answer: Answer) -> Result<Identity, Refusal> {
        if answer.state.as_deref() != Some(attempt.state.as_str()) {
            return Err(Refusal::Untrusted("state".to_owned()));
        }
        if answer.iss.as_ref().is_some_and(|iss| *iss != *self.issuer) {
            return Err(Refusal::Untrusted("another issuer answered".to_owned()));
        }
        let code = match (answer.code, answer.error) {
            (Some(code), None) => AuthorizationCode::new(code),
            (_, error) => return Err(Refusal::Declined(error.unwrap_or_default())),
        };
        let token = self.exchange(code, PkceCodeVerifier::new(attempt.verifier)).await?;
        let nonce = Nonce::new(attempt.nonce);
        let metadata = self.metadata(KNOWN_FOR).await?;
        let claims = match self.claims(metadata, &token, &nonce) {
            // The issuer may have taken a new key into use since we asked.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let metadata = self.metadata(ASKED_AT_MOST_EVERY).await?;
                self.claims(metadata, &token, &nonce)
            }
            other => other,
        };
        let claims = claims.map_err(|error| Refusal::Untrusted(error.to_string()))?;
        Ok(Identity { issuer: self.issuer.to_string(), subject: claims.subject().to_string() })
    }

    async fn exchange(
        &self,
        code: AuthorizationCode,
        verifier: PkceCodeVerifier,
    ) -> Result<CoreIdToken, Refusal> {
        let client = CoreClient::from_provider_metadata(
            self.metadata(KNOWN_FOR).await?,
            self.client.clone(),
            self.secret.clone(),
        )
        .set_redirect_uri(self.redirect.clone());
        let request = client
            .exchange_code(code)
            .map_err(|error| Refusal::Unreachable(error.into()))?
            .set_pkce_verifier(verifier);
        let answer = request.request_async(&self.http).await;
        let token = match answer {
            Ok(answer) => answer.id_token().cloned(),
            Err(openidconnect::RequestTokenError::ServerResponse(refused)) => {
                return Err(Refusal::Declined(refused.to_string()));
            }
            Err(error) => return Err(Refusal::Unreachable(anyhow::Error::msg(error.to_string()))),
        };
        token.ok_or_else(|| Refusal::Untrusted("no identity token".to_owned()))
    }

    /// Checks signature, issuer, audience, time and nonce.
    fn claims(
        &self,
        metadata: CoreProviderMetadata,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let client =
            CoreClient::from_provider_metadata(metadata, self.client.clone(), self.secret.clone());
        let now = self.clock.now();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(SIGNED_BY)
            .set_time_fn(move || now - SKEW)
            .set_issue_time_verifier_fn(move |issued| {
                if issued <= now + SKEW { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
        token.claims(&verifier, nonce).cloned()
    }

    /// What the issuer says of itself, at most `age` old.
    async fn metadata(&self, age: TimeDelta) -> Result<CoreProviderMetadata, Refusal> {
        let now = self.clock.now();
        if let Some((at, known)) = &*self.known.lock().expect("nobody panics with this lock")
            && now - *at < age
        {
            return Ok(known.clone());
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| Refusal::Unreachable(error.into()))?;
        *self.known.lock().expect("nobody panics with this lock") = Some((now, found.clone()));
        Ok(found)
    }
}
