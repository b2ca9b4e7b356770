//! Signing in with the organisation's own accounts: OpenID Connect with one issuer, by authorization code with PKCE, state
//! and nonce (OpenID Connect Core 1.0; RFC 7636; RFC 9207).
//!
//! A person is who the issuer says, by its own name for that person (`sub`): never by an e-mail address, which can change
//! hands. [`Provider`] speaks with the issuer; `http` is how.

mod http;
mod provider;

pub use provider::{Answer, Attempt, Begun, Identity, Provider, Refusal, Settings};
