//! A token bucket that slows one connection down to its share and never drops anything.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

pub(super) struct Pace {
    each: Duration,
    /// When the bucket would be full again; it lies at most a second ahead.
    full_at: Instant,
}

impl Pace {
    /// So many messages a second, after a burst of as many.
    pub(super) fn new(per_second: u32) -> Self {
        Self { each: Duration::from_secs(1) / per_second.max(1), full_at: Instant::now() }
    }

    /// Takes one message's share; waits when the bucket is empty.
    pub(super) async fn take(&mut self) {
        const BURST: Duration = Duration::from_secs(1);
        let now = Instant::now();
        self.full_at = self.full_at.max(now) + self.each;
        if self.full_at > now + BURST {
            sleep_until(self.full_at - BURST).await;
        }
    }
}
