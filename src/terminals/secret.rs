//! A terminal's secret: 256 random bits, shown once, kept as a keyed hash.
//!
//! Not argon2id: a slow hash protects what people choose, and there is nothing to guess in 256 random bits. A thousand
//! terminals that come back at once after a power cut must all be let in within seconds, and a fast hash does that. The
//! key makes a hash copied out of one installation useless in another.

use crate::db::{Db, Tx};
use crate::id;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const KEY_ID: &str = "terminal-secrets";

/// Checks secrets against their hashes.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// Reads the installation's key, and makes it the first time.
    pub async fn load(tx: &mut Tx) -> sqlx::Result<Self> {
        let made = id::hex(&id::random::<32>());
        tx.run(
            "insert into server_key (id, key_hex) values ($1, $2) on conflict (id) do nothing",
            &[&KEY_ID, &made],
        )
        .await?;
        let (key,) = tx.one("select key_hex from server_key where id = $1", &[&KEY_ID]).await?;
        Ok(Self(key))
    }

    /// As [`SecretKey::load`], in a transaction of its own.
    pub async fn of(db: &Db) -> sqlx::Result<Self> {
        let mut tx = db.begin().await?;
        let key = Self::load(&mut tx).await?;
        tx.commit().await?;
        Ok(key)
    }

    fn mac(&self, secret: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(secret);
        mac
    }

    /// What is stored of a secret.
    pub fn hash(&self, secret: &str) -> String {
        id::hex(&self.mac(secret.as_bytes()).finalize().into_bytes())
    }

    /// True for the right secret; takes the same time for every wrong one.
    pub fn matches(&self, secret: &[u8], hash: &str) -> bool {
        let bytes: Option<Vec<u8>> = (hash.len() == 64 && hash.is_ascii())
            .then(|| {
                (0..32)
                    .map(|i| u8::from_str_radix(&hash[i * 2..i * 2 + 2], 16))
                    .collect::<Result<_, _>>()
                    .ok()
            })
            .flatten();
        bytes.is_some_and(|bytes| self.mac(secret).verify_slice(&bytes).is_ok())
    }
}

/// A new secret, as text.
pub(super) fn new_secret() -> String {
    id::hex(&id::random::<32>())
}
