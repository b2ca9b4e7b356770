//! Failed sign-ins by address. A whole site may share one address, so an address is never locked out: after too many
//! failures in a minute each further sign-in from it waits a little, and a secret that failed within that minute is refused
//! without asking the house again. A secret that is right still gets in.

use super::limits::Limits;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const WINDOW: Duration = Duration::from_mins(1);
/// Addresses remembered; the table stays small however many there are.
const ADDRESSES: usize = 4_096;
/// Failed secrets remembered per address.
const SECRETS: usize = 64;

pub(super) struct Throttle {
    failures: Mutex<HashMap<IpAddr, Failures>>,
    allowed: usize,
    pause: Duration,
    /// Keyed at random, so that the remembered hashes say nothing about the secrets.
    hasher: RandomState,
}

struct Failures {
    since: Instant,
    count: usize,
    secrets: Vec<u64>,
}

/// What to do with a sign-in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Advice {
    Ask,
    AskAfter(Duration),
    Refuse,
}

impl Throttle {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            failures: Mutex::default(),
            allowed: limits.failed_sign_ins,
            pause: limits.throttle,
            hasher: RandomState::new(),
        }
    }

    pub(super) fn advice(&self, address: IpAddr, user: &str, secret: &[u8]) -> Advice {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get(&address) {
            Some(f) if f.count >= self.allowed && f.since.elapsed() < WINDOW => {
                if f.secrets.contains(&self.hasher.hash_one((user, secret))) {
                    Advice::Refuse
                } else {
                    Advice::AskAfter(self.pause)
                }
            }
            _ => Advice::Ask,
        }
    }

    pub(super) fn failed(&self, address: IpAddr, user: &str, secret: &[u8]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES && !failures.contains_key(&address) {
            failures.retain(|_, f| f.since.elapsed() < WINDOW);
            if failures.len() >= ADDRESSES {
                failures.clear();
            }
        }
        let fresh = || Failures { since: Instant::now(), count: 0, secrets: Vec::new() };
        let entry = failures.entry(address).or_insert_with(fresh);
        if entry.since.elapsed() >= WINDOW {
            *entry = fresh();
        }
        entry.count += 1;
        let hash = self.hasher.hash_one((user, secret));
        if entry.secrets.len() < SECRETS && !entry.secrets.contains(&hash) {
            entry.secrets.push(hash);
        }
    }
}
