//! Named points at which a test kills the process. Only with the feature `faults`; a release has none of it.

/// Ends the process here, hard, when the test asked for it with `WERKVLOER_FAULT=<name>:<n>` and this is the n-th pass.
#[cfg(not(feature = "faults"))]
#[inline]
pub fn point(_: &'static str) {}

/// Ends the process here, hard, when the test asked for it with `WERKVLOER_FAULT=<name>:<n>` and this is the n-th pass.
#[cfg(feature = "faults")]
pub fn point(name: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static ASKED: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);
    #[expect(clippy::disallowed_methods, reason = "a test's wish, no setting of the service")]
    let asked = ASKED.get_or_init(|| {
        let text = std::env::var("WERKVLOER_FAULT").ok()?;
        let (name, pass) = text.split_once(':')?;
        Some((name.to_owned(), pass.parse().ok()?))
    });
    if let Some((wanted, pass)) = asked
        && wanted == name
        && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *pass
    {
        if name == "after_puback" {
            // The acknowledgements were handed to other tasks; give them the time to leave.
            #[expect(
                clippy::disallowed_methods,
                reason = "the point is that time passes before the process dies"
            )]
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        std::process::abort();
    }
}
