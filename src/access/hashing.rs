//! Passwords hashed slowly, and never many at a time: argon2id takes 19 MiB and a good part of a second of a processor on
//! purpose, so a crowd of sign-ins (or an attacker) would otherwise take the whole machine.

use crate::id;
use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Hashes at the same time: as many as the smallest machine has processors.
const AT_ONCE: usize = 2;
/// Who has waited this long for a turn is told to try again.
const PATIENCE: Duration = Duration::from_secs(20);
/// What OWASP asks at least of argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Of a password nobody has, with the same cost: an unknown name takes as long as a known one.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$d2Vya3Zsb2VyLW5vYm9keQ$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and checks passwords; cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    checked: Arc<AtomicU64>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), checked: Arc::default() }
    }
}

impl Hasher {
    /// What is stored of a password.
    pub async fn hash(&self, password: &str) -> anyhow::Result<String> {
        let password = password.to_owned();
        self.in_turn(move || {
            let params = Params::new(MEMORY_KIB, PASSES, 1, None)
                .map_err(|error| anyhow!("argon2id refuses its own parameters: {error}"))?;
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_with_salt(password.as_bytes(), &id::random::<16>())
                .map(|hash: PasswordHash| hash.to_string())
                .map_err(|error| anyhow!("cannot hash a password: {error}"))
        })
        .await
    }

    /// True for the right password. Without a hash (an unknown name, an account without a password) it is false after as
    /// much work as with one.
    pub async fn is_right(&self, password: &str, hash: Option<&str>) -> anyhow::Result<bool> {
        let (password, is_known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(NOBODYS).to_owned();
        let checked = Arc::clone(&self.checked);
        self.in_turn(move || {
            let hash = PasswordHash::new(&hash)
                .map_err(|error| anyhow!("a stored hash cannot be read: {error}"))?;
            checked.fetch_add(1, Ordering::Relaxed);
            let is_right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
            Ok(is_right && is_known)
        })
        .await
    }

    /// How many passwords were checked, of known and of unknown names alike.
    pub fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned())
            .await
            .context("too many sign-ins at once")?
            .expect("nobody closes the semaphore");
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a request that is dropped must not let another hash begin before this one ends.
            let _turn = turn;
            work()
        });
        done.await.context("hashing a password ended badly")?
    }
}
