//! Whether the service can store what terminals report. The desk says it, `/readyz` tells it.

/// Can it store?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Yes.
    Ready,
    /// No, and why, in words for who runs the service.
    NotReady(String),
}

impl Default for Readiness {
    fn default() -> Self {
        Self::NotReady("starting".to_owned())
    }
}
