//! People who can sign in, and a browser that keeps the door's cookies.

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use werkvloer::access::Role;
use werkvloer::access::accounts;
use werkvloer::access::grant::{Grant, Scope, give};
use werkvloer::db::Db;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "vier groene fietsen";

/// Its hash, as cheap as argon2id can be: a hash carries its own cost, and tests sign in thousands of times.
fn cheap_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let params = Params::new(8, 1, 1, None).unwrap();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash =
            argon.hash_password_with_salt(PASSWORD.as_bytes(), b"salt of a test").unwrap();
        hash.to_string()
    })
}

/// Makes an account with [`PASSWORD`] and these roles, in force for years. Gives its id.
pub(crate) async fn account(db: &Db, login: &str, name: &str, roles: &[(Role, &str)]) -> String {
    let long_ago = "2020-01-01T00:00:00Z".parse().unwrap();
    let mut tx = db.begin().await.unwrap();
    let id = accounts::make(&mut tx, login, name, long_ago).await.unwrap().unwrap();
    for (role, scope) in roles {
        let scope: Scope = scope.parse().unwrap();
        let from = "2020-01-01".parse().unwrap();
        let grant = Grant { role: *role, scope, from, until: None };
        give(&mut tx, &id, &grant, long_ago).await.unwrap();
    }
    accounts::set_password(&mut tx, &id, cheap_hash()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The door's cookies as a browser keeps them. Not the language: tests say it when it matters.
#[derive(Default)]
pub(crate) struct Jar(Mutex<BTreeMap<String, String>>);

impl Jar {
    /// Keeps what an answer sets.
    pub(crate) fn keep(&self, headers: &HeaderMap) {
        let mut kept = self.0.lock().unwrap();
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0") {
                kept.remove(name);
            } else if name.contains("werkvloer") {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// What a request sends.
    pub(crate) fn header(&self) -> Option<String> {
        let kept = self.0.lock().unwrap();
        let pairs: Vec<_> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// One cookie.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.0.lock().unwrap().get(name).cloned()
    }

    /// Puts one in, as somebody who plants it.
    pub(crate) fn set(&self, name: &str, value: &str) {
        self.0.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }
}
