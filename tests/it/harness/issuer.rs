//! An OpenID Connect issuer of the test's own, which can be told to cheat.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreIdToken, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm,
};
use openidconnect::url::form_urlencoded;
use openidconnect::{
    Audience, AuthorizationCode, EmptyAdditionalClaims, IdTokenClaims, IssuerUrl, JsonWebKeyId,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _, StandardClaims,
    SubjectIdentifier,
};
use rcgen::{KeyPair, PKCS_ED25519};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use werkvloer::access::openid::Settings;
use werkvloer::clock::Clock;

/// What the issuer does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cheat {
    /// Nothing.
    #[default]
    Honest,
    /// A token for another client.
    OtherAudience,
    /// A token of another issuer.
    OtherIssuer,
    /// A token of another sign-in.
    OtherNonce,
    /// A token of long ago.
    Expired,
    /// A token of tomorrow.
    FromTheFuture,
    /// Signed with a key that is not in the published set, under the name of one that is.
    OtherKey,
    /// Signed with the client's secret.
    SharedSecret,
    /// Not signed, and saying so.
    Unsigned,
    /// No token at all.
    NoToken,
    /// The answer in the address names another issuer.
    OtherIss,
    /// The person pressed cancel.
    Declined,
}

/// The issuer; it stops with the test's runtime.
pub(crate) struct TestIssuer {
    told: Arc<Mutex<Told>>,
    pub(crate) address: String,
}

struct Told {
    address: String,
    clock: Clock,
    keys: Vec<(String, CoreEdDsaPrivateSigningKey)>,
    /// How many of the keys are published.
    published: usize,
    cheat: Cheat,
    subject: String,
    begun: HashMap<String, Begun>,
    codes: u32,
    asked: u32,
}

struct Begun {
    nonce: String,
    challenge: String,
    redirect: String,
}

const CLIENT: &str = "werkvloer";
const SECRET: &str = "a secret that only the two know";

fn key(id: &str) -> (String, CoreEdDsaPrivateSigningKey) {
    let pem = KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem();
    let kid = Some(JsonWebKeyId::new(id.to_owned()));
    (id.to_owned(), CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, kid).unwrap())
}

impl TestIssuer {
    pub(crate) async fn start(clock: &Clock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Told {
            address: address.clone(),
            clock: clock.clone(),
            keys: vec![key("one")],
            published: 1,
            cheat: Cheat::Honest,
            subject: "subject-1".to_owned(),
            begun: HashMap::new(),
            codes: 0,
            asked: 0,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(told.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { told, address }
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            issuer: self.address.clone(),
            client: CLIENT.to_owned(),
            secret: Some(SECRET.to_owned()),
            ca: None,
        }
    }

    pub(crate) fn cheat(&self, cheat: Cheat) {
        self.told.lock().unwrap().cheat = cheat;
    }

    /// Who signs in next.
    pub(crate) fn person(&self, subject: &str) {
        subject.clone_into(&mut self.told.lock().unwrap().subject);
    }

    /// Signs with a new key from now on; publishes it or not.
    pub(crate) fn new_key(&self, publish: bool) {
        let mut told = self.told.lock().unwrap();
        let id = format!("key-{}", told.keys.len());
        told.keys.push(key(&id));
        if publish {
            told.published = told.keys.len();
        }
    }

    /// How often it was asked what it is.
    pub(crate) fn asked(&self) -> u32 {
        self.told.lock().unwrap().asked
    }
}

type Shared = State<Arc<Mutex<Told>>>;

fn json(value: &serde_json::Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn describe(State(told): Shared) -> Response {
    let mut told = told.lock().unwrap();
    told.asked += 1;
    let at = &told.address;
    json(&serde_json::json!({
        "issuer": at,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn keys(State(told): Shared) -> Response {
    let told = told.lock().unwrap();
    let public = told.keys[..told.published].iter().map(|(_, key)| key.as_verification_key());
    json(&serde_json::to_value(CoreJsonWebKeySet::new(public.collect())).unwrap())
}

/// The person agrees at once.
async fn authorize(State(told): Shared, Query(asked): Query<HashMap<String, String>>) -> Response {
    let mut told = told.lock().unwrap();
    assert_eq!(asked["client_id"], CLIENT);
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
    told.codes += 1;
    let code = format!("code-{}", told.codes);
    let begun = Begun {
        nonce: asked["nonce"].clone(),
        challenge: asked["code_challenge"].clone(),
        redirect: asked["redirect_uri"].clone(),
    };
    let mut answer = form_urlencoded::Serializer::new(String::new());
    answer.append_pair("state", &asked["state"]);
    match told.cheat {
        Cheat::Declined => answer.append_pair("error", "access_denied"),
        Cheat::OtherIss => {
            answer.append_pair("code", &code).append_pair("iss", "https://elders.invalid")
        }
        _ => answer.append_pair("code", &code).append_pair("iss", &told.address),
    };
    let back = format!("{}?{}", begun.redirect, answer.finish());
    told.begun.insert(code, begun);
    (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response()
}

async fn token(State(told): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let mut told = told.lock().unwrap();
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let refused = |error: &str| {
        let mut answer = json(&serde_json::json!({ "error": error }));
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        answer
    };
    // Basic, of the client's name and secret; what exactly it says is the library's to get right.
    if !headers
        .get(AUTHORIZATION)
        .is_some_and(|value| value.to_str().unwrap().starts_with("Basic "))
    {
        return refused("invalid_client");
    }
    let Some(begun) = told.begun.remove(&form["code"]) else { return refused("invalid_grant") };
    let verifier = PkceCodeVerifier::new(form["code_verifier"].clone());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    if challenge.as_str() != begun.challenge || form["redirect_uri"] != begun.redirect {
        return refused("invalid_grant");
    }
    let mut answer = serde_json::json!({ "access_token": "of no use", "token_type": "Bearer" });
    if told.cheat != Cheat::NoToken {
        let code = AuthorizationCode::new(form["code"].clone());
        answer["id_token"] = identity(&told, &begun, &code).into();
    }
    json(&answer)
}

fn identity(told: &Told, begun: &Begun, code: &AuthorizationCode) -> String {
    let now = told.clock.now();
    let (begins, expires): (DateTime<Utc>, DateTime<Utc>) = match told.cheat {
        Cheat::Expired => (now - TimeDelta::hours(2), now - TimeDelta::minutes(2)),
        Cheat::FromTheFuture => (now + TimeDelta::minutes(5), now + TimeDelta::hours(1)),
        _ => (now, now + TimeDelta::minutes(5)),
    };
    let audience = if told.cheat == Cheat::OtherAudience { "somebody-else" } else { CLIENT };
    let issuer =
        if told.cheat == Cheat::OtherIssuer { "https://elders.invalid" } else { &told.address };
    let nonce = if told.cheat == Cheat::OtherNonce { "another" } else { &begun.nonce };
    let claims = IdTokenClaims::new(
        IssuerUrl::new(issuer.to_owned()).unwrap(),
        vec![Audience::new(audience.to_owned())],
        expires,
        begins,
        StandardClaims::new(SubjectIdentifier::new(told.subject.clone())),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(nonce.to_owned())));
    let (id, newest) = told.keys.last().unwrap();
    let signed = |key: &CoreEdDsaPrivateSigningKey| {
        CoreIdToken::new(claims.clone(), key, CoreJwsSigningAlgorithm::EdDsa, None, Some(code))
            .unwrap()
            .to_string()
    };
    match told.cheat {
        Cheat::OtherKey => signed(&key(id).1),
        Cheat::SharedSecret => {
            let secret = CoreHmacKey::new(SECRET);
            CoreIdToken::new(claims, &secret, CoreJwsSigningAlgorithm::HmacSha256, None, None)
                .unwrap()
                .to_string()
        }
        // The header says {"alg":"none"}, and nothing stands after the last dot.
        Cheat::Unsigned => {
            let payload = signed(newest).split('.').nth(1).unwrap().to_owned();
            format!("eyJhbGciOiJub25lIn0.{payload}.")
        }
        _ => signed(newest),
    }
}
