//! What many terminals together count about themselves.

use super::{Histogram, NeverSent};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Shared by the terminals of one process.
#[derive(Default)]
pub struct Meters {
    /// Times a terminal signed in and subscribed again after its first time.
    pub reconnects: AtomicU64,
    /// Times a connection could not be made or broke, other than by the terminal's own wish.
    pub breaks: AtomicU64,
    /// Events sent, those sent again included.
    pub sent: AtomicU64,
    /// Events sent again.
    pub sent_again: AtomicU64,
    /// Events that a receipt named.
    pub receipted: AtomicU64,
    /// Receipts that were no receipts or named what was never sent.
    pub false_receipts: AtomicU64,
    /// First publish to receipt, per event.
    pub latency: Histogram,
    last_break: Mutex<Option<String>>,
}

impl Meters {
    /// Why a connection last broke, in words.
    pub fn last_break(&self) -> Option<String> {
        self.last_break.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn broke(&self, why: String) {
        self.breaks.fetch_add(1, Ordering::Relaxed);
        *self.last_break.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    pub(super) fn false_receipt(&self, terminal: &contract::TerminalName, why: &FalseReceipt) {
        self.false_receipts.fetch_add(1, Ordering::Relaxed);
        tracing::error!(%terminal, "{why}");
    }
}

/// A receipt that is none.
#[derive(Debug, thiserror::Error)]
pub(super) enum FalseReceipt {
    #[error("a receipt cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error(transparent)]
    NeverSent(#[from] NeverSent),
}
